import { truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from '../../../../shared/zod.ts';
import { runStep } from '../../../../electron/run/run.ts';
import { type Layout, layout } from '../../../../shared/layout.ts';
import { shippedLayouts } from '../../../../shared/layouts.ts';
import { GiB, MiB } from '../../../../shared/plan/sizes.ts';
import { numberAt, partuuid, placePartitions, sfdiskScript } from '../../../../shared/plan/table.ts';
import { makeFolder } from '../../folder.ts';
import { layoutNamed, makeInputs } from './inputs.ts';

/** What `sfdisk --json` says of a table. */
const dump = z.object({
  partitiontable: z.object({
    label: z.string(),
    id: z.string(),
    sectorsize: z.number(),
    firstlba: z.optional(z.number()),
    partitions: z.array(
      z.object({
        node: z.string(),
        start: z.number(),
        size: z.number(),
        type: z.string(),
        uuid: z.optional(z.string()),
        name: z.optional(z.string()),
        bootable: z.optional(z.boolean()),
        attrs: z.optional(z.string()),
      }),
    ),
  }),
});

const { ids } = makeInputs();
const bootable: Layout = layout.parse({
  ...layoutNamed('single'),
  id: 'bootable',
  partitions: [
    { name: 'esp', type: 'U', filesystem: 'vfat', label: 'ESP', mount: '/boot/efi', startMiB: 16, sizeMiB: 300, bootable: true },
    ...layoutNamed('single').partitions.map((p) => ({ ...p, startMiB: undefined })),
  ],
});

const NUMBERED: Layout = layout.parse({
  ...layoutNamed('single'),
  partitions: [
    { name: 'Linux (root: 1)', number: 3, type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4', filesystem: 'ext4', mount: '/', startMiB: 2 },
    { name: 'swap', number: 1, type: '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F', filesystem: 'swap', sizeMiB: 100 },
  ],
});

function isBootable({ attrs = '', bootable: flag = false }: { attrs?: string | undefined; bootable?: boolean | undefined } = {}): boolean {
  return flag || attrs.includes('LegacyBIOSBootable');
}

/** Writes the table with the real sfdisk to a sparse file (or what stands for it) and reads it back. */
async function written(made: Layout, size: number, target: string, sectorSize = 512) {
  const script = sfdiskScript(made, size, sectorSize, ids, target);
  await runStep('Writing the table', { tool: 'sfdisk', args: ['--no-tell-kernel', '--no-reread', target], input: script });
  const { stdout } = await runStep('Reading the table', { tool: 'sfdisk', args: ['--json', target] });
  return dump.parse(JSON.parse(stdout.toString())).partitiontable;
}

describe('sfdisk writes exactly the table that was planned', () => {
  it.each<[string, Layout, number]>([
    ['single, 64 MiB', layoutNamed('single'), 64 * MiB],
    ['single, 4 GiB', layoutNamed('single'), 4 * GiB],
    ['single, a card of odd size', layoutNamed('single'), 31_914_983_424],
    ['single, a last MiB that is not whole', layoutNamed('single'), 4 * GiB + 512 * 33],
    ['single, 3 TiB', layoutNamed('single'), 3072 * GiB],
    ['boot-root, 4 GiB', layoutNamed('boot-root'), 4 * GiB],
    ['boot-root, odd', layoutNamed('boot-root'), 7_948_206_080],
    ['boot-root, 3 TiB: more than a dos table can describe', layoutNamed('boot-root'), 3072 * GiB],
    ['bootable on gpt, gap in front', bootable, 4 * GiB],
    ['other numbers, names of several words', NUMBERED, 4 * GiB],
  ])('%s', async (_, made, size) => {
    using folder = makeFolder();
    const file = `${folder.path}/disk.img`;
    writeFileSync(file, '');
    truncateSync(file, size);
    const table = await written(made, size, file);
    const extents = placePartitions(made, size);
    expect(table).toMatchObject({ label: made.table, id: made.table === 'gpt' ? ids.table.toUpperCase() : '0x00000001' });
    const byNumber = made.partitions.map((_, i) => i).toSorted((a, b) => numberAt(made, a) - numberAt(made, b));
    expect(table.partitions.map(({ start, size: sectors }) => ({ startByte: start * 512, sizeByte: sectors * 512 }))).toEqual(byNumber.map((i) => extents[i]));
    for (const [i, partition] of made.partitions.entries()) {
      const found = table.partitions[byNumber.indexOf(i)];
      expect(found?.node).toMatch(new RegExp(String.raw`\D${numberAt(made, i)}$`));
      if (made.table === 'gpt') expect(found).toMatchObject({ uuid: partuuid(made, i, ids).toUpperCase(), name: partition.name });
      if (partition.type.length > 1) expect(Number.parseInt(found?.type ?? '', 16)).toBe(Number.parseInt(partition.type, 16));
      expect(isBootable(found)).toBe(partition.bootable);
    }
  });

  it('on a drive with sectors of 4 KiB', async () => {
    using folder = makeFolder();
    const file = `${folder.path}/disk.img`;
    writeFileSync(file, '');
    truncateSync(file, 2 * GiB);
    const { stdout } = await runStep('Attaching', { tool: 'losetup', args: ['--find', '--show', '--sector-size', '4096', file] });
    const device = stdout.toString().trim();
    try {
      const table = await written(layoutNamed('single'), 2 * GiB, device, 4096);
      expect(table).toMatchObject({ sectorsize: 4096, partitions: [{ start: 256, size: (2 * GiB - 2 * MiB) / 4096 }] });
    } finally {
      await runStep('Detaching', { tool: 'losetup', args: ['--detach', device] });
    }
  });
});

describe('every layout that comes with Tarstrap', () => {
  const sizes = [4 * GiB, 16 * GiB, 64 * GiB, 4096 * GiB];
  const laid = shippedLayouts().filter(({ table }) => table !== null);
  it.each(laid.flatMap((made) => sizes.map((size) => [made.id, size / GiB, made, size] as const)))(
    '%s is written by sfdisk on %d GiB',
    async (_, __, made, size) => {
      using folder = makeFolder();
      const file = `${folder.path}/disk.img`;
      writeFileSync(file, '');
      truncateSync(file, size);
      const { partitions, firstlba } = await written(made, size, file);
      expect(partitions.map(({ start, size: sectors }) => ({ startByte: start * 512, sizeByte: sectors * 512 }))).toEqual(placePartitions(made, size));
      // What lies in front of them belongs to boot loaders, where there are some.
      if (made.table === 'gpt' && made.loaders) expect(firstlba).toBe(partitions[0]?.start);
    },
  );
  it.each(laid.map((made) => [made.id, made] as const))('%s is refused on a drive that is too small, and fits sectors of 4 KiB', (_, made) => {
    expect(() => sfdiskScript(made, made.partitions.length * 2 * MiB - MiB, 512, ids, '/dev/x')).toThrow(/holds|needed|small/i);
    expect(sfdiskScript(made, 4 * GiB, 4096, ids, '/dev/x')).not.toMatch(/(?:start|size)=\d+\./);
  });
});

/** In MiB. */
const placesOn = (partitions: readonly object[], mebibytes: number): number[][] =>
  placePartitions(layout.parse({ ...layoutNamed('single'), partitions }), mebibytes * MiB).map(({ startByte, sizeByte }) => [startByte / MiB, sizeByte / MiB]);
const part = { name: 'x', type: 'L', filesystem: 'ext4', mount: '/x' };
const boot = { ...part, mount: '/boot', startMiB: 4, sizeMiB: 100, leastMiB: 40 };
const root = { ...part, mount: '/', startMiB: 200, leastMiB: 500 };
const home = { ...part, mount: '/home', sizeMiB: 1000, leastMiB: 100 };

describe('placePartitions', () => {
  it('gives the rest to the one that is open, wherever that lies', () => {
    expect(placesOn([boot, root, home], 4001)).toEqual([
      [4, 100],
      [200, 2800],
      [3000, 1000],
    ]);
  });

  it('makes the others smaller on a small drive, as far as they can be', () => {
    const small = placesOn([boot, root, home], 1001);
    expect(small.map(([start]) => start)).toEqual([4, 4 + (small[0]?.[1] ?? 0), 1000 - (small[2]?.[1] ?? 0)]);
    expect(small[1]?.[1]).toBeGreaterThanOrEqual(500);
    expect(small[0]?.[1]).toBeGreaterThanOrEqual(40);
    expect(() => sfdiskScript(layout.parse({ ...layoutNamed('single'), partitions: [boot, root, home] }), 300 * MiB, 512, ids, '/dev/x')).toThrow(/needed/i);
  });

  it('closes gaps before it makes anything smaller', () => {
    expect(placesOn([boot, root, home], 1606)).toEqual([
      [4, 100],
      [104, 501],
      [605, 1000],
    ]);
  });

  it('refuses partitions that overlap', () => {
    const overlapping = layout.parse({ ...bootable, partitions: bootable.partitions.map((p) => ({ ...p, startMiB: 16 })) });
    expect(() => placePartitions(overlapping, 4 * GiB)).toThrow(/overlaps/);
  });
});
