import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectFailed, noise, openCaptureLab } from '../lab/captured.ts';
import { cli } from '../lab/cli.ts';
import { sh } from '../lab/devices.ts';

/** Boot loaders outside of the filesystems, written to real drives with the rest. */

const MiB = 1024 ** 2;
const { drive, place } = openCaptureLab('loaders');

interface Board {
  readonly archive: string;
  readonly contents: Readonly<Record<string, Buffer>>;
}

/** A root filesystem that brings these loaders. */
function board(loaders: Readonly<Record<string, number>>): Board {
  const folder = place();
  const tree = join(folder, 'tree');
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'boot']) mkdirSync(join(tree, name), { recursive: true });
  for (const name of ['usr/bin/sh', 'usr/lib/libc.so.6']) writeFileSync(join(tree, name), '', { mode: 0o755 });
  const contents = Object.fromEntries(Object.entries(loaders).map(([name, bytes]) => [name, noise(bytes)]));
  for (const [name, data] of Object.entries(contents)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), data);
  }
  const archive = join(folder, 'board.tar');
  sh('tar', '-C', tree, '-cf', archive, '.');
  return { archive, contents };
}

const from = (device: string, atByte: number, bytes: number): Buffer => readFileSync(device).subarray(atByte, atByte + bytes);

describe('a boot loader', () => {
  it.each([
    ['direct', 'sunxi', 8192, 'dos'],
    ['staged', 'sunxi-gpt', 131_072, 'gpt'],
  ] as const)('is at its place when its drive is done, and the drive is partitioned: %s, %s', async (mode, layout, atByte, table) => {
    const name = 'boot/u-boot-sunxi-with-spl.bin';
    const { archive, contents } = board({ [name]: 537_000 });
    const { device } = drive(256 * MiB);
    const result = await cli('flash', archive, device, '--layout', layout, '--mode', mode, '--yes');
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining(`Write the boot loader ${name} (537 kB) to byte ${atByte}\n`) });
    sh('blockdev', '--flushbufs', device);
    expect(from(device, atByte, 537_000).equals(contents[name] as Buffer)).toBe(true);
    expect(JSON.parse(sh('sfdisk', '--json', device))).toMatchObject({ partitiontable: { label: table, partitions: [{ start: 8192 }] } });
    expect(await cli('verify', archive, device, '--layout', layout)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`${name} is at byte ${atByte}`),
    });
    if (layout === 'sunxi') expect(sh('dumpe2fs', '-h', `${device}p1`)).not.toMatch(/^Filesystem features:.*(?:metadata_csum|64bit)/m);
  });

  it.each([
    ['direct', 512],
    ['staged', 512],
    ['direct', 4096],
  ] as const)('goes around the table of the first sector: %s, sectors of %d bytes', async (mode, sectorSize) => {
    const name = 'boot/u-boot.bin.sd.bin';
    const { archive, contents } = board({ [name]: 300_000 });
    const data = contents[name] as Buffer;
    const { device } = drive(256 * MiB, ['--sector-size', String(sectorSize)]);
    const result = await cli('flash', archive, device, '--layout', 'amlogic', '--mode', mode, '--yes', '--json');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    sh('blockdev', '--flushbufs', device);
    expect(from(device, 0, 440).equals(data.subarray(0, 440))).toBe(true);
    expect(from(device, 512, 300_000 - 512).equals(data.subarray(512))).toBe(true);
    const table = JSON.parse(sh('sfdisk', '--json', device)) as { partitiontable: { id: string } };
    expect(table).toMatchObject({ partitiontable: { label: 'dos', partitions: [{ start: (2 * MiB) / sectorSize }] } });
    // The identifier that its PARTUUIDs come of is the one that was planned.
    const planned = JSON.stringify(sh('blkid', '-p', '-s', 'PART_ENTRY_UUID', '-o', 'value', `${device}p1`).trim());
    expect(planned).toBe(JSON.stringify(`${table.partitiontable.id.slice(2)}-01`));
    expect(table.partitiontable.id).not.toBe('0x00000000');
  });

  it('that is another one now is found by a later verification that knows the layout', async () => {
    const { archive } = board({ 'boot/u-boot-sunxi-with-spl.bin': 537_000 });
    const { device } = drive(256 * MiB);
    expect(await cli('flash', archive, device, '--layout', 'sunxi', '--yes', '--verify', 'none')).toMatchObject({ code: 0 });
    sh('sh', '-c', `printf x | dd of=${device} bs=1 seek=9000 conv=notrunc,fsync status=none`);
    expect(await cli('verify', archive, device)).toMatchObject({ code: 0 });
    expect(await cli('verify', archive, device, '--layout', 'sunxi')).toMatchObject({ code: 75, stderr: expect.stringContaining('boot loader') });
    expect(await cli('verify', archive, device, '--layout', 'single')).toMatchObject({ code: 64, stderr: expect.stringContaining('no boot loaders') });
  });

  it('may be a link in the archive, or lie beside it', async () => {
    const { archive, contents } = board({ 'usr/lib/u-boot/board/u-boot.bin': 200_000 });
    const tree = join(dirname(archive), 'tree');
    symlinkSync('../usr/lib/u-boot/board/u-boot.bin', join(tree, 'boot/u-boot-sunxi-with-spl.bin'));
    sh('tar', '-C', tree, '-cf', archive, '.');
    const linked = drive(256 * MiB);
    expect(await cli('flash', archive, linked.device, '--layout', 'sunxi', '--yes')).toMatchObject({ code: 0 });
    sh('blockdev', '--flushbufs', linked.device);
    expect(from(linked.device, 8192, 200_000).equals(contents['usr/lib/u-boot/board/u-boot.bin'] as Buffer)).toBe(true);

    const { archive: bare } = board({});
    const beside = drive(256 * MiB);
    expect(await cli('flash', bare, beside.device, '--layout', 'sunxi', '--yes')).toMatchObject({
      code: 65,
      stderr: expect.stringContaining('none lies beside it'),
    });
    const loader = noise(300_000);
    writeFileSync(join(dirname(bare), 'u-boot-sunxi-with-spl.bin'), loader);
    expect(await cli('flash', bare, beside.device, '--layout', 'sunxi', '--yes')).toMatchObject({ code: 0, stderr: expect.stringContaining('Boot loader') });
    sh('blockdev', '--flushbufs', beside.device);
    expect(from(beside.device, 8192, 300_000).equals(loader)).toBe(true);
  });

  it('of GRUB starts a BIOS around the table of the first sector', async () => {
    const sizes = { 'boot/grub/i386-pc/boot.img': 512, 'boot/grub/i386-pc/core.img': 30_000 };
    const { archive, contents } = board(sizes);
    const { device } = drive(256 * MiB);
    expect(await cli('flash', archive, device, '--layout', 'bios', '--yes')).toMatchObject({ code: 0 });
    sh('blockdev', '--flushbufs', device);
    expect(from(device, 0, 440).equals((contents['boot/grub/i386-pc/boot.img'] as Buffer).subarray(0, 440))).toBe(true);
    expect(from(device, 512, 30_000).equals(contents['boot/grub/i386-pc/core.img'] as Buffer)).toBe(true);
    expect(JSON.parse(sh('sfdisk', '--json', device))).toMatchObject({ partitiontable: { label: 'dos', partitions: [{ start: 2048, bootable: true }] } });
  });

  it('is in an image file, too, of several files', async () => {
    const sizes = { 'boot/idbloader.img': 200_000, 'boot/u-boot.itb': 900_000 };
    const { archive, contents } = board(sizes);
    const image = join(place(), 'rock.img');
    expect(await cli('flash', archive, image, '--layout', 'rockchip-void')).toMatchObject({ code: 0 });
    const made = readFileSync(image);
    expect(made.subarray(32_768, 232_768).equals(contents['boot/idbloader.img'] as Buffer)).toBe(true);
    expect(made.subarray(8_388_608, 9_288_608).equals(contents['boot/u-boot.itb'] as Buffer)).toBe(true);
    expect(sh('sfdisk', '--json', image)).toMatch(/LegacyBIOSBootable/);
  });

  it('is refused before anything is wiped where it is missing or too large', async () => {
    const { device } = drive(256 * MiB);
    sh('mkfs.ext4', '-q', '-F', '-L', 'mine', device);
    const none = board({});
    expectFailed(await cli('flash', none.archive, device, '--layout', 'sunxi', '--yes', '--json'), 65, 'loader-missing');
    const large = board({ 'boot/u-boot.imx': 5 * MiB });
    expectFailed(await cli('flash', large.archive, device, '--layout', 'imx6ul', '--yes', '--json'), 65, 'loader-too-large', { what: 'partition root' });
    expect(sh('blkid', '-p', '-s', 'LABEL', '-o', 'value', device).trim()).toBe('mine');
  });
});
