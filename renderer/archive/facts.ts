import { endingRemarks } from '../../shared/ending.ts';
import type { ArchiveFacts, Compression } from '../../shared/facts.ts';
import { formatBytes } from '../../shared/format.ts';

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
    { name: 'System', value: facts.distribution ?? 'unknown distribution' },
    { name: 'Machine', value: facts.machine ?? 'unknown machine' },
    { name: 'Content', value: formatBytes(facts.contentBytes), more: `${formatBytes(facts.blockBytes)} on a drive` },
    { name: 'Members', value: grouped(entries.total), more: membersOf(entries) },
    ...(facts.kernels.length > 0 ? [{ name: 'Kernel', value: facts.kernels.join(', ') }] : []),
  ];
}

function membersOf({ files, directories, symlinks, hardLinks, special }: ArchiveFacts['entries']): string {
  const kinds: readonly (readonly [number, string])[] = [
    [files, 'files'],
    [directories, 'folders'],
    [symlinks, 'symlinks'],
    [hardLinks, 'hard links'],
    [special, 'device nodes and fifos'],
  ];
  return kinds.flatMap(([count, name]) => (count > 0 ? [`${grouped(count)} ${name}`] : [])).join(', ');
}

/** Thin spaces between thousands read the same in every language. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

export interface Warning {
  readonly tone: 'info' | 'caution' | 'danger';
  readonly text: string;
}

/** What not every archive has, the worst first. */
export function warningsOf(facts: ArchiveFacts): Warning[] {
  const { boot, unsafe, absolute, ending } = facts;
  const warnings: Warning[] = [];
  if (unsafe.count > 0)
    warnings.push({ tone: 'danger', text: `${members(unsafe.count)} would land outside of the target${example(unsafe.example)}. It will be refused.` });
  if (!facts.rootFilesystem) warnings.push({ tone: 'caution', text: 'Not a root filesystem: it does not hold /etc, programs and libraries together.' });
  if (facts.kernels.length === 0) warnings.push({ tone: 'caution', text: 'No kernel: it will not boot by itself.' });
  if (boot.blockBytes > 0 && boot.notFatSafe.count > 0)
    warnings.push({ tone: 'caution', text: `/boot holds ${members(boot.notFatSafe.count)} that FAT cannot hold${example(boot.notFatSafe.example)}.` });
  warnings.push(...endingRemarks(ending).map((text): Warning => ({ tone: ending.marked ? 'info' : 'caution', text })));
  if (absolute.count > 0)
    warnings.push({ tone: 'info', text: `${members(absolute.count)} ${absolute.count === 1 ? 'begins' : 'begin'} with /, which tar leaves out.` });
  if (facts.extended > 0) warnings.push({ tone: 'info', text: `${members(facts.extended)} with extended attributes, ACLs or capabilities: they are kept.` });
  return warnings;
}

function members(count: number): string {
  return count === 1 ? '1 member' : `${grouped(count)} members`;
}

function example(name: string | undefined): string {
  return name ? `, such as ${name}` : '';
}
