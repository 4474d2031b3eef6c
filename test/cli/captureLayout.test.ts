import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from '../../shared/zod.ts';
import { layout } from '../../shared/layout.ts';
import { layoutBeside } from '../../shared/layoutBeside.ts';
import { expectFailed, noise, openCaptureLab } from '../lab/captured.ts';
import { cli } from '../lab/cli.ts';
import { type Loop, sh } from '../lab/devices.ts';

/**
 * How a drive is laid out goes with its archive, and others are laid like it: larger and smaller ones, with new identifiers or the same.
 * On ext4, xfs and swap; this kernel has no vfat, which `qemu/bootRoot.test.ts` has.
 */

const MiB = 1024 ** 2;
const { drive, place, onto, tree } = openCaptureLab('layout');

const tableOf = z.object({
  partitiontable: z.object({
    label: z.string(),
    id: z.string(),
    partitions: z.array(
      z.object({ node: z.string(), start: z.number(), size: z.number(), type: z.string(), uuid: z.optional(z.string()), name: z.optional(z.string()) }),
    ),
  }),
});

const tableOn = (device: string) => tableOf.parse(JSON.parse(sh('sfdisk', '--json', device))).partitiontable;
const tag = (device: string, name: string): string => sh('blkid', '-p', '-s', name, '-o', 'value', device).trim();
const uuidsOn = (device: string): string[] => [1, 2, 3].map((number) => tag(`${device}p${number}`, 'UUID'));

/** /boot on an old ext4, the root on xfs, swap behind it, and a partition that holds nothing. */
function card(bytes = 900 * MiB): Loop {
  const loop = drive(bytes);
  const input = 'label: gpt\nstart=4MiB, size=64MiB, name="boot part", attrs=LegacyBIOSBootable\nsize=400MiB, name=root\nsize=32MiB, type=swap\nsize=16MiB\n';
  execFileSync('sfdisk', ['-q', '--no-tell-kernel', '--no-reread', loop.device], { input });
  sh('partx', '-u', loop.device);
  const [boot, root, swap] = [1, 2, 3].map((number) => `${loop.device}p${number}`) as [string, string, string];
  sh('mkfs.ext4', '-q', '-F', '-L', 'A boot', '-O', '^metadata_csum,^64bit', boot);
  sh('mkfs.xfs', '-q', '-f', '-L', 'rootfs', '-m', 'bigtime=0', root);
  sh('mkswap', '-q', '-L', 'pages', swap);
  onto(root, (at) => {
    for (const name of ['etc', 'usr/bin', 'usr/lib', 'boot']) mkdirSync(join(at, name), { recursive: true });
    for (const name of ['usr/bin/sh', 'usr/lib/libc.so.6']) writeFileSync(join(at, name), '', { mode: 0o755 });
    writeFileSync(
      join(at, 'etc/fstab'),
      `UUID=${tag(root, 'UUID')} / xfs\nLABEL=A\\040boot /boot ext4\nUUID=${tag(boot, 'UUID')} /boot ext4\nUUID=${tag(swap, 'UUID')} none swap sw\n`,
    );
    writeFileSync(join(at, 'usr/noise'), noise(3 * MiB));
  });
  onto(boot, (at) => writeFileSync(join(at, 'kernel'), 'kernel'));
  return loop;
}

async function captured(loop: Loop, name = 'card.tar'): Promise<string> {
  const archive = join(place(), name);
  expect(await cli('capture', loop.device, archive, '--reproducible')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`is in ${layoutBeside(archive)}`),
  });
  return archive;
}

describe('the layout of a captured drive', () => {
  it('lies beside its archive, and belongs to the same', async () => {
    const archive = await captured(card());
    const beside = layoutBeside(archive);
    const made = layout.parse(JSON.parse(readFileSync(beside, 'utf8')));
    expect(made).toMatchObject({
      id: 'captured',
      table: 'gpt',
      partitions: [
        { name: 'boot part', filesystem: 'ext4', label: 'A boot', mount: '/boot', startMiB: 4, sizeMiB: 64, bootable: true },
        { name: 'root', filesystem: 'xfs', label: 'rootfs', mount: '/', startMiB: 68 },
        { filesystem: 'swap', label: 'pages', sizeMiB: 32 },
        { filesystem: 'none', sizeMiB: 16 },
      ],
    });
    expect(made.partitions[0]?.ext4Features).not.toContain('metadata_csum');
    expect(made.partitions[1]?.xfsFeatures).toContain('^bigtime');
    expect(statSync(beside).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['a larger drive', 1400 * MiB, 1283],
    ['a smaller drive', 600 * MiB, 483],
  ])('is that of %s, by itself', async (_, bytes, rootMiB) => {
    const from = card();
    const archive = await captured(from);
    const { device } = drive(bytes);
    expect(await cli('flash', archive, device, '--yes')).toMatchObject({ code: 0 });
    const { label, partitions } = tableOn(device);
    expect(label).toBe('gpt');
    expect(partitions.map(({ start, size }) => [start / 2048, size / 2048])).toEqual([
      [4, 64],
      [68, rootMiB],
      [68 + rootMiB, 32],
      [100 + rootMiB, 16],
    ]);
    expect(partitions.map(({ type }) => type)).toEqual(tableOn(from.device).partitions.map(({ type }) => type));
    expect(partitions.map(({ name }) => name)).toEqual(['boot part', 'root', 'part3', 'part4']);
    expect([1, 2, 3].map((number) => tag(`${device}p${number}`, 'TYPE'))).toEqual(['ext4', 'xfs', 'swap']);
    expect([1, 2, 3].map((number) => tag(`${device}p${number}`, 'LABEL'))).toEqual(['A boot', 'rootfs', 'pages']);
    expect(sh('dumpe2fs', '-h', `${device}p1`)).not.toMatch(/^Filesystem features:.*(?:metadata_csum|64bit)/m);
    expect(uuidsOn(device).filter((uuid) => uuidsOn(from.device).includes(uuid))).toEqual([]);
    onto(`${device}p2`, (at) => {
      const fstab = readFileSync(join(at, 'etc/fstab'), 'utf8');
      const [boot, root, swap] = uuidsOn(device);
      expect(fstab).toMatch(new RegExp(`^UUID=${root} / xfs .*\n(?:.*\n)*UUID=${swap} none swap defaults 0 0$`, 'm'));
      expect(fstab).toContain(`UUID=${boot} /boot ext4`);
      expect(fstab.split('\n').filter((line) => /^(?:UUID|LABEL)/.test(line))).toHaveLength(3);
    });
  });

  it('has the same identifiers where that is asked for, and what is captured of it is the same file', async () => {
    const from = card();
    const archive = await captured(from);
    const before = { uuids: uuidsOn(from.device), table: tableOn(from.device), beside: readFileSync(layoutBeside(archive), 'utf8') };
    const other = drive(900 * MiB);
    // As long as the one is there, nobody could tell them apart.
    const twin = await cli('flash', archive, other.device, '--same-uuids', '--yes', '--json');
    expectFailed(twin, 73, 'target-twin', { path: other.device, uuid: expect.stringMatching(/-/) });
    from.detach();
    expect(await cli('flash', archive, other.device, '--same-uuids', '--fstab', 'keep', '--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('get the same UUIDs as those of the drive that was captured'),
    });
    expect(uuidsOn(other.device)).toEqual(before.uuids);
    const { id, partitions } = tableOn(other.device);
    expect([id, ...partitions.map(({ uuid }) => uuid)]).toEqual([before.table.id, ...before.table.partitions.map(({ uuid }) => uuid)]);
    const again = await captured(other, 'again.tar');
    expect(readFileSync(again).equals(readFileSync(archive))).toBe(true);
    expect(readFileSync(layoutBeside(again), 'utf8').replaceAll(/"(?:leastMiB|sizeMiB)": \d+/g, '')).toEqual(
      before.beside.replaceAll(/"(?:leastMiB|sizeMiB)": \d+/g, ''),
    );
  });

  it('is that of an image file, too, and gives way to another that is asked for', async () => {
    const archive = await captured(card());
    const image = join(place(), 'again.img');
    expect(await cli('flash', archive, image)).toMatchObject({ code: 0, stderr: expect.stringMatching(/Partition 2: .*new xfs "rootfs", mounted at \/\n/) });
    expect(tableOn(image).partitions).toHaveLength(4);
    const plain = await cli('flash', archive, image, '--layout', 'single', '--fs', 'ext4', '--dry-run');
    expect(plain.stdout).toContain('layout single');
    expect(plain.stdout).not.toContain('Partition 2');
  });
});

describe('what else lies there', () => {
  it('is not taken for the layout of another drive: it goes with the archive of before', async () => {
    const archive = await captured(card());
    const folder = tree({ 'etc/x': 'x' });
    expectFailed(await cli('capture', folder, archive, '--json'), 64, 'archive-not-replaced', { path: archive });
    expect(await cli('capture', folder, archive, '--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`The layout beside it, ${layoutBeside(archive)}, is replaced, too`),
    });
    expect(existsSync(layoutBeside(archive))).toBe(false);
  });

  it('is asked for before it goes also where no archive is there', async () => {
    const archive = join(place(), 'new.tar');
    writeFileSync(layoutBeside(archive), 'mine');
    expectFailed(await cli('capture', tree({ 'etc/x': 'x' }), archive, '--json'), 64, 'archive-not-replaced', { path: layoutBeside(archive) });
    expect(readFileSync(layoutBeside(archive), 'utf8')).toBe('mine');
  });

  it('is refused where it is no layout, with a way out, before anything is written', async () => {
    const archive = join(place(), 'one.tar');
    expect(await cli('capture', tree({ 'etc/x': 'x', 'usr/y': 'y' }), archive)).toMatchObject({ code: 0 });
    writeFileSync(layoutBeside(archive), '{"id": "captured"}');
    const { device } = drive();
    const refused = await cli('flash', archive, device, '--yes');
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringMatching(/layout\.json is not a layout file: it lacks .*--layout single/s) });
    expect(
      readFileSync(device)
        .subarray(0, MiB)
        .some((byte) => byte !== 0),
    ).toBe(false);
    expect(await cli('flash', archive, device, '--layout', 'single', '--yes')).toMatchObject({ code: 0 });
  });

  it.each([
    ['several drives', 2, [], /--same-uuids is for one drive/],
    ['a layout without any', 1, ['--layout', 'single'], /needs a layout that has some/],
  ] as const)('%s cannot have the same identifiers', async (_, count, more, words) => {
    const archive = await captured(card());
    const devices = Array.from({ length: count }, () => drive().device);
    expect(await cli('flash', archive, ...devices, '--same-uuids', '--yes', ...more)).toMatchObject({ code: 64, stderr: expect.stringMatching(words) });
  });
});
