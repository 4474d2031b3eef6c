import type { Sentence } from './sentence.ts';

/** This machine: its tools and its kernel. */
export const MACHINE = {
  'tool-missing': {
    exit: 69,
    headline: (f) => `${f['tool']} is missing, and this job needs it.`,
    next: (f) => `Install the package ${f['package']} and start again.`,
  },
  'kernel-missing': {
    exit: 69,
    headline: (f) => `This kernel cannot mount ${f['filesystem']}, and this job needs it.`,
    next: () => 'Choose another layout or filesystem, or boot a kernel that has it.',
  },
  'tar-killed': {
    exit: 1,
    headline: (f) => `${f['tool']} was killed by ${f['signal']}.`,
    next: () => 'See the kernel log for the reason (out of memory?) and start again.',
  },
  'tar-stuck': {
    exit: 1,
    headline: (f) => `${f['tool']} hangs inside its own signal handler and had to be ended.`,
    next: () => 'Start again; this is rare.',
  },
  'step-failed': {
    exit: 74,
    headline: (f) => `${f['step']} failed.`,
    next: () => 'See the details; if the drive is at fault, try another one.',
  },
} as const satisfies Record<string, Sentence>;
