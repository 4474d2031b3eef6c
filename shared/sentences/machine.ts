import type { Sentence } from './sentence.ts';

/** Signals by which the kernel enforces a limit of the user (getrlimit(2)). */
const OF_A_LIMIT: Readonly<Record<string, string>> = {
  SIGXFSZ: 'The size of files is limited where it was started: lift that limit (ulimit -f unlimited), then start again.',
  SIGXCPU: 'The time of programs is limited where it was started: lift that limit (ulimit -t unlimited), then start again.',
};

/** This machine: its tools and its kernel. */
export const MACHINE = {
  'tool-missing': {
    exit: 69,
    headline: (f) => `${f['tool']} is missing, and this job needs it.`,
    next: (f) => `Install the package ${f['package']} and start again.`,
  },
  'tool-hangs': {
    exit: 74,
    headline: (f) => `${f['tool']} does not answer.`,
    next: () => 'A drive or a mounted filesystem that hangs holds it up. Unplug or unmount that one, then start again.',
  },
  'output-failed': {
    exit: 74,
    headline: (f) => `Standard output cannot be written: ${f['reason']}.`,
    next: () => 'Make room there, or have it written somewhere else.',
  },
  'no-scratch': {
    exit: 74,
    headline: (f) => `No temporary file can be made in ${f['folders']}.`,
    next: () => 'Make one of these folders writable, with some room in it, then start again.',
  },
  'surroundings-lack': {
    exit: 69,
    headline: (f) => `${f['path']} ${f['lacking']}, and Tarstrap needs it.`,
    next: (f) => `Put that right, as root, then start again: ${f['command']}`,
  },
  'no-work-folder': {
    exit: 74,
    headline: (f) => `The root side of Tarstrap cannot make its folder in ${f['path']}: ${f['reason']}.`,
    next: (f) => `Make ${f['path']} writable, with some room in it, then start again.`,
  },
  'kernel-missing': {
    exit: 69,
    headline: (f) => `This kernel cannot mount ${f['filesystem']}, and this job needs it.`,
    next: () => 'Choose another layout or filesystem, or boot a kernel that has it.',
  },
  'no-loop-devices': {
    exit: 69,
    headline: () => 'This kernel has no loop devices, and this job needs one.',
    next: () => 'Boot a kernel that has them (modprobe loop), or write to a drive with --mode direct.',
    inWindow: () => 'Boot a kernel that has them, or write a drive directly.',
  },
  'tar-killed': {
    exit: 1,
    headline: (f) => `${f['tool']} was killed by ${f['signal']}.`,
    next: (f) => OF_A_LIMIT[f['signal'] ?? ''] ?? 'Look in the kernel log (dmesg) for the reason, such as too little memory, and start again.',
  },
  'tar-stuck': {
    exit: 1,
    headline: (f) => `${f['tool']} hung in its own signal handler and had to be ended.`,
    next: () => 'Start again; this is rare.',
  },
  'mkfs-unfit': {
    exit: 69,
    headline: (f) => `${f['tool']} of this machine cannot make ${f['filesystem']} with the features that the layout asks for.`,
    next: (f) => `Update ${f['package']}, or choose another layout, such as --layout single.`,
    inWindow: (f) => `Update ${f['package']}, or choose another layout.`,
  },
  'tool-unfit': {
    exit: 69,
    headline: (f) => `The ${f['tool']} of this machine cannot do what this job needs.`,
    next: (f) => `Install the package ${f['package']} and start again.`,
  },
  'reader-cannot-run': {
    exit: 69,
    headline: () => 'The programs that read the archive cannot run with few rights here.',
    next: () => 'Run Tarstrap outside of this container, namespace or chroot. The details say what was refused.',
  },
  'limit-reached': {
    exit: 69,
    headline: (f) => `The limit of ${f['what']} is too low where Tarstrap was started.`,
    next: (f) => `Raise it, as root if need be, and start again: ${f['command']}`,
  },
  'system-error': {
    exit: 74,
    headline: (f) => `${f['path']} cannot be used: ${f['reason']}.`,
    next: () => 'Put that right and start again. If it looks right, report it with the details.',
  },
  'step-failed': {
    exit: 69,
    headline: (f) => (f['tool'] ? `${f['step']} failed: ${f['tool']} reported an error.` : `${f['step']} failed.`),
    next: () => 'The drive need not be at fault: see the details and the kernel log (dmesg) for the reason, then start again.',
    inWindow: () => 'The drive need not be at fault: see the details for the reason, then start again.',
  },
  'memory-lacking': {
    exit: 69,
    headline: (f) => `${f['tool']} needs more memory than there is for it here.`,
    next: () => 'Close other programs, or lift the limit of memory where Tarstrap was started (ulimit -v unlimited), then start again.',
  },
  'memory-short': {
    exit: 69,
    headline: (f) => `Not enough memory is free to prepare the filesystem: ${f['needed']} are needed, ${f['available']} are free.`,
    next: () => 'Close other programs and start again, or add --mode direct.',
    inWindow: () => 'Close other programs and start again, or choose to write the drive directly.',
  },
  'stage-io': {
    exit: 74,
    headline: (f) => `The filesystem could not be prepared ${f['place']}.`,
    next: () => 'Make some room there and start again, or add --mode direct.',
    inWindow: () => 'Make some room there and start again, or choose to write the drive directly.',
  },
} as const satisfies Record<string, Sentence>;
