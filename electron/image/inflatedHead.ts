import { TarstrapError } from '../../shared/errors.ts';
import type { ZipEntry } from '../../shared/imageFacts.ts';
import type { HeldArchive } from '../archive/open.ts';
import { readerHere } from '../run/confine.ts';
import { run } from '../run/run.ts';
import { feedImage } from './feed.ts';

/**
 * How a member of a zip begins.
 * @param most bytes of it that are wanted
 * @throws TarstrapError `archive-damaged`
 */
export async function inflatedHead({ fd, identity: { path } }: HeldArchive, zip: ZipEntry, most: number, signal?: AbortSignal): Promise<Buffer> {
  const as = readerHere();
  await using feed = await feedImage(zip, { fd, path, compression: 'none', as, signal });
  const { stdout } = await run({ tool: 'head', args: ['-c', String(most)], stdin: feed.stdin, as, ...(signal ? { signal } : {}) });
  feed.release();
  const end = await feed.finished;
  if (!end.ok) throw new TarstrapError('archive-damaged', { path }, end.detail);
  return stdout;
}
