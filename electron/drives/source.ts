import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { type ErrorCode, TarstrapError } from '../../shared/errors.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import { compressionOf } from '../archive/formats.ts';
import { SAFELY } from '../run/smallFile.ts';
import { type Context, describeTarget } from './target.ts';

/** What is captured is looked at as a target is, and nothing is written to it: words that warn of writing do not fit. */

/** The same problem of a source. What is not here is nobody's in particular. */
const OF_SOURCES: Partial<Record<ErrorCode, ErrorCode>> = {
  'target-missing': 'source-missing',
  'target-unseen': 'source-unseen',
  'target-unsuitable': 'source-unsuitable',
  'target-illegible': 'source-illegible',
  'target-not-yours': 'source-not-yours',
  'target-busy': 'source-busy',
  'target-locked': 'source-locked',
  'target-changed': 'source-changed',
  'target-in-parts': 'source-in-parts',
  'target-damaged': 'source-damaged',
  'drive-io': 'source-io',
  'drive-gone': 'source-gone',
  'folder-gone': 'source-gone',
  'verify-not-readable': 'source-not-yours',
  'verify-no-filesystem': 'source-no-filesystem',
};

/** Any problem of a target as one of a source; any other as it is. */
export function ofSource(problem: unknown): unknown {
  const code = problem instanceof TarstrapError ? OF_SOURCES[problem.code] : undefined;
  return problem instanceof TarstrapError && code ? new TarstrapError(code, problem.facts, problem.detail, { cause: problem }) : problem;
}

export interface SourceFacts {
  readonly source: TargetFacts;
  /** It is the root of the running system, or carries it. */
  readonly running: boolean;
}

/** @throws TarstrapError `source-…` */
export async function describeSource(path: string, context: Pick<Context, 'as'> = {}): Promise<SourceFacts> {
  const source = await describeTarget(path, context).catch((problem: unknown) => {
    throw ofSource(problem);
  });
  if (source.kind === 'image') requireImage(source, context.as ?? ((step) => step()));
  return { source, running: isRunning(source) };
}

function isRunning({ kind, path, mounts }: TargetFacts): boolean {
  if (kind !== 'directory') return mounts.includes('/');
  const [own, root] = [statSync(path, { bigint: true }), statSync('/', { bigint: true })];
  return own.dev === root.dev && own.ino === root.ino;
}

/** A file that is not there would become an image if it were a target. @throws TarstrapError `source-missing`, `source-unsuitable` */
function requireImage({ path, size }: TargetFacts, as: NonNullable<Context['as']>): void {
  if (as(() => statSync(path, { throwIfNoEntry: false })) === undefined) throw new TarstrapError('source-missing', { path });
  if (size === 0) throw new TarstrapError('source-unsuitable', { path, what: 'empty' });
  const compression = compressionOf(as(() => headOf(path)));
  if (compression !== 'none') throw new TarstrapError('source-unsuitable', { path, what: `compressed (${compression})` });
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(64);
  const fd = openSync(path, constants.O_RDONLY | SAFELY);
  try {
    return head.subarray(0, readSync(fd, head, 0, head.length, 0));
  } finally {
    closeSync(fd);
  }
}
