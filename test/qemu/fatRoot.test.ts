import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layout } from '../../shared/layout.ts';
import { makeAlpine } from '../lab/alpine.ts';
import { cli } from '../lab/cli.ts';
import { boot, emptyDrive, makeFolder, makeGuest } from './guest.ts';

/** FAT for everything, as for Alpine on a Raspberry Pi: written, verified and captured in a guest whose kernel mounts it. */

const INIT = `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t tmpfs tmp /tmp
modprobe loop # without systemd and udev nobody else does
cd /opt/tarstrap
say() { echo "GUEST $1: $?"; }
flash() { ./node cli.js flash "$@" --yes --allow-fixed; }
verify() { ./node cli.js verify archive.tar "$1"; }
tar -C / -cf /tmp/root.tar bin etc lib usr/bin
sha256sum /dev/vdb > /tmp/before
flash /tmp/root.tar /dev/vdb --layout rpi-alpine; say "a root filesystem"
sha256sum --check --status /tmp/before; say "is as it was"
flash archive.tar /dev/vdb --layout rpi-alpine --mode direct; say direct
flash archive.tar /dev/vdc --layout rpi-alpine --mode staged; say staged
flash archive.tar /tmp/card.img --layout rpi-alpine --verify quick; say image
verify /dev/vdb; say "verified b"
verify /dev/vdc1; say "verified c1"
verify /tmp/card.img; say "verified image"
mount -t vfat /dev/vdb1 /mnt; printf X | dd of=/mnt/boot/modloop-rpi bs=1 seek=4000000 conv=notrunc; umount /mnt
verify /dev/vdb; say "verified after a change"
mount -t vfat /dev/vdc1 /mnt; echo root=/dev/vda1 > /mnt/cmdline.txt; touch /mnt/apks/new.apk; umount /mnt
verify /dev/vdc; say "verified after others"
./node cli.js capture /dev/vdb /tmp/card.tar --reproducible; say captured
echo "GUEST layout: $(tr -d '\\n' < /tmp/card.tar.layout.json)"
flash /tmp/card.tar /dev/vdc; say "laid again"
./node cli.js capture /dev/vdc /tmp/again.tar --reproducible; cmp /tmp/card.tar /tmp/again.tar; say "the same"
echo "GUEST mounts left: $(grep -c tarstrap /proc/mounts)"
sync; echo o > /proc/sysrq-trigger; sleep 60
`;

let folder: string;
let console: string;
let drives: readonly string[];

beforeAll(async () => {
  folder = makeFolder();
  const guest = await makeGuest(folder, { archive: makeAlpine(folder), init: INIT });
  const system = join(folder, 'vda.img');
  expect(await cli('flash', guest.tarball, system, '--verify', 'none')).toMatchObject({ code: 0 });
  drives = ['b', 'c'].map((name) => emptyDrive(join(folder, `vd${name}.img`), 300 * 1024 ** 2));
  console = await boot({ ...guest, drives: [system, ...drives], timeoutMs: 720_000 });
}, 1_200_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('FAT for everything, in QEMU with a kernel that has it', () => {
  it.each([
    ['a root filesystem', 65],
    ['is as it was', 0],
    ['direct', 0],
    ['staged', 0],
    ['image', 0],
    ['verified b', 0],
    ['verified c1', 0],
    ['verified image', 0],
    ['verified after a change', 75],
    ['verified after others', 75],
    ['captured', 0],
    ['laid again', 0],
    ['the same', 0],
  ])('%s: %d', (step, code) => expect(console).toMatch(new RegExp(`^GUEST ${step}: ${code}\\r?$`, 'm')));

  it('says why FAT does not hold a root filesystem, and what was changed', () => {
    expect(console).toMatch(/The layout has FAT at \/, which cannot hold .* members of \/tmp\/root\.tar, such as /);
    expect(console).toMatch(/boot\/modloop-rpi: Contents differ/);
    expect(console).toMatch(/cmdline\.txt: has 15 bytes instead of 60/);
    expect(console).toMatch(/apks\/new\.apk: is not in the archive/);
  });

  it.each([0, 1])('has one active partition with all of it, drive %i', (index) => {
    const drive = drives[index] as string;
    expect(JSON.parse(execFileSync('sfdisk', ['--json', drive], { encoding: 'utf8' }))).toMatchObject({
      partitiontable: { label: 'dos', partitions: [{ start: 2048, type: 'c', bootable: true }] },
    });
    const list = execFileSync('mdir', ['-b', '-/', '-a', '-i', `${drive}@@1M`, '::'], { encoding: 'utf8' });
    const names = ['.alpine-release', 'bootcode.bin', 'boot/vmlinuz-rpi', 'apks/.boot_repository', 'apks/aarch64/libstdc++-13.2.1_git20231014-r0.apk'];
    expect(list.split('\n')).toEqual(expect.arrayContaining(names.map((name) => `::/${name}`)));
  });

  it('is captured with its layout', () => {
    expect(layout.parse(JSON.parse(/GUEST layout: (.*)/.exec(console)?.[1] ?? ''))).toMatchObject({
      table: 'dos',
      partitions: [{ filesystem: 'vfat', label: 'ALPINE', mount: '/', type: '0C', bootable: true }],
    });
  });

  it('leaves nothing mounted', () => expect(console).toMatch(/GUEST mounts left: 0/));
});
