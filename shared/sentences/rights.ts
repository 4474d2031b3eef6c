import type { Sentence } from './sentence.ts';

/** The user's rights, and how he would become root. */
export const RIGHTS = {
  'not-authorised': {
    exit: 77,
    headline: () => 'This needs root, and root was not granted.',
    next: (f) => `Run it as root: ${f['command']}`,
  },
  'root-restricted': {
    exit: 77,
    headline: (f) => `Root has too few rights here: ${f['what']}.`,
    next: () => 'Run it outside of the container or namespace, or in one with all rights (docker run --privileged).',
    inWindow: () => 'Run it outside of the container or namespace.',
  },
  'root-dismissed': {
    exit: 77,
    headline: () => 'The question for the password was closed without an answer.',
    next: () => 'Start again, and give your password when you are asked for it.',
  },
  'root-refused': {
    exit: 77,
    headline: () => 'You are not allowed to become root here, or the password was wrong.',
    next: (f) => `Start again; if you may not become root at all, ask whoever administers this machine to run: ${f['command']}`,
  },
  'root-no-agent': {
    exit: 77,
    headline: () => 'Nobody could ask you for the password: there is no terminal, and no polkit agent runs in this session.',
    next: (f) => `Install and start one (such as the package ${f['package']}), or run it as root: ${f['command']}`,
  },
} as const satisfies Record<string, Sentence>;
