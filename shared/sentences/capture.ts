import { counted } from '../counted.ts';
import { few, one, type Sentence } from './sentence.ts';

const isDevice = (path: string | number | undefined): boolean => String(path).startsWith('/dev/');

/** What is packed into an archive, and the archive that is made. */
export const CAPTURE = {
  'source-missing': {
    exit: 66,
    headline: (f) => `There is no source ${f['path']}.`,
    next: (f) => (isDevice(f['path']) ? 'Check the path; `tarstrap drives` lists the drives.' : 'Check the path.'),
    inWindow: () => 'Plug it in again, go back to the drives, and choose it, or another one.',
  },
  'source-unseen': {
    exit: 66,
    headline: (f) => `${f['path']} cannot be looked at: ${f['reason']}.`,
    next: () => 'Check the path.',
  },
  'source-unsuitable': {
    exit: 66,
    headline: (f) => `${f['path']} is ${f['what']}: it cannot be captured.`,
    next: () => 'Give a drive, a partition, a folder, or a disk image that is not compressed.',
  },
  'source-illegible': {
    exit: 66,
    headline: (f) => `The path ${f['path']} has ${f['what']}.`,
    next: () => 'Rename the file or folder that has them in its name, then start again.',
  },
  'source-not-yours': {
    exit: 77,
    headline: (f) => `You may not look at ${f['path']}.`,
    next: () => 'Choose what you may look at, or run Tarstrap as root.',
    inWindow: () => 'Choose what you may look at.',
  },
  'source-busy': {
    exit: 73,
    headline: (f) => `${f['path']} is in use: ${f['holders']}.`,
    next: () => 'Wait until that has ended, or capture the folder where it is mounted.',
  },
  'source-locked': {
    exit: 73,
    headline: (f) => `${f['path']} is in use: another run of Tarstrap is at it, or another program has locked it.`,
    next: () => 'Wait until that has ended, then start again.',
  },
  'source-changed': {
    exit: 73,
    headline: (f) => `${f['path']} is not the source that was chosen: ${f['what']}.`,
    next: () => 'Check the source, then start again.',
    // A card that is put back counts as another medium.
    inWindow: () => 'Go back to the drives, and choose it again.',
  },
  'source-live': {
    exit: 73,
    headline: (f) => `${f['path']} is the system that runs here, and changes while it is read.`,
    next: () => 'Capture it while another system runs, or add --live.',
    inWindow: () => 'Capture it while another system runs.',
  },
  'source-no-filesystem': {
    exit: 65,
    headline: (f) => `${f['path']} has no filesystem that could be captured${f['what'] ? `: there is ${f['what']} on it` : ''}.`,
    next: (f) =>
      f['what'] ? 'Open and mount it, then capture the folder where it is mounted.' : 'Name the drive, partition or folder that holds a root filesystem.',
  },
  'source-damaged': {
    exit: 65,
    headline: (f) => `The filesystem on ${f['path']} cannot be mounted: it is damaged, or of a kind that this kernel does not know.`,
    next: () => 'Copy the drive as it is first (dd, ddrescue), then have fsck mend the copy, and capture that.',
  },
  'source-in-parts': {
    exit: 73,
    headline: (f) => `${f['path']} is only a part of a filesystem: ${f['what']} lies on another drive.`,
    next: () => 'Mount it with all of its parts, then capture the folder where it is mounted.',
  },
  'source-io': {
    exit: 74,
    headline: (f) => `${f['path']} could not be read.`,
    next: () => 'Try another reader or cable. If the drive is failing, copy it first (ddrescue), and capture the copy.',
  },
  'source-gone': {
    exit: 74,
    headline: (f) => `${f['path']} was unplugged, or the card in it was changed, before the archive was complete.`,
    next: () => 'Plug it in again, and start from the beginning.',
  },
  'source-unreadable': {
    exit: 74,
    headline: (f) => `${f['path']} has ${few(f, 'file')} that could not be read${one(f)}.`,
    next: () => 'The details name them. If the drive is failing, copy it first (ddrescue), and capture the copy; or capture it without them.',
  },
  'source-differs': {
    exit: 75,
    headline: (f) => `The archive differs from what was seen on ${f['path']} in ${counted(Number(f['count']), 'place')}${one(f)}.`,
    next: () => 'Start again; if it happens twice, report it with the details.',
  },
  'archive-no-folder': {
    exit: 66,
    headline: (f) => `There is no folder ${f['folder']} for the archive.`,
    next: () => 'Make it first, or choose another folder.',
  },
  'archive-not-writable': {
    exit: 77,
    headline: (f) => `You may not write to ${f['folder']}.`,
    next: () => 'Choose a folder where you may write.',
  },
  'archive-read-only': {
    exit: 73,
    headline: (f) => `The folder ${f['folder']} is read-only.`,
    next: () => 'Choose a folder on a filesystem that can be written.',
  },
  'archive-not-a-name': {
    exit: 66,
    headline: (f) => `${f['path']} is ${f['what']}, and no archive can be made in its place.`,
    next: () => 'Give the name of the file that is to be made.',
  },
  'archive-is-source': {
    exit: 73,
    headline: (f) => `${f['path']} is the source itself.`,
    next: () => 'Give the name of another file.',
  },
  'archive-no-room': {
    exit: 73,
    headline: (f) => `No room was left in ${f['folder']} for the archive.`,
    next: () => 'Make room there, or choose another folder.',
  },
  'archive-too-large': {
    exit: 73,
    headline: (f) => `The archive became larger than a file in ${f['folder']} may be.`,
    next: () => 'Choose a folder on another filesystem, or lift the limit (ulimit -f unlimited).',
    inWindow: () => 'Choose a folder on another filesystem.',
  },
  'archive-not-written': {
    exit: 74,
    headline: (f) => `The archive could not be written to ${f['folder']}: ${f['reason']}.`,
    next: () => 'The disk that it lies on may be failing: check it, or choose another folder.',
  },
  'archive-not-replaced': {
    exit: 64,
    headline: (f) => `${f['path']} is there already, and nobody has confirmed that it is to be replaced.`,
    next: () => 'Give another name, run it in a terminal to be asked, or add --yes.',
    inWindow: () => 'Give another name.',
  },
  'archive-appeared': {
    exit: 73,
    headline: (f) => `${f['path']} was made by somebody else meanwhile.`,
    next: () => 'Give another name, then start again.',
  },
  'archive-does-not-pack': {
    exit: 74,
    headline: (f) => `${f['tool']} could not pack ${f['path']}.`,
    next: () => 'The details say why. Put that right, then start again.',
  },
} as const satisfies Record<string, Sentence>;
