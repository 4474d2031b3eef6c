import { TarstrapError } from '../errors.ts';
import type { ArchiveFacts, FileIdentity } from '../facts.ts';
import { formatBytes } from '../format.ts';
import { type Layout, LARGEST_LOADER, type Loader } from '../layout.ts';
import { type Extent, tableEnd } from './table.ts';
import type { PlannedLoader, PlanInputs } from './types.ts';

/** Where boot loaders go that lie in no filesystem. */

/** A stretch of a drive, and what it is for, for people. */
interface Taken {
  readonly first: number;
  /** Behind the last byte. */
  readonly end: number;
  readonly what: string;
  /** Of a loader its file, and how large that is. */
  readonly loader?: { readonly file: string; readonly size: number };
}

interface Known {
  readonly archive: ArchiveFacts;
  readonly target: Pick<PlanInputs['target'], 'sectorSize'>;
  readonly options: Pick<PlanInputs['options'], 'loaderFiles'>;
}

/**
 * @param extents of the layout's partitions
 * @throws TarstrapError `loader-missing`, `loader-too-large`, `usage` for places that are taken
 */
export function planLoaders({ archive, target, options }: Known, layout: Layout, extents: readonly Extent[], sizeByte: number): PlannedLoader[] {
  const taken: Taken[] = [...tableOf(layout, target.sectorSize, sizeByte), ...partitionsOf(layout, extents)];
  return (layout.loaders ?? []).flatMap((loader) => {
    const found = fileOf(loader, archive, options.loaderFiles ?? []);
    if (!found) return [];
    const { name, size, beside } = found;
    const pieces = loader.pieces.map(({ atByte, fromByte, bytes = size - fromByte }) => ({ fromByte, bytes: Math.min(bytes, size - fromByte), atByte }));
    for (const { bytes, atByte } of pieces) {
      if (bytes <= 0) throw new TarstrapError('loader-missing', { path: archive.file.path, files: `${name} of that length` });
      const own = { first: atByte, end: atByte + bytes, what: `the boot loader ${name}`, loader: { file: name, size } };
      requireFree(own, taken, layout.id);
      taken.push(own);
    }
    return [{ file: name, ...(beside ? { beside } : {}), pieces }];
  });
}

type Found = ArchiveFacts['loaders'][number] & { readonly beside?: FileIdentity };

/** @returns undefined for one that may be left out */
function fileOf(loader: Loader, archive: ArchiveFacts, loaderFiles: readonly FileIdentity[]): Found | undefined {
  const found = loaderIn(loader, archive) ?? loaderBeside(loader, loaderFiles);
  if (!found && !loader.optional) throw new TarstrapError('loader-missing', { path: archive.file.path, files: loader.files.join(' or ') });
  return found;
}

/** By the last part of its name. */
function loaderBeside({ files }: Loader, loaderFiles: readonly FileIdentity[]): Found | undefined {
  const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const beside = files.flatMap((pattern) => loaderFiles.filter(({ path, size }) => size <= LARGEST_LOADER && fits(lastPart(path), lastPart(pattern)))).at(0);
  return beside && { name: beside.path, size: beside.size, beside };
}

/** Of its names the first that is there, and of several files the last by its name. */
export function loaderIn({ files }: Loader, { loaders }: Pick<ArchiveFacts, 'loaders'>): ArchiveFacts['loaders'][number] | undefined {
  for (const pattern of files) {
    const fitting = loaders.filter(({ name }) => fits(name, pattern)).toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    const newest = fitting.at(-1);
    if (newest) return newest;
  }
  return undefined;
}

/** `*` stands for all but a slash. Each part is taken where it comes first: that is enough, and takes no longer the more of them there are. */
export function fits(name: string, pattern: string): boolean {
  const [names, patterns] = [name.split('/'), pattern.split('/')];
  return names.length === patterns.length && names.every((part, i) => partFits(part, patterns[i]?.split('*') ?? []));
}

function partFits(text: string, [first = '', ...rest]: readonly string[]): boolean {
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** Of two that lie on each other, the first one is too large, if it could be smaller. */
function requireFree(own: Taken, taken: readonly Taken[], id: string): void {
  const [other] = taken.filter(({ first, end }) => own.first < end && first < own.end).toSorted((one, next) => one.first - next.first);
  if (!other) return;
  const [before, behind] = other.first <= own.first ? [other, own] : [own, other];
  if (!before.loader || before.first === behind.first) throw new TarstrapError('usage', { problem: `Layout ${id}: ${own.what} would lie on ${other.what}.` });
  const { file, size } = before.loader;
  throw new TarstrapError('loader-too-large', { file, needed: formatBytes(size), what: behind.what, available: formatBytes(behind.first - before.first) });
}

/** Of a dos table its four entries, in the first sector; of a GPT that sector, header and entries at both ends (UEFI specification 2.10, 5.3). */
function tableOf({ table }: Layout, sectorSize: number, sizeByte: number): Taken[] {
  const what = 'the partition table';
  if (table === 'dos') return [{ first: 446, end: 512, what }, behindEnd(sizeByte)];
  return [
    { first: 446, end: 2 * sectorSize + 128 * 128, what },
    { first: tableEnd(table, sizeByte), end: Infinity, what },
  ];
}

const behindEnd = (sizeByte: number): Taken => ({ first: sizeByte, end: Infinity, what: 'the end of the drive' });

/** What stays empty is there for a loader: what begins in it must end in it. */
function partitionsOf({ partitions }: Layout, extents: readonly Extent[]): Taken[] {
  return partitions.flatMap(({ name, filesystem }, i) => {
    const { startByte = 0, sizeByte = 0 } = extents[i] ?? {};
    const end = startByte + sizeByte;
    return [filesystem === 'none' ? { first: end, end, what: `the end of partition ${name}` } : { first: startByte, end, what: `partition ${name}` }];
  });
}
