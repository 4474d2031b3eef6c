import { closeSync, constants, fstatSync, openSync, statfsSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import type { FileIdentity } from '../../../shared/facts.ts';
import { formatBytes } from '../../../shared/format.ts';
import type { Command } from '../../../shared/plan/types.ts';
import { asPerson, smallLimits } from '../../run/confine.ts';
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

/** @throws TarstrapError `archive-unreadable` if he cannot read it either, `archive-changed` */
export async function requireTheirs({ path, dev, ino, size, mtimeNs }: FileIdentity, caller: Caller, job: Job): Promise<void> {
  const ask = async (tool: string, ...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await run(asTheirs(caller, job, { tool, args: [...args, '--', path] }));
    if (exitCode !== 0) throw new TarstrapError('archive-unreadable', { path }, stderr.trim());
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
 * @throws TarstrapError `archive-out-of-reach`, `archive-changed`
 */
export async function fetchArchive(identity: FileIdentity, caller: Caller, job: Job): Promise<number> {
  const { path, size } = identity;
  requireRoom(identity);
  note(job, `Root cannot read ${path} where it lies: it is copied to ${ON_DISK} first, ${formatBytes(size)}.`);
  const copy = unnamedFile(ON_DISK, job.scope);
  const into = openSync(copy, constants.O_WRONLY);
  try {
    await read(asTheirs(caller, job, { tool: 'head', args: ['-c', String(size), '--', path] }), into, identity, job);
  } finally {
    closeSync(into);
  }
  await requireTheirs(identity, caller, job);
  const fd = openSync(copy, constants.O_RDONLY);
  job.scope.defer('closing the copy of the archive', () => closeSync(fd));
  if (fstatSync(fd).size !== size) throw new TarstrapError('archive-changed', { path });
  return fd;
}

async function read(command: Command, into: number, { path }: FileIdentity, { signal }: Job): Promise<void> {
  const reader = await start({ ...command, stdout: into, tied: true });
  using _ = stopOnAbort(reader, signal);
  const [words, exit] = await Promise.all([collect(reader.stderr, 4096), reader.exit]);
  signal.throwIfAborted();
  if (exit.exitCode !== 0) throw new TarstrapError('archive-out-of-reach', { path }, words.toString('utf8').trim() || describeExit(exit));
}

function requireRoom({ path, size }: FileIdentity): void {
  const { bavail, bsize } = statfsSync(ON_DISK);
  const available = bavail * bsize;
  if (size <= available) return;
  throw new TarstrapError('archive-out-of-reach', { path }, `${ON_DISK} has ${formatBytes(available)} free, and the archive has ${formatBytes(size)}.`);
}
