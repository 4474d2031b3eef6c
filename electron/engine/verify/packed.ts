import type { Readable } from 'node:stream';
import { TarstrapError } from '../../../shared/errors.ts';
import { normaliseName } from '../../archive/names.ts';
import { readTar } from '../../archive/tarReader.ts';
import { Scope } from '../../run/scope.ts';
import { start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import { capabilitiesTo, openCell } from '../extract/cell.ts';
import type { Job } from '../job.ts';
import type { Album } from './portrait.ts';

/**
 * Packs members, with every attribute, to nowhere: what comes by is looked at and forgotten. Holes are not packed, and
 * two names of one file are two members. ACLs come as the attributes that they are.
 */
const ARGS = ['-c', '--format=posix', '--sparse', '--hard-dereference', '--numeric-owner', '--xattrs', '--xattrs-include=*', '-b', '128', '-f', '-'];
const LISTED = ['--no-recursion', '--null', '--verbatim-files-from', '--files-from=-'];

export interface TreeRequest {
  readonly root: string;
  /** Normalised, one character a byte. */
  readonly names: readonly string[];
  /** Attributes of the archive that take an administrator: without one they are not seen. */
  readonly privileged: number;
}

/**
 * Puts the attributes of files in a tree into an album. What cannot be packed, or has too many of them, is missing there.
 * @throws TarstrapError `tar-killed`; the abort's reason
 */
export async function readTree({ root, names, privileged }: TreeRequest, album: Album, job: Job): Promise<void> {
  job.signal.throwIfAborted();
  await using scope = new Scope();
  const within = await openCell({ into: root, folder: job.folder, nested: true, readOnly: true, capabilities: capabilitiesTo('look', privileged) }, scope);
  const { tool, args } = within({ tool: 'tar', args: ARGS });
  const tar = await start({ tool, args: [...args, ...LISTED], stdin: 'pipe', stdout: 'pipe', tied: true });
  using _ = stopOnAbort(tar, job.signal);
  tar.stderr.resume();
  // Below the tree and nowhere else: an absolute name would be one of this machine.
  tar.stdin?.end(Buffer.from(names.map((name) => `./${name}\0`).join(''), 'latin1'));
  const reader = readTar(({ entry, attributes, isWhole }) => album.add(normaliseName(entry.name), isWhole ? attributes : null));
  for await (const piece of tar.stdout as Readable as AsyncIterable<Buffer>) reader.push(piece);
  const { signal } = await tar.exit;
  job.signal.throwIfAborted();
  if (signal) throw new TarstrapError('tar-killed', { tool: 'tar', signal });
}
