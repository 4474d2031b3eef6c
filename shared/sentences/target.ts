import type { Sentence } from './sentence.ts';

const choose = 'Choose another target; `tarstrap drives` lists those that can be written.';
const chooseInWindow = (): string => 'Choose another target.';

/** What is to be written: the drive, the folder, the image file, and who holds it. */
export const TARGET = {
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
  'target-damaged': {
    exit: 73,
    headline: (f) => `The filesystem on ${f['path']} cannot be mounted: it is damaged, or of a kind that this kernel does not know.`,
    next: () => 'Check it with fsck, or have it formatted anew.',
  },
  'target-file-limit': {
    exit: 73,
    headline: (f) => `The filesystem of ${f['path']} cannot hold a file of ${f['size']}.`,
    next: () => 'Choose a smaller --size, or a folder on another filesystem.',
    inWindow: () => 'Choose a smaller size, or a folder on another filesystem.',
  },
  'target-changed': {
    exit: 73,
    headline: (f) => `${f['path']} is not the target that was chosen: ${f['what']}.`,
    next: () => 'Look at the drives again and start again.',
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
} as const satisfies Record<string, Sentence>;
