import type { Sentence } from './sentence.ts';

/** What was asked for, and how. */
export const ASKED = {
  usage: { exit: 64, headline: (f) => `${f['problem']}`, next: () => 'See `tarstrap --help`.', inWindow: () => 'Change the options and start again.' },
  'current-folder-gone': {
    exit: 66,
    headline: () => 'The current folder is gone: somebody has removed it.',
    next: () => 'Change to another folder (cd), then start again.',
  },
  'layout-missing': {
    exit: 66,
    headline: (f) => `There is no layout file ${f['path']}.`,
    next: () => 'Check the path.',
  },
  'layout-unseen': {
    exit: 66,
    headline: (f) => `The layout file ${f['path']} cannot be read: ${f['reason']}.`,
    next: () => 'Check the path and its permissions.',
    inWindow: () => 'Check its permissions, or choose another layout.',
  },
  'layout-unfit': {
    exit: 64,
    headline: (f) => `${f['path']} is not a layout file: ${f['what']}.`,
    next: (f) =>
      f['beside']
        ? 'Capture the drive again; or choose a layout yourself, such as --layout single.'
        : 'Use one of those that `tarstrap layouts` lists; or take one from shared/layouts in the sources of Tarstrap as an example.',
    inWindow: (f) => (f['beside'] ? 'Choose another layout, or capture the drive again.' : 'Choose another layout, or correct the file.'),
  },
  'confirmation-needed': {
    exit: 64,
    headline: (f) => `Nobody has confirmed that ${f['target']} ${(f['count'] ?? 1) === 1 ? 'is' : 'are'} to be written.`,
    next: () => 'Run it in a terminal to be asked, or add --yes.',
    inWindow: () => 'Type the name of the drive as shown, then start.',
  },
  'job-running': {
    exit: 73,
    headline: () => 'A job is running.',
    next: () => 'Wait until it ends, or cancel it.',
  },
  'plan-changed': {
    exit: 73,
    headline: (f) => (f['path'] ? `${f['path']} has changed, and is read again.` : 'The plan has just changed.'),
    next: (f) => `Look at ${f['path'] ? 'the plan' : 'it'} once more, then start.`,
  },
} as const satisfies Record<string, Sentence>;
