import { LARGEST_BOOT_FILE } from '../../shared/boot/amend.ts';
import { fixedBootOf } from '../../shared/boot/fixed.ts';
import { bootKindOf } from '../../shared/boot/kind.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { bootFilesIn } from './bootFiles.ts';
import { keepEfiKernels } from './efiKernels.ts';
import type { ExpectedInode } from './expected.ts';
import { drivesNamedIn, FIXED_BOOT_HEAD } from './fixedBoot.ts';
import { keepTexts } from './keepTexts.ts';
import type { TarEntry } from './listing.ts';
import type { Taker } from './members.ts';
import { normaliseName } from './names.ts';
import { findFile } from './tree.ts';

/** What members say of booting by their contents: configuration, what cannot be amended, and kernels. As in `samples.ts`, all is kept that may count. */

export type SampledBoot = Pick<ArchiveFacts['boot'], 'files' | 'found' | 'efiKernels' | 'fixed'>;

export interface BootSamples {
  /** Members in archive order. */
  readonly add: (entry: TarEntry) => void;
  /** Of the member before, if it is one of these. @param member its number */
  readonly taker: (member: number) => Taker | undefined;
  readonly result: (paths: ReadonlyMap<string, ExpectedInode>) => SampledBoot;
}

/** Names of configuration, and bytes of all of it; names of what cannot be amended. */
const MOST = { files: 64, bytes: 1024 ** 2, fixed: 8 };

export function takeBootSamples(): BootSamples {
  const [texts, heads, kernels] = [keepTexts(MOST.bytes), keepTexts(MOST.fixed * FIXED_BOOT_HEAD), keepEfiKernels()];
  const files = new Set<string>();
  const fixed = new Set<string>();
  let current = { name: '', type: '', size: 0 };

  const add = (entry: TarEntry): void => {
    const { type, size } = entry;
    const name = normaliseName(entry.name);
    current = { name, type, size };
    kernels.add(entry, name);
    if (type !== 'file') return;
    if (files.size < MOST.files && size <= LARGEST_BOOT_FILE && bootKindOf(name) !== undefined) files.add(name);
    if (fixed.size < MOST.fixed && fixedBootOf(name) !== undefined) fixed.add(name);
  };
  const taker = (member: number): Taker | undefined => {
    const { name, size } = current;
    if (files.has(name) && size <= LARGEST_BOOT_FILE) return texts.taker(current, member);
    return fixed.has(name) ? heads.taker({ name, size: Math.min(size, FIXED_BOOT_HEAD) }, member) : kernels.taker(name, member);
  };
  const result: BootSamples['result'] = (paths) => {
    const bytesOf = (kept: typeof texts, name: string): Buffer => {
      const inode = paths.get(findFile(paths, name) ?? '');
      return inode ? kept.of(inode) : Buffer.alloc(0);
    };
    const told = [...fixed].map((name) => ({ name, drives: drivesNamedIn(name, bytesOf(heads, name)) }));
    return {
      ...bootFilesIn(paths, [...files], (name) => bytesOf(texts, name).toString('latin1')),
      efiKernels: kernels.result(paths),
      fixed: told.filter(({ drives }) => drives.length > 0),
    };
  };
  return { add, taker, result };
}
