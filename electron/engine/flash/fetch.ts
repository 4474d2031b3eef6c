import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { FileIdentity } from '../../../shared/facts.ts';
import { formatBytes } from '../../../shared/format.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { mediumIn } from '../../archive/culprit.ts';
import { asPerson, smallLimits } from '../../run/confine.ts';
import { roomIn } from '../../run/host.ts';
import { positionOf } from '../../run/position.ts';
import { collect, describeExit, run } from '../../run/run.ts';
import { start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import type { Caller } from '../caller.ts';
import { ON_DISK, unnamedFile } from '../disk/room.ts';
import { type Job, note } from '../job.ts';

/**
 * An archive that its user can read, and root cannot: on FUSE mounts of his own (fuse(4), without `allow_other`), or where a server takes root for
 * nobody. A program that is all his, not only by its effective user, where he sees it, reads it once, into a file of root's.
 */

/** It has no more rights than what the user starts himself, and is in his mount namespace: whoever takes it over has won nothing. */
function asTheirs(caller: Caller, { host }: Pick<Job, 'host'>, { tool, args }: Command): Command {
  return host.within({ tool: 'setpriv', args: [...asPerson(caller, 0), '--pdeathsig=KILL', 'prlimit', ...smallLimits(), tool, ...args] });
}

/**
 * `45 3 19400 81a4 1700000000 2023-11-14 22:13:20.123456789 +0000`: device, inode, size, mode, and the time of the last change to the contents
 * twice (stat(1)), because some versions of uutils round it where they are asked for a fraction.
 */
const FORMAT = '%d %i %s %f %Y %y';
const REGULAR = 0o100000;

/** @throws TarstrapError `archive-unreadable` if he cannot read it either, `archive-io` if it fails, `archive-missing`, `archive-changed` */
export async function requireTheirs({ path, dev, ino, size, mtimeNs }: FileIdentity, caller: Caller, job: Job): Promise<void> {
  const ask = async (tool: string, ...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await run(asTheirs(caller, job, { tool, args: [...args, '--', path] }));
    if (exitCode !== 0) throw failed(path, stderr.trim(), 'archive-unreadable');
    return stdout.toString('latin1');
  };
  const found = await ask('stat', `--format=${FORMAT}`);
  const [device, inode, bytes, mode = '', seconds, , clock = ''] = found.trim().split(' ');
  const isFile = (Number.parseInt(mode, 16) & 0o170000) === REGULAR;
  const isSame = device === dev && inode === ino && bytes === String(size) && `${seconds}${clock.split('.')[1]}` === mtimeNs;
  if (!isFile || !isSame) throw new TarstrapError('archive-changed', { path });
  await ask('head', '-c', '1');
}

/**
 * @returns a descriptor of the copy, which is closed with the job
 * @throws TarstrapError `archive-io`, `archive-missing`, `archive-changed`, `copy-no-room`, `archive-out-of-reach`
 */
export async function fetchArchive(identity: FileIdentity, caller: Caller, job: Job): Promise<number> {
  const { path, size } = identity;
  requireRoomForCopy(identity);
  note(job, `Root cannot read ${path} where it lies: it is copied to ${ON_DISK} first, ${formatBytes(size)}.`);
  const copy = unnamedFile(ON_DISK, job.scope);
  const into = openSync(copy, constants.O_WRONLY);
  let copied = (): number => positionOf(into);
  job.meter.follow(() => copied());
  try {
    await read(asTheirs(caller, job, { tool: 'head', args: ['-c', String(size), '--', path] }), into, identity, job);
  } finally {
    copied = (): number => size;
    closeSync(into);
  }
  await requireTheirs(identity, caller, job);
  const fd = openSync(copy, constants.O_RDONLY);
  job.scope.defer('closing the copy of the archive', () => closeSync(fd));
  if (fstatSync(fd).size !== size) throw new TarstrapError('archive-changed', { path });
  return fd;
}

async function read(command: Command, into: number, { path, size }: FileIdentity, { signal }: Job): Promise<void> {
  const reader = await start({ ...command, stdout: into, tied: true });
  using _ = stopOnAbort(reader, signal);
  const [stderr, exit] = await Promise.all([collect(reader.stderr, 4096), reader.exit]);
  signal.throwIfAborted();
  if (exit.exitCode === 0) return;
  const words = stderr.toString('utf8').trim();
  if (FULL.test(words)) throw noRoom({ path, size }, words);
  throw failed(path, words || describeExit(exit), 'archive-out-of-reach');
}

/** Others fill it up meanwhile (head(1), strerror(3)). */
const FULL = /: error writing .*: (?:No space left on device|Disk quota exceeded)$/m;

/** Where it lies on, or the program that has mounted it, may end at any time. */
function failed(path: string, words: string, otherwise: 'archive-unreadable' | 'archive-out-of-reach'): TarstrapError {
  if (/: No such file or directory$/m.test(words)) return new TarstrapError('archive-missing', { path }, words);
  return mediumIn(path, words) ?? new TarstrapError(otherwise, { path }, words);
}

/** To be asked before a drive is taken. @throws TarstrapError `copy-no-room` */
export function requireRoomForCopy(archive: Pick<FileIdentity, 'path' | 'size'>): void {
  if (archive.size > roomIn(ON_DISK)) throw noRoom(archive);
}

function noRoom({ path, size }: Pick<FileIdentity, 'path' | 'size'>, words?: string): TarstrapError {
  return new TarstrapError('copy-no-room', { path, folder: ON_DISK, needed: formatBytes(size), available: formatBytes(roomIn(ON_DISK)) }, words);
}
