import { errnoName } from './errno.ts';
import type { DriveState, Failure } from './failure.ts';
import { hindranceOf } from './hindrance.ts';
import type { Facts } from './sentences/sentence.ts';
import { SENTENCES } from './sentences.ts';
import { visible, visibleLines } from './visible.ts';

export type ErrorCode = keyof typeof SENTENCES;
export type { DriveState, Failure };

/** The one error class. Thrown inside a process; turned into a {@link Failure} at its border. */
export class TarstrapError extends Error {
  readonly code: ErrorCode;
  readonly facts: Facts;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, facts: Facts = {}, detail?: string, options?: ErrorOptions) {
    super(SENTENCES[code].headline(facts), options);
    this.name = 'TarstrapError';
    this.code = code;
    this.facts = facts;
    this.detail = detail;
  }
}

/**
 * Any thrown value as a {@link Failure}; what is neither ours nor the system's is `unexpected`, with its stack as detail. What it says may come
 * from an archive or a drive, and becomes visible here; a detail keeps its lines.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof TarstrapError) {
    const facts = Object.entries(error.facts).map(([key, fact]) => [key, typeof fact === 'string' ? shown(fact) : fact] as const);
    return { code: error.code, facts: Object.fromEntries(facts), ...(error.detail ? { detail: shownLines(error.detail) } : {}) };
  }
  if (isOfSystem(error)) return ofLimit(error) ?? ofSystem(error);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'unexpected', facts: {}, detail: shownLines(detail) };
}

interface SystemError extends Error {
  readonly syscall: unknown;
  readonly path?: unknown;
}

/** As Node throws them. */
function isOfSystem(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && hindranceOf(error) !== undefined;
}

/** What whoever started us has limited, and how he lifts that in his shell (getrlimit(2)). */
const LIMITS: Readonly<Record<string, Facts>> = {
  EMFILE: { what: 'open files', command: 'ulimit -n 1024' },
  EAGAIN: { what: 'processes', command: 'ulimit -u unlimited' },
};

function ofLimit(error: SystemError): Failure | undefined {
  const code = errnoName(error);
  const facts = code === 'EAGAIN' && !String(error.syscall).startsWith('spawn') ? undefined : LIMITS[code];
  return facts && { code: 'limit-reached', facts };
}

/** One that nobody expected there: it is said all the same what stands in the way, and where. */
function ofSystem(error: SystemError): Failure {
  const path = typeof error.path === 'string' ? shown(error.path) : 'Something that Tarstrap needs';
  return { code: 'system-error', facts: { path, reason: hindranceOf(error)?.what ?? '' }, detail: shownLines(error.message) };
}

/** Characters. A failure must fit into one line of the protocol, however long the names in it are. */
const MAX_FACT = 1000;
const MAX_DETAIL = 6000;

function shown(fact: string): string {
  return visible(fact.slice(0, MAX_FACT)).slice(0, MAX_FACT);
}

function shownLines(detail: string): string {
  return visibleLines(detail.slice(0, MAX_DETAIL)).slice(0, MAX_DETAIL);
}
