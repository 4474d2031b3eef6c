import { mkdirSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runStep } from '../../../../electron/run/run.ts';
import { Scope } from '../../../../electron/run/scope.ts';
import type { RootFilesystem } from '../../../../shared/layout.ts';
import { mkfsCommand, mountOptions } from '../../../../shared/plan/mkfs.ts';
import { comfortableSize, GiB, MiB, neededBytes, usableBytes } from '../../../../shared/plan/sizes.ts';
import { makeFolder } from '../../folder.ts';
import { makeInputs } from './inputs.ts';

const KINDS: readonly RootFilesystem[] = ['ext4', 'xfs', 'btrfs'];
const SIZES: readonly (readonly [string, number])[] = [
  ['300M', 300 * MiB],
  ['1G', GiB],
  ['4G', 4 * GiB],
  ['17G', 17 * GiB],
];

/** Makes and mounts the filesystem as the engine does, on a sparse file; gone with the scope. */
async function mounted(scope: Scope, filesystem: RootFilesystem, sizeByte: number, inodes: number): Promise<string> {
  const folder = makeFolder();
  scope.defer('removing the folder', folder[Symbol.dispose]);
  const [image, place] = [`${folder.path}/image`, `${folder.path}/mounted`];
  writeFileSync(image, '');
  truncateSync(image, sizeByte);
  mkdirSync(place);
  const uuid = crypto.randomUUID();
  const { tool, args } = mkfsCommand({ filesystem, sizeByte, label: 'rootfs', uuid, inodes, sparseFile: true });
  await runStep('Making the filesystem', { tool, args: [...args, image] });
  // The loop device is made by mount and goes when it is unmounted.
  await runStep('Mounting', { tool: 'mount', args: ['-t', filesystem, '-o', `loop,${mountOptions(filesystem, 'new')}`, image, place] });
  scope.defer('unmounting', () => runStep('Unmounting', { tool: 'umount', args: [place] }));
  return place;
}

describe('usableBytes never promises more than there is', () => {
  it.each(KINDS.flatMap((kind) => SIZES.flatMap(([name, size]) => [0, 60_000].map((inodes) => ({ kind, name, size, inodes })))))(
    '$kind, $name, $inodes inodes',
    async ({ kind, size, inodes }) => {
      await using scope = new Scope();
      const place = await mounted(scope, kind, size, inodes);
      const { bsize, bfree, bavail, ffree } = statfsSync(place);
      // ext4 keeps a share for root, and tar is root; btrfs counts its free blocks twice where it keeps two copies.
      const free = bsize * (kind === 'ext4' ? bfree : bavail);
      const promised = usableBytes(kind, size, inodes);
      expect(promised).toBeLessThanOrEqual(free);
      expect(promised).toBeGreaterThan(free * 0.55 - inodes * 2048);
      if (kind !== 'btrfs') expect(ffree).toBeGreaterThanOrEqual(inodes);
      // Free is one thing, to be had another.
      await runStep('Taking it', { tool: 'fallocate', args: ['--length', String(promised), `${place}/all`] });
    },
  );
});

describe('comfortableSize', () => {
  it('is large enough for itself, and not wasteful', () => {
    const { archive } = makeInputs();
    const change = fc.record({ blockBytes: fc.nat(64 * 1024).map((mib) => mib * MiB), total: fc.nat(2_000_000) });
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), change, (kind, { blockBytes, total }) => {
        const facts = { ...archive, blockBytes, inodes: total, entries: { ...archive.entries, total } };
        const size = comfortableSize(kind, facts);
        const needed = neededBytes(facts) * 1.1 + 64 * MiB;
        expect(usableBytes(kind, size, total)).toBeGreaterThanOrEqual(needed);
        expect(size).toBeLessThan(needed * 1.15 + total * 2500 + 640 * MiB);
      }),
    );
  });

  // mkfs.ext4 takes twice the journal from there on: the next MiB has less room than the last.
  it.each([
    [816, GiB],
    [1693, 2 * GiB],
  ])('is large enough for %d MiB too, beside a larger journal', (mib, larger) => {
    const { archive } = makeInputs();
    const facts = { ...archive, blockBytes: mib * MiB, inodes: 0, entries: { ...archive.entries, total: 0 } };
    const size = comfortableSize('ext4', facts);
    expect(size).toBeGreaterThan(larger);
    expect(usableBytes('ext4', size, 0)).toBeGreaterThanOrEqual(neededBytes(facts) * 1.1 + 64 * MiB);
  });

  it.each([
    ['ext4', 15 * MiB],
    ['xfs', 299 * MiB],
    ['btrfs', 127 * MiB],
  ] as const)('%s of %d bytes is none at all', (kind, size) => {
    expect(usableBytes(kind, size, 0)).toBe(0);
  });
});
