import { few, one, type Sentence } from './sentence.ts';

const AGAIN = 'Download or build it again and compare its checksum.';

/** A disk image: what it is, and whether it suits where it is to go. */
export const IMAGE = {
  'image-foreign': {
    exit: 65,
    headline: (f) => `${f['path']} is ${f['what']}: what belongs on a drive is in it, but not as a drive has it.`,
    next: (f) => `Make a raw image of it, and give that: ${f['command']}`,
  },
  'image-zip-several': {
    exit: 65,
    headline: (f) => `${f['path']} holds ${few(f, 'file')}${one(f)}: which of them belongs on the drive is not said.`,
    next: (f) => `Unpack it, and give the image that is meant: ${f['command']}`,
  },
  'image-zip-unfit': {
    exit: 65,
    headline: (f) => `${f['path']} is ${f['what']}.`,
    next: () => 'Unpack it, and give the image that was in it.',
  },
  'image-cut': {
    exit: 65,
    headline: (f) => `${f['path']} is cut short: its ${f['what']} ends at ${f['needed']}, and the image at ${f['available']}.`,
    next: () => AGAIN,
  },
  'image-table-damaged': {
    exit: 65,
    headline: (f) => `The partition table of ${f['path']} is damaged.`,
    next: () => AGAIN,
  },
  'image-bmap-unfit': {
    exit: 65,
    headline: (f) => `The block map ${f['path']} cannot be used: ${f['reason']}.`,
    next: () => 'Download it again together with its image, or add --no-bmap: then all of the image is written.',
    inWindow: () => 'Download it again together with its image, or move it away: then all of the image is written.',
  },
  'image-not-compared': {
    exit: 64,
    headline: (f) => `${f['path']} is a disk image: Tarstrap verifies it right after it has written it, and not later.`,
    next: (f) => `Compare it by hand, which also finds what has changed since then: ${f['command']}`,
  },
  'image-no-room': {
    exit: 69,
    headline: (f) => `There is no room in ${f['folder']} for the unpacked image, from which all drives are written.`,
    next: () => 'Make some room there, or write the drives one by one.',
  },
  'image-sums-differ': {
    exit: 65,
    headline: (f) => `${f['path']} differs from its block map ${f['what']} in ${few(f, 'place')}.`,
    next: () => 'Download both again, and write it again.',
  },
  'image-exceeds-target': {
    exit: 73,
    headline: (f) => `${f['path']} is too small for ${f['what']}: ${f['needed']} are needed, and there are ${f['available']}.`,
    next: () => 'Use a larger drive.',
  },
  'image-other-sectors': {
    exit: 73,
    headline: (f) => `${f['path']} has sectors of ${f['ours']} bytes, and ${f['what']} was made for sectors of ${f['theirs']}: nothing could read it there.`,
    next: () => 'Use another drive, or an image that was made for such drives.',
  },
  'image-needs-drive': {
    exit: 66,
    headline: (f) => `${f['path']} is not a whole drive, and ${f['what']} belongs on one.`,
    next: () => 'Give a drive; `tarstrap drives` lists them.',
    inWindow: () => 'Choose a drive.',
  },
  'image-does-not-grow': {
    exit: 65,
    headline: (f) => `${f['path']} cannot be grown: ${f['reason']}.`,
    next: () => 'Leave out --grow.',
    inWindow: () => 'Write it as it is.',
  },
} as const satisfies Record<string, Sentence>;
