import { memberKinds } from '../../shared/counted.ts';
import type { ArchiveFacts, Compression } from '../../shared/facts.ts';
import { formatBytes, grouped } from '../../shared/format.ts';

/** What is known of an archive, in the words of the terminal's `inspect`. */

const FORMATS: Record<Compression, string> = {
  none: 'plain tar',
  gzip: 'tar, gzip',
  xz: 'tar, xz',
  zstd: 'tar, zstd',
  bzip2: 'tar, bzip2',
  lz4: 'tar, lz4',
  lzip: 'tar, lzip',
  lzma: 'tar, lzma',
  compress: 'tar, compress',
};

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly more?: string;
}

export function factsOf(facts: ArchiveFacts): Fact[] {
  const { unread } = facts;
  return [
    { name: 'Format', value: FORMATS[facts.compression], more: formatBytes(facts.file.size) },
    ...(facts.inside ? [{ name: 'Folder', value: facts.inside.folder }] : []),
    { name: 'System', value: facts.distribution ?? (unread > 0 ? 'not found yet' : 'unknown distribution') },
    { name: 'Machine', value: facts.machine ?? (unread > 0 ? 'not found yet' : 'unknown machine') },
    ...(unread > 0 ? begunFacts(facts) : wholeFacts(facts)),
    ...(facts.kernels.length > 0 ? [{ name: 'Kernel', value: facts.kernels.join(', ') }] : []),
  ];
}

function wholeFacts({ contentBytes, blockBytes, entries }: ArchiveFacts): Fact[] {
  return [
    { name: 'Content', value: formatBytes(contentBytes), more: `${formatBytes(blockBytes)} on a drive` },
    { name: 'Members', value: grouped(entries.total), more: memberKinds(entries) },
  ];
}

/** Of which only the beginning was read. As many lines, so that nothing moves when the rest is known. */
function begunFacts({ streamBytes, guessed, entries }: ArchiveFacts): Fact[] {
  return [
    { name: 'Content', value: guessed ? 'not known yet' : `about ${formatBytes(streamBytes)}`, more: 'not read completely' },
    { name: 'Members', value: `more than ${grouped(entries.total)}`, more: 'not read completely' },
  ];
}
