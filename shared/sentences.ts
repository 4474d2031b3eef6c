/** What a person reads of a failure. The code and its facts travel; the words stay here. */

export type Facts = Readonly<Record<string, string | number>>;

export interface Sentence {
  /** The exit code of the terminal (`product.md`; after sysexits.h where it has one). */
  readonly exit: number;
  readonly headline: (facts: Facts) => string;
  /** What to do next, said at a terminal. */
  readonly next: (facts: Facts) => string;
  /** The same said in the window, where the terminal's words would not help. */
  readonly inWindow?: (facts: Facts) => string;
}

const choose = 'Choose another target; `tarstrap drives` lists those that can be written.';
const chooseInWindow = (): string => 'Choose another target.';

/** One row a failure: exit code, headline, next step. The cause (a tool's own words) travels beside it as `detail`. */
export const SENTENCES = {
  usage: { exit: 64, headline: (f) => `${f['problem']}`, next: () => 'See `tarstrap --help`.', inWindow: () => 'Change the options and start again.' },
  'confirmation-needed': {
    exit: 64,
    headline: (f) => `Everything on ${f['target']} would be replaced, and nobody confirmed it.`,
    next: () => 'Run it on a terminal to be asked, or add --yes.',
    inWindow: () => 'Type the name of the drive as it is shown, then start.',
  },
  'job-running': {
    exit: 73,
    headline: () => 'A job is running.',
    next: () => 'Wait for its end, or cancel it.',
  },
  'plan-changed': {
    exit: 73,
    headline: () => 'The plan has just changed.',
    next: () => 'Look at it once more, then start it.',
  },
  'drop-without-file': {
    exit: 66,
    headline: () => 'What was dropped is not a file of this machine.',
    next: () => 'Save it first, then drop the file that was saved.',
  },
  'archive-missing': {
    exit: 66,
    headline: (f) => `There is no archive ${f['path']}.`,
    next: () => 'Check the path.',
  },
  'archive-out-of-reach': {
    exit: 66,
    headline: (f) => `Root cannot read ${f['path']} where it lies, and copying it to this machine failed.`,
    next: () => 'Copy it to a drive of this machine yourself, and start again.',
  },
  'archive-unreadable': {
    exit: 77,
    headline: (f) => `You may not read ${f['path']}.`,
    next: () => 'Change its permissions, or copy it to a place where you can read it.',
  },
  'archive-not-a-file': {
    exit: 65,
    headline: (f) => `${f['path']} is ${f['what']}, not an archive.`,
    next: () => 'Give a tarball (.tar, .tar.gz, .tar.xz, .tar.zst …).',
  },
  'archive-empty': {
    exit: 65,
    headline: (f) => `${f['path']} holds nothing at all.`,
    next: () => 'Download or build the archive again.',
  },
  'archive-is-image': {
    exit: 65,
    headline: (f) => `${f['path']} is ${f['what']}, not a root filesystem tarball.`,
    next: (f) => `${f['advice']}`,
  },
  'archive-not-tar': {
    exit: 65,
    headline: (f) => `${f['path']} is not a tarball: ${f['what']}.`,
    next: () => 'Give a tarball of a root filesystem (.tar, .tar.gz, .tar.xz, .tar.zst …).',
  },
  'archive-stand-in': {
    exit: 65,
    headline: (f) => `${f['path']} is ${f['what']}, not the archive itself.`,
    next: (f) => `${f['advice']}`,
  },
  'archive-in-parts': {
    exit: 65,
    headline: (f) => `${f['path']} is one part of an archive that was split.`,
    next: (f) => `Put all of its parts together, in their order: ${f['join']}`,
    inWindow: () => 'Put all of its parts together, in their order, then open the result.',
  },
  'archive-damaged': {
    exit: 65,
    headline: (f) => `${f['path']} is cut short or damaged.`,
    next: () => 'Download or build it again and compare its checksum.',
  },
  'archive-name-too-long': {
    exit: 65,
    headline: (f) => `${f['path']} has a member with a name that is too long for any filesystem.`,
    next: () => 'Do not use this archive unless you know why; download or build it again.',
  },
  'archive-unsafe': {
    exit: 65,
    headline: (f) => `${f['path']} has ${f['count']} members that would land outside of the target, such as ${f['example']}.`,
    next: () => 'Do not use this archive unless you know why; build it again with relative names.',
  },
  'archive-changed': {
    exit: 65,
    headline: (f) => `${f['path']} was changed after it was inspected.`,
    next: () => 'Wait until whatever writes it is done, then start again.',
  },
  'boot-not-fat-safe': {
    exit: 65,
    headline: (f) => `The archive's /boot holds ${f['count']} members that a FAT partition cannot hold, such as ${f['example']}.`,
    next: () => 'Use --layout single, or build the archive without links and device nodes in /boot.',
    inWindow: () => 'Choose the layout with one partition, or build the archive without links and device nodes in /boot.',
  },
  'target-missing': {
    exit: 66,
    headline: (f) => `There is no target ${f['path']}.`,
    next: () => choose,
    inWindow: chooseInWindow,
  },
  'target-unsuitable': {
    exit: 66,
    headline: (f) => `${f['path']} is ${f['what']}: it cannot be a target.`,
    next: () => 'Give a drive, a partition, a mounted folder, or the name of a disk image file to make.',
  },
  'target-protected': {
    exit: 73,
    headline: (f) => `${f['path']} is protected: ${f['reason']}.`,
    next: () => `It cannot be chosen. ${choose}`,
    inWindow: () => 'It cannot be chosen. Choose another target.',
  },
  'target-fixed': {
    exit: 73,
    headline: (f) => `${f['path']} is a fixed drive (${f['model']}), not a card or stick.`,
    next: () => 'If it is the right one, add --allow-fixed.',
    inWindow: () => 'If it is the right one, type its name to confirm it.',
  },
  'target-busy': {
    exit: 73,
    headline: (f) => `${f['path']} is in use: ${f['holders']}.`,
    next: () => 'Close what uses it and start again.',
  },
  'target-too-small': {
    exit: 73,
    headline: (f) => `${f['path']} is too small: ${f['needed']} are needed, it has room for ${f['available']}.`,
    next: () => 'Use a larger drive, or a larger --size for an image.',
    inWindow: () => 'Use a larger drive, or a larger size for the image.',
  },
  'target-read-only': {
    exit: 73,
    headline: (f) => `${f['path']} is read-only.`,
    next: () => 'Move the lock switch of the card, or choose another target.',
  },
  'target-not-yours': {
    exit: 77,
    headline: (f) => `You may not write in ${f['path']}.`,
    next: () => 'Choose a place where you may write, or run Tarstrap as root.',
    inWindow: () => 'Choose a place where you may write.',
  },
  'target-not-empty': {
    exit: 73,
    headline: (f) => `${f['path']} is not empty, and set-uid programs of the archive would work where it lies.`,
    next: () => 'Choose an empty folder, which will then belong to root; or a drive that the desktop has mounted; or run Tarstrap as root.',
    inWindow: () => 'Choose an empty folder, which will then belong to root, or a drive that the desktop has mounted.',
  },
  'target-has-acl': {
    exit: 73,
    headline: (f) => `${f['path']} has an access control list, which would let others into what is laid there.`,
    next: (f) => `Take it off (setfacl -b ${f['path']}), or choose another empty folder.`,
  },
  'target-links-out': {
    exit: 73,
    headline: (f) => `${f['path']} has links that lead out of it, and ${f['count']} folders of the archive lie behind them, such as ${f['example']}.`,
    next: () => 'Take the links away, or choose an empty place.',
  },
  'target-in-parts': {
    exit: 73,
    headline: (f) => `${f['path']} is not a whole filesystem: ${f['what']} lies on another drive, which would be written, too.`,
    next: () => 'Choose a partition that is whole, or one to be formatted anew.',
  },
  'target-changed': {
    exit: 73,
    headline: (f) => `${f['path']} is not the target that was chosen: ${f['what']}.`,
    next: () => 'Look at the drives again and start again.',
  },
  'tool-missing': {
    exit: 69,
    headline: (f) => `${f['tool']} is missing, and this job needs it.`,
    next: (f) => `Install the package ${f['package']} and start again.`,
  },
  'tool-unfit': {
    exit: 69,
    headline: (f) => `The ${f['tool']} of this machine cannot do what this job needs.`,
    next: (f) => `Install the package ${f['package']} and start again.`,
  },
  'kernel-missing': {
    exit: 69,
    headline: (f) => `This kernel cannot mount ${f['filesystem']}, and this job needs it.`,
    next: () => 'Choose another layout or filesystem, or boot a kernel that has it.',
  },
  'not-authorised': {
    exit: 77,
    headline: () => 'Writing a drive needs root, and root was not granted.',
    next: (f) => `Run it as root: ${f['command']}`,
  },
  'root-dismissed': {
    exit: 77,
    headline: () => 'The request for root was closed without a password.',
    next: () => 'Start again, and give the password when you are asked for it.',
  },
  'root-refused': {
    exit: 77,
    headline: () => 'You are not allowed to become root here, or the password was wrong.',
    next: (f) => `Start again; if you may not at all, ask whoever administers this machine to run: ${f['command']}`,
  },
  'root-no-agent': {
    exit: 77,
    headline: () => 'Nobody could ask you for the password: there is no terminal, and no polkit agent runs in this session.',
    next: (f) => `Install and start one (such as the package ${f['package']}), or run it as root: ${f['command']}`,
  },
  'engine-cannot-start': {
    exit: 69,
    headline: () => 'The root side of Tarstrap could not be started.',
    next: (f) => `See the details; or run it as root: ${f['command']}`,
  },
  'engine-no-fuse': {
    exit: 69,
    headline: () => 'The AppImage could not be mounted for root: FUSE is missing, or forbidden here.',
    next: () => "Install the package fuse3, or Tarstrap's .deb or .rpm, which need none.",
  },
  'engine-library-missing': {
    exit: 69,
    headline: (f) => `The root side of Tarstrap cannot start: ${f['library']} is missing.`,
    next: () => "Install the package that has it, or Tarstrap's .deb or .rpm, which name what they need.",
  },
  'engine-unreadable': {
    exit: 69,
    headline: () => 'Root may not read Tarstrap where it lies: in a network or FUSE folder that is yours alone.',
    next: () => "Copy it to a folder of this machine, such as /var/tmp, and start it there; or install Tarstrap's .deb or .rpm.",
  },
  'engine-version': {
    exit: 69,
    headline: (f) => `The root side of Tarstrap is of another version (protocol ${f['theirs']}, not ${f['ours']}).`,
    next: () => 'Install Tarstrap again, so that both sides fit.',
  },
  'archive-does-not-unpack': {
    exit: 65,
    headline: () => 'tar could not unpack the archive completely.',
    next: () => 'Check the archive with `tarstrap inspect`, then start again.',
    inWindow: () => 'Open the archive again to have it inspected, then start again.',
  },
  'drive-full': {
    exit: 73,
    headline: () => 'The target filled up before everything was unpacked.',
    next: () => 'Use a larger drive.',
  },
  'drive-gone': {
    exit: 74,
    headline: (f) => `${f['path']} was pulled out, or its medium was changed, before it was done.`,
    next: () => 'Put it in again, and start again from the beginning.',
  },
  'drive-io': {
    exit: 74,
    headline: (f) => `Writing or reading ${f['path']} failed.`,
    next: () => 'Try another reader, cable or drive: this one loses data.',
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
  'verify-mismatch': {
    exit: 75,
    headline: (f) => `What is on ${f['path']} differs from the archive in ${f['count']} ${f['count'] === 1 ? 'place' : 'places'}, first ${f['example']}.`,
    next: () => 'Do not use the drive: flash it again; if it happens twice, throw it away.',
  },
  'verify-no-filesystem': {
    exit: 75,
    headline: (f) => `${f['path']} has no filesystem that the archive could have been written to.`,
    next: () => 'Name the drive or partition that was flashed.',
  },
  'engine-lost': {
    exit: 1,
    headline: () => 'The engine ended without a word.',
    next: () => 'Start again; if it happens twice, report it with the details.',
  },
  'engine-refused': {
    exit: 1,
    headline: (f) => `The engine refused what it was told: ${f['problem']}.`,
    next: () => 'The two halves of Tarstrap do not fit together: install it again.',
  },
  unexpected: {
    exit: 1,
    headline: () => 'Something went wrong that Tarstrap did not foresee.',
    next: () => 'Please report it with the details.',
  },
} as const satisfies Record<string, Sentence>;
