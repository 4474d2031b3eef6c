import type { Sentence } from './sentence.ts';

/** What was asked for, and how. */
export const ASKED = {
  usage: { exit: 64, headline: (f) => `${f['problem']}`, next: () => 'See `tarstrap --help`.', inWindow: () => 'Change the options and start again.' },
  'confirmation-needed': {
    exit: 64,
    headline: (f) => `Nobody has confirmed that ${f['target']} is to be written.`,
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
    headline: () => 'The plan has just changed.',
    next: () => 'Look at it once more, then start.',
  },
} as const satisfies Record<string, Sentence>;
