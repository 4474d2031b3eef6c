import type { Sentence } from './sentence.ts';

/** Tarstrap itself, and how its root side is started. */
export const ENGINE = {
  'engine-cannot-start': {
    exit: 69,
    headline: () => 'The root side of Tarstrap could not be started.',
    next: (f) => `See the details, or run it as root: ${f['command']}`,
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
    headline: () => 'Root may not read Tarstrap: it is in a network or FUSE folder that only you can read.',
    next: () => "Copy it to a folder of this machine, such as /var/tmp, and start it there; or install Tarstrap's .deb or .rpm.",
  },
  'engine-in-chroot': {
    exit: 69,
    headline: () => 'The root folder here is not a mount point, as in a plain chroot: Tarstrap cannot keep its mounts to itself.',
    next: () => 'Run it outside of the chroot; or bind the folder to itself (mount --bind FOLDER FOLDER), then enter it.',
    inWindow: () => 'Run it outside of the chroot.',
  },
  'engine-version': {
    exit: 69,
    headline: (f) => `The root side of Tarstrap is of another version (protocol ${f['theirs']}, not ${f['ours']}).`,
    next: () => 'Install Tarstrap again, so that both sides fit together.',
  },
  'engine-lost': {
    exit: 1,
    headline: () => 'The root side of Tarstrap ended unexpectedly.',
    next: () => 'Start again; if it happens twice, report it with the details.',
  },
  'engine-refused': {
    exit: 1,
    headline: (f) => `The root side of Tarstrap refused the request: ${f['problem']}.`,
    next: () => 'Install Tarstrap again, so that both sides fit together.',
  },
  unexpected: {
    exit: 1,
    headline: () => 'Something went wrong inside Tarstrap.',
    next: () => 'Please report it, with the details.',
  },
} as const satisfies Record<string, Sentence>;
