import type { Packing } from '../../../shared/capture/compressors.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { type Feed, feedUnpacked } from '../../archive/feed.ts';
import { followFeed } from '../../archive/followFeed.ts';
import { decompressor } from '../../archive/formats.ts';
import { LISTING_OPTIONS, listingLines, parseEntry, type TarEntry } from '../../archive/listing.ts';
import { collect, describeExit } from '../../run/run.ts';
import { start } from '../../run/spawn.ts';
import { stopOnAbort } from '../../run/stop.ts';
import type { Job } from '../job.ts';

export interface ReadBackRequest {
  /** Of the archive, open to be read. */
  readonly fd: number;
  readonly packing: Packing;
  /** The process that writes it. */
  readonly writer: number;
  readonly onEntry: (entry: TarEntry) => void;
}

/**
 * Lists an archive while it is written, to its end: by its decompressor and by tar, as whoever unpacks it will. What is listed comes out of the file.
 * @throws TarstrapError `archive-not-written` if it cannot be listed to its end
 */
export async function readBack({ fd, packing, writer, onEntry }: ReadBackRequest, job: Job): Promise<void> {
  await using file = await followFeed({ fd, writer, folder: job.folder, as: job.reader });
  await using feed = packing === 'none' ? undefined : await unpacked(file, packing, job);
  const source = feed ?? file;
  const tar = await start({
    tool: 'tar',
    // To the end of the file: behind its end marks lies what fills the last record, and whoever writes that must find a reader.
    args: ['-tvv', '--ignore-zeros', ...LISTING_OPTIONS, '-f', '-'],
    stdin: source.stdin,
    stdout: 'pipe',
    tied: true,
    as: job.reader,
  });
  using _ = stopOnAbort(tar, job.signal);
  source.release();
  const words = collect(tar.stderr, 4096);
  if (tar.stdout)
    for await (const line of listingLines(tar.stdout, 'the archive')) {
      const entry = parseEntry(line);
      if (entry) onEntry(entry);
    }
  const [exit, said, end] = await Promise.all([tar.exit, words, source.finished]);
  job.signal.throwIfAborted();
  if (exit.exitCode === 0 && end.ok) return;
  const detail = [said.toString('utf8').trim(), end.detail].filter(Boolean).join('\n') || `tar: ${describeExit(exit)}`;
  throw new TarstrapError('archive-not-written', { folder: '', reason: 'what was written does not read back' }, detail);
}

function unpacked(file: Feed, packing: Exclude<Packing, 'none'>, { folder, signal, reader: as }: Job): Promise<Feed> {
  return feedUnpacked(file, decompressor(packing), { folder, signal, as });
}
