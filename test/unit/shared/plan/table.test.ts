import { truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runStep } from '../../../../electron/run/run.ts';
import { type Layout, layout } from '../../../../shared/layout.ts';
import { GiB, MiB } from '../../../../shared/plan/sizes.ts';
import { partuuid, placePartitions, sfdiskScript } from '../../../../shared/plan/table.ts';
import { makeFolder } from '../../folder.ts';
import { layoutNamed, makeInputs } from './inputs.ts';

/** What `sfdisk --json` says of a table. */
const dump = z.object({
  partitiontable: z.object({
    label: z.string(),
    id: z.string(),
    sectorsize: z.number(),
    partitions: z.array(
      z.object({
        start: z.number(),
        size: z.number(),
        type: z.string(),
        uuid: z.string().optional(),
        name: z.string().optional(),
        bootable: z.boolean().optional(),
        attrs: z.string().optional(),
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
  ])('%s', async (_, made, size) => {
    using folder = makeFolder();
    const file = `${folder.path}/disk.img`;
    writeFileSync(file, '');
    truncateSync(file, size);
    const table = await written(made, size, file);
    const extents = placePartitions(made, size);
    expect(table).toMatchObject({ label: made.table, id: made.table === 'gpt' ? ids.table.toUpperCase() : '0x00000001' });
    expect(table.partitions.map(({ start, size: sectors }) => ({ startByte: start * 512, sizeByte: sectors * 512 }))).toEqual(extents);
    for (const [i, partition] of made.partitions.entries()) {
      const found = table.partitions[i];
      if (made.table === 'gpt') expect(found).toMatchObject({ uuid: partuuid(made, i, ids).toUpperCase(), name: partition.name });
      if (partition.type.length > 1) expect(Number.parseInt(found?.type ?? '', 16)).toBe(Number.parseInt(partition.type, 16));
      expect(made.table === 'gpt' ? (found?.attrs ?? '').includes('LegacyBIOSBootable') : (found?.bootable ?? false)).toBe(partition.bootable);
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

describe('placePartitions', () => {
  it('refuses partitions that overlap', () => {
    const overlapping = layout.parse({ ...bootable, partitions: bootable.partitions.map((p) => ({ ...p, startMiB: 16 })) });
    expect(() => placePartitions(overlapping, 4 * GiB)).toThrow(/overlaps/);
  });
});
