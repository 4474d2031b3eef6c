import type { ErrorCode } from '../../shared/errors.ts';
import type { Way } from './command.ts';

/** Why there is no engine, from what the tool that should have started it left behind. Pure. */
export interface Verdict {
  readonly code: Extract<
    ErrorCode,
    | 'root-dismissed'
    | 'root-refused'
    | 'root-no-agent'
    | 'engine-cannot-start'
    | 'engine-no-fuse'
    | 'engine-library-missing'
    | 'engine-unreadable'
    | 'engine-in-chroot'
    | 'root-restricted'
    | 'engine-lost'
  >;
  /** Another way may succeed where this one could not even ask. Where somebody has answered, nobody else is asked. */
  readonly mayTryNext: boolean;
}

const DISMISSED: Verdict = { code: 'root-dismissed', mayTryNext: false };
const REFUSED: Verdict = { code: 'root-refused', mayTryNext: false };
const CANNOT_ASK: Verdict = { code: 'root-no-agent', mayTryNext: true };
const TOOL_FAILED: Verdict = { code: 'engine-cannot-start', mayTryNext: true };
/** Root was given, and what it should have run did not run: that is not asked for a second time. */
const NOT_RUN: Verdict = { code: 'engine-cannot-start', mayTryNext: false };
const NO_FUSE: Verdict = { code: 'engine-no-fuse', mayTryNext: false };
const NO_LIBRARY: Verdict = { code: 'engine-library-missing', mayTryNext: false };
/** Root may not look where the user may: a home on NFS with root_squash, or one that is mounted by FUSE. */
const UNREADABLE: Verdict = { code: 'engine-unreadable', mayTryNext: false };
/** It is root already, and asking again would change nothing. */
const RESTRICTED: Verdict = { code: 'root-restricted', mayTryNext: false };
const IN_CHROOT: Verdict = { code: 'engine-in-chroot', mayTryNext: false };
const LOST: Verdict = { code: 'engine-lost', mayTryNext: false };

type Telling = readonly (readonly [RegExp, Verdict])[];

const LIBRARY = /error while loading shared libraries: ([^:\s]+):/;

/** The library that ld.so(8) did not find, as it names it. */
export function libraryMissing(words: string): string | undefined {
  return LIBRARY.exec(words)?.[1];
}

/** Whoever was to run it, once root was given: the runtime of an AppImage, ld.so(8), unshare(1), env(1), Node. */
const OF_THE_ENGINE: Telling = [
  [/Cannot mount AppImage|No suitable fusermount|require FUSE|^fuse(?:rmount3?)?: /m, NO_FUSE],
  [LIBRARY, NO_LIBRARY],
  // Root finds it, and may not run it; or root does not even find it. pkexec, sudo, sudo-rs, systemd, unshare, env, sh, Node, in turn.
  [
    /(?:[Ee]rror executing|unable to execute|cannot execute|[Ff]ailed to execute|env:|cannot open|EACCES).*(?:[Pp]ermission denied|Transport endpoint is not connected)/,
    UNREADABLE,
  ],
  [/(?<!\/(?:unshare|env)'?): command not found/, UNREADABLE],
  [/unshare failed: Operation not permitted/, RESTRICTED],
  [/cannot change root filesystem propagation/, IN_CHROOT],
  [/failed to execute|unshare failed|env: .*No such file|Cannot find module/, NOT_RUN],
];

/** Lines that each tool writes, as far as they tell anything. */
const TELLING: Record<Way, Telling> = {
  root: [],
  // pkexec(1): 126 dismissed, 127 everything else, told apart by its words.
  pkexec: [
    [/^Error executing command as another user: Request dismissed/m, DISMISSED],
    [/No authentication agent found|creating textual authentication agent/, CANNOT_ASK],
    [/Not authorized/, REFUSED],
    [/Error (accessing|getting authority|obtaining authorization|initializing|checking)|Cannot run program|must be setuid root/, TOOL_FAILED],
  ],
  run0: [
    [/dismissed/i, DISMISSED],
    [/[Ii]nteractive authentication required|No authentication agent/, CANNOT_ASK],
    [/[Aa]ccess denied|[Nn]ot authorized|Permission denied/, REFUSED],
    [/Failed to (connect|start)|No such file|not found/, TOOL_FAILED],
  ],
  // Of Todd Miller's, and of sudo-rs, which Ubuntu has since 25.10 (src/common/error.rs, src/pam/error.rs).
  sudo: [
    [/not in the sudoers|not allowed|may not run|incorrect password|incorrect authentication|I'm afraid I can't do that|Account validation failure/, REFUSED],
    [/no password was provided|Authentication required but not attempted|timed out/, DISMISSED],
    [/a password is required|[Aa] terminal is required|interactive authentication is required|Interaction is required/, CANNOT_ASK],
    [/command not found|No such file|must be owned by uid 0|no new privileges|unable to/, TOOL_FAILED],
  ],
  doas: [
    [/Authentication required|a tty is required/, CANNOT_ASK],
    [/Authentication failed|Operation not permitted/, REFUSED],
    [/command not found|No such file|not installed setuid|not enabled/, TOOL_FAILED],
  ],
};

export function judge(way: Way, words: string): Verdict {
  return [...OF_THE_ENGINE, ...TELLING[way]].find(([line]) => line.test(words))?.[1] ?? LOST;
}
