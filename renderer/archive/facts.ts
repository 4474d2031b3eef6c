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
  const { entries } = facts;
  return [
    { name: 'Format', value: FORMATS[facts.compression], more: formatBytes(facts.file.size) },
    ...(facts.inside ? [{ name: 'Folder', value: facts.inside.folder }] : []),
    { name: 'System', value: facts.distribution ?? 'unknown distribution' },
    { name: 'Machine', value: facts.machine ?? 'unknown machine' },
    { name: 'Content', value: formatBytes(facts.contentBytes), more: `${formatBytes(facts.blockBytes)} on a drive` },
    { name: 'Members', value: grouped(entries.total), more: memberKinds(entries) },
    ...(facts.kernels.length > 0 ? [{ name: 'Kernel', value: facts.kernels.join(', ') }] : []),
  ];
}
