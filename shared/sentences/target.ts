import { counted } from '../counted.ts';
import { grouped } from '../format.ts';
import { afterMismatch, mismatch } from '../mismatchWords.ts';
import { type Facts, few, one, type Sentence } from './sentence.ts';

/** The list is of drives: it helps nobody who has named a folder or a file. */
const choose = (f: Facts): string => (isDevice(f) ? 'Choose another target; `tarstrap drives` lists the drives.' : 'Check the path, or choose another target.');
const chooseInWindow = (): string => 'Choose another target.';

function isDevice({ path }: Facts): boolean {
  return String(path).startsWith('/dev/');
}

/** A folder, or an image file in one. */
function isFile({ kind }: Facts): boolean {
  return kind === 'directory' || kind === 'image';
}

/** What is to be written: the drive, the folder, the image file, and who holds it. */
export const TARGET = {
  'target-missing': {
    exit: 66,
    headline: (f) => `There is no target ${f['path']}.`,
    next: choose,
    inWindow: chooseInWindow,
  },
  'target-unseen': {
    exit: 66,
    headline: (f) => `${f['path']} cannot be looked at: ${f['reason']}.`,
    next: choose,
    inWindow: chooseInWindow,
  },
  'target-unsuitable': {
    exit: 66,
    headline: (f) => `${f['path']} is ${f['what']}: it cannot be a target.`,
    next: () => 'Give a drive, a partition, a folder, or the name of a disk image to make.',
  },
  'target-illegible': {
    exit: 66,
    headline: (f) => `The path ${f['path']} has ${f['what']}.`,
    next: () => 'Choose another target, or rename the file or folder that has them in its name.',
  },
  'target-protected': {
    exit: 73,
    headline: (f) => `${f['path']} is protected: ${f['reason']}.`,
    next: (f) => `It cannot be chosen. ${isDevice(f) ? choose(f) : 'Choose another target.'}`,
    inWindow: () => 'It cannot be chosen. Choose another target.',
  },
  'target-twin': {
    exit: 73,
    headline: (f) => `${f['twin']} has the UUID ${f['uuid']} already, which ${f['path']} would get: this machine could take the one for the other.`,
    next: () => 'Unplug that drive, or leave out --same-uuids.',
    inWindow: () => 'Unplug that drive, or choose new UUIDs.',
  },
  'target-fixed': {
    exit: 73,
    headline: (f) => `${f['path']} is a fixed drive (${f['model']}), not a card or stick.`,
    next: () => 'If it is the right one, add --allow-fixed.',
    inWindow: () => 'If it is the right one, type its name to confirm it.',
  },
  'target-alone': {
    exit: 64,
    headline: (f) => `${f['path']} is ${f['what']}: it cannot be written together with other targets.`,
    next: () => 'Write it by itself.',
  },
  'target-busy': {
    exit: 73,
    headline: (f) => `${f['path']} is in use: ${f['holders']}.`,
    next: (f) => (f['free'] ? `Free it, as root, then start again: ${f['free']}` : 'Close what uses it and start again.'),
  },
  'target-locked': {
    exit: 73,
    headline: (f) => `${f['path']} is in use: another run of Tarstrap is at it, or another program has locked it.`,
    next: () => 'Wait until that has ended, then start again.',
  },
  'target-taken': {
    exit: 73,
    headline: (f) => `${f['path']} was written, but somebody uses it now: ${f['holders']}.`,
    next: (f) =>
      f['free'] ? `Do not unplug it yet. Free it, as root, then verify it: ${f['free']}` : 'Do not unplug it yet. Close what uses it, then verify it.',
  },
  'target-too-small': {
    exit: 73,
    headline: (f) =>
      f['filesystem']
        ? `${f['path']} is too small for ${f['filesystem']}, which needs at least ${f['needed']}: there would be ${f['available']} for it.`
        : `${f['path']} is too small: ${f['needed']} are needed, it has room for ${f['available']}.`,
    next: () => 'Use a larger drive, or a larger --size for an image.',
    inWindow: () => 'Use a larger drive, or a larger size for the image.',
  },
  'target-no-room': {
    exit: 73,
    headline: (f) => `There is not enough room in ${f['path']}: ${f['needed']} are needed, ${f['available']} are free.`,
    next: () => 'Make room there, or choose another folder.',
  },
  'image-too-large': {
    exit: 73,
    headline: (f) => `The filesystem of ${f['path']} cannot hold a file of ${f['needed']}.`,
    next: () => 'Choose a smaller --size, or a folder on another filesystem.',
    inWindow: () => 'Choose a smaller size, or a folder on another filesystem.',
  },
  'folder-full': {
    exit: 73,
    headline: (f) => `The filesystem of ${f['path']} filled up before the image was complete.`,
    next: () => 'Make room there, or choose another folder.',
  },
  'folder-gone': {
    exit: 74,
    headline: (f) => `${f['path']} was removed before the job was done.`,
    next: () => 'Make the folder again, and start from the beginning.',
  },
  'target-immutable': {
    exit: 73,
    headline: (f) => `Nobody can change ${f['path']}: it is marked ${f['mark'] === 'a' ? 'append-only' : 'immutable'}.`,
    next: (f) => `Take the mark off, as root, then start again: chattr -${f['mark']} ${f['path']}`,
  },
  'target-refuses': {
    exit: 73,
    headline: (f) => `The system refused to change some of what is in ${f['path']}.`,
    next: () => 'The details say what. If it is marked immutable or append-only (lsattr), take that off (chattr -i, chattr -a); or choose an empty folder.',
  },
  'target-too-few-inodes': {
    exit: 73,
    headline: (f) => `The filesystem of ${f['path']} can take ${counted(Number(f['room']), 'more file')}, and the archive has ${grouped(Number(f['count']))}.`,
    next: () => 'Choose another place, or make a new filesystem with more inodes there.',
  },
  'target-read-only': {
    exit: 73,
    headline: (f) => `${f['path']} is read-only.`,
    next: (f) => (isFile(f) ? 'Choose a folder on a filesystem that can be written.' : 'If it is a card, move its lock switch; or choose another target.'),
  },
  'target-not-yours': {
    exit: 77,
    headline: (f) => `You may not write to ${f['path']}.`,
    next: () => 'Choose a place where you may write, or run Tarstrap as root.',
    inWindow: () => 'Choose a place where you may write.',
  },
  'target-not-empty': {
    exit: 73,
    headline: (f) => `${f['path']} is not empty, and set-uid programs from the archive would work there.`,
    next: () => 'Choose an empty folder, which will then belong to root; or a drive that the desktop has mounted; or run Tarstrap as root.',
    inWindow: () => 'Choose an empty folder, which will then belong to root, or a drive that the desktop has mounted.',
  },
  'target-has-acl': {
    exit: 73,
    headline: (f) => `${f['path']} has an access control list, which would let others into what is unpacked there.`,
    next: (f) => `Remove it (setfacl -b ${f['path']}), or choose another empty folder.`,
  },
  'target-links-out': {
    exit: 73,
    headline: (f) => `${f['path']} has links that lead out of it, and ${few(f, 'folder')} of the archive would be unpacked through them${one(f)}.`,
    next: () => 'Remove the links, or choose an empty folder.',
  },
  'target-file-in-the-way': {
    exit: 73,
    headline: (f) => `${f['path']} has ${few(f, 'file')} where the archive has ${f['count'] === 1 ? 'a folder' : 'folders'}${one(f)}.`,
    next: () => 'Move away what is there, or choose an empty folder.',
  },
  'target-folder-in-the-way': {
    exit: 73,
    headline: (f) =>
      f['count'] === 1
        ? `${f['path']} has a folder that is not empty where the archive has something else: ${f['example']}.`
        : `${f['path']} has ${f['count']} folders that are not empty where the archive has something else, such as ${f['example']}.`,
    next: () => 'Move away what is there, or choose an empty folder.',
  },
  'target-in-parts': {
    exit: 73,
    headline: (f) => `${f['path']} is only a part of a filesystem: ${f['what']} lies on another drive, which would be written too.`,
    next: () => 'Choose another partition, or have this one formatted anew.',
  },
  'target-damaged': {
    exit: 73,
    headline: (f) => `The filesystem on ${f['path']} cannot be mounted: it is damaged, or of a kind that this kernel does not know.`,
    next: () => 'Check it with fsck, or have it formatted anew.',
  },
  'target-changed': {
    exit: 73,
    headline: (f) => `${f['path']} is not the target that was chosen: ${f['what']}.`,
    next: () => 'Check the target, then start again.',
    // A card that is put back counts as another medium.
    inWindow: () => 'Go back to the drives, and choose it again.',
  },
  'drive-full': {
    exit: 73,
    headline: () => 'The target filled up before everything was unpacked.',
    next: (f) => (f['kind'] === 'directory' ? 'Make room there, or choose a folder on a larger filesystem.' : 'Use a larger drive or image.'),
  },
  'drive-gone': {
    exit: 74,
    headline: (f) => `${f['path']} was unplugged, or the card in it was changed, before the job was done.`,
    next: () => 'Plug it in again, and start from the beginning.',
  },
  'drive-io': {
    exit: 74,
    headline: (f) => `Writing or reading ${f['path']} failed.`,
    next: (f) =>
      f['kind'] === 'image' || f['kind'] === 'directory'
        ? 'The disk that it lies on may be failing: check it (`sudo dmesg` says what it reported), then start again.'
        : 'Try another reader, cable or drive: this one loses data.',
  },
  'drive-not-grown': {
    exit: 74,
    headline: (f) => `What was written to ${f['path']} could not be made as large as the drive: ${f['reason']}.`,
    next: () => 'Use the drive as it is, or grow the partition and its filesystem by hand.',
  },
  'verify-mismatch': {
    exit: 75,
    headline: mismatch,
    next: afterMismatch,
  },
  'verify-not-readable': {
    exit: 77,
    headline: (f) => `You may not read ${f['path']}, and so it cannot be compared for you.`,
    next: (f) => `Have root compare it: ${f['command']}`,
    inWindow: () => 'Choose a target that you may read.',
  },
  'verify-protected': {
    exit: 73,
    headline: (f) => `${f['path']} is protected: ${f['reason']}.`,
    next: () => 'Name the drive, folder or image that the archive was written to.',
  },
  'verify-no-filesystem': {
    exit: 75,
    headline: (f) => `${f['path']} has no filesystem that the archive could have been written to.`,
    next: () => 'Name the drive or partition that the archive was written to.',
  },
} as const satisfies Record<string, Sentence>;
