import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layout } from '../../shared/layout.ts';
import { cli } from '../lab/cli.ts';
import { makeLoop, sh } from '../lab/devices.ts';
import { boot, emptyDrive, makeFolder, makeGuest } from './guest.ts';

/**
 * The boot-root layout needs a kernel that mounts FAT. This machine's may not have it, so the real CLI runs in a guest
 * with Debian's kernel; the guest's own system was laid by Tarstrap on an image, and that image flashed to the drive that it boots from.
 */

const INIT = `#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
mount -t tmpfs tmp /tmp
modprobe loop # without systemd and udev nobody else does
echo "GUEST booted from a drive that Tarstrap wrote: $(cat /etc/debian_version)"
echo "GUEST root filesystem: $(( $(stat -f -c %b /) * $(stat -f -c %S /) ))"
cd /opt/tarstrap
flash() { echo "GUEST begin $1"; ./node cli.js flash archive.tar "$2" --layout boot-root --yes --allow-fixed --verify full --mode "$1" --json | grep -v '"progress"'; echo "GUEST end $1"; }
flash direct /dev/vdb
flash staged /dev/vdc
for disk in b c; do
  ./node cli.js verify archive.tar /dev/vd$disk; echo "GUEST verify $disk: $?"
done
mount -t vfat /dev/vdb1 /mnt; printf X >> "/mnt/a long name of a kernel.txt"; umount /mnt
./node cli.js verify archive.tar /dev/vdb; echo "GUEST verify after a change: $?"
# The way back, and the way there again on a smaller drive; then as the same drive, when the first one is gone.
./node cli.js capture /dev/vdc /tmp/card.tar --reproducible; echo "GUEST captured: $?"
echo "GUEST layout: $(tr -d '\n' < /tmp/card.tar.layout.json)"
./node cli.js flash /tmp/card.tar /dev/vde --fstab keep --boot keep --yes --allow-fixed; echo "GUEST laid again: $?"
./node cli.js capture /dev/vde /tmp/again.tar --reproducible; cmp /tmp/card.tar /tmp/again.tar; echo "GUEST the same: $?"
echo "GUEST serial before: $(blkid -p -s UUID -o value /dev/vdc1)"
./node cli.js flash /tmp/card.tar /dev/vde --same-uuids --yes --allow-fixed; echo "GUEST beside its twin: $?"
echo 1 > "$(readlink -f /sys/block/vdc/device/..)/remove"
./node cli.js flash /tmp/card.tar /dev/vde --same-uuids --yes --allow-fixed; echo "GUEST as the same drive: $?"
echo "GUEST serial after: $(blkid -p -s UUID -o value /dev/vde1)"
# A card that is pulled out in mid-flash: its PCI device is taken off the bus.
tar -C / -cf /tmp/large.tar etc usr
./node cli.js flash /tmp/large.tar /dev/vdd --layout single --yes --allow-fixed --mode direct --json > /tmp/pulled &
until grep -q '"phase":"extract"' /tmp/pulled; do sleep 0.1; done
echo 1 > "$(readlink -f /sys/block/vdd/device/..)/remove"; from=$(cut -d' ' -f1 /proc/uptime)
wait $!; echo "GUEST pulled: code $? from $from to $(cut -d' ' -f1 /proc/uptime)"
grep -v '"progress"' /tmp/pulled | sed 's/^/GUEST pulled: /'
echo "GUEST mounts left: $(grep -c tarstrap /proc/mounts)"
sync; echo o > /proc/sysrq-trigger; sleep 60
`;

/** More than its image has. */
const SYSTEM_BYTES = 4 * 1024 ** 3;

let folder: string;
let console: string;
let drives: string[];

function makeArchive(into: string): string {
  const tree = join(into, 'rootfs');
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'boot/overlays']) mkdirSync(join(tree, name), { recursive: true });
  writeFileSync(join(tree, 'etc/fstab'), '/dev/mmcblk0p1 /boot vfat defaults 0 0\n/dev/sda9 /data ext4 defaults 0 2\n');
  writeFileSync(join(tree, 'boot/kernel8.img'), Buffer.alloc(3_000_000, 'k'));
  writeFileSync(join(tree, 'boot/a long name of a kernel.txt'), 'long names go to FAT, too\n');
  writeFileSync(join(tree, 'boot/cmdline.txt'), 'console=tty1 root=/dev/mmcblk0p2 rootwait\n');
  writeFileSync(join(tree, 'boot/overlays/one.dtbo'), 'overlay');
  writeFileSync(join(tree, 'usr/bin/tool'), 'tool', { mode: 0o4755 });
  symlinkSync('usr/bin', join(tree, 'bin'));
  execFileSync('tar', ['-C', tree, '--numeric-owner', '--owner=0', '--group=0', '-cf', join(into, 'archive.tar'), '.']);
  return join(into, 'archive.tar');
}

beforeAll(async () => {
  folder = makeFolder();
  const guest = await makeGuest(folder, { archive: makeArchive(folder), init: INIT });
  const system = await flashed(guest.tarball);
  drives = ['b', 'c', 'd', 'e'].map((name) => emptyDrive(join(folder, `vd${name}.img`), (name === 'e' ? 1200 : 1500) * 1024 ** 2));
  console = await boot({ ...guest, drives: [system, ...drives], timeoutMs: 720_000 });
}, 1_200_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The file of a drive onto which an image of a system was flashed, packed, and with room to grow into. */
async function flashed(tarball: string): Promise<string> {
  const image = join(folder, 'system.img');
  expect(await cli('flash', tarball, image, '--verify', 'quick')).toMatchObject({ code: 0 });
  sh('zstd', '-q', '-1', '--rm', image);
  const drive = makeLoop(folder, SYSTEM_BYTES);
  try {
    expect(await cli('flash', `${image}.zst`, drive.device, '--grow', '--yes')).toMatchObject({ code: 0 });
    sh('blockdev', '--flushbufs', drive.device);
    linkSync(drive.file, join(folder, 'vda.img'));
    return join(folder, 'vda.img');
  } finally {
    drive.detach();
  }
}

function events(mode: string): { type: string; phase?: string; drive?: string; failure?: unknown }[] {
  const text = console.split(`GUEST begin ${mode}`)[1]?.split(`GUEST end ${mode}`)[0] ?? '';
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { type: string });
}

describe('boot-root in QEMU with a kernel that has vfat', () => {
  it('boots from the drive that Tarstrap wrote', () => {
    expect(console).toMatch(/GUEST booted from a drive that Tarstrap wrote: 12/);
  });

  it('the system has all of the drive, though its image was smaller', () => {
    expect(Number(/GUEST root filesystem: (\d+)/.exec(console)?.[1])).toBeGreaterThan(SYSTEM_BYTES * 0.9);
  });

  it.each(['direct', 'staged'])('flashes and verifies FAT and ext4, %s', (mode) => {
    expect(events(mode).at(-1)).toMatchObject({ type: 'finished', summary: { verified: 'full', mode } });
  });

  it.each([0, 1])('leaves the boot files on the FAT partition, drive %i', (index) => {
    const list = execFileSync('mdir', ['-b', '-/', '-i', `${drives[index]}@@1M`, '::'], { encoding: 'utf8' });
    expect(list.split('\n')).toEqual(expect.arrayContaining(['::/kernel8.img', '::/a long name of a kernel.txt', '::/overlays/one.dtbo']));
  });

  it('verifies what it wrote, and finds a change on the FAT partition', () => {
    expect(console).toMatch(/GUEST verify b: 0/);
    expect(console).toMatch(/GUEST verify c: 0/);
    expect(console).toMatch(/GUEST verify after a change: 75/);
  });

  it('amends boot configuration on the FAT partition, and a later verification knows it', () => {
    const [table = ''] = /^label-id: 0x\w+$/m.exec(execFileSync('sfdisk', ['--dump', drives[0] as string], { encoding: 'utf8' })) ?? [];
    const text = execFileSync('mtype', ['-i', `${drives[0]}@@1M`, '::cmdline.txt'], { encoding: 'utf8' });
    expect(text).toBe(`console=tty1 root=PARTUUID=${table.slice('label-id: 0x'.length)}-02 rootwait\n`);
  });

  it('amends the fstab of the archive with the new UUIDs', () => {
    const debugfs = execFileSync('debugfs', ['-R', 'cat /etc/fstab', `${drives[0]}?offset=${513 * 1024 ** 2}`], { encoding: 'utf8' });
    expect(debugfs).toMatch(/^UUID=[0-9A-F]{4}-[0-9A-F]{4} \/boot vfat defaults,noatime 0 2$/m);
    expect(debugfs).toMatch(/^#tarstrap# \/dev\/mmcblk0p1 \/boot/m);
    // A device that the flashed drive does not have.
    expect(debugfs).toMatch(/^#tarstrap# \/dev\/sda9 \/data/m);
  });

  it('is captured with its layout, laid by that on a smaller drive, and captured again as the same file', () => {
    expect(console).toMatch(/GUEST captured: 0/);
    const told = layout.parse(JSON.parse(/GUEST layout: (.*)/.exec(console)?.[1] ?? ''));
    expect(told).toMatchObject({
      table: 'dos',
      partitions: [
        { filesystem: 'vfat', label: 'BOOT', mount: '/boot', type: '0C', sizeMiB: 512, bootable: true },
        { filesystem: 'ext4', label: 'rootfs', mount: '/', type: '83' },
      ],
    });
    expect(console).toMatch(/GUEST laid again: 0/);
    expect(console).toMatch(/GUEST the same: 0/);
  });

  it('gets the identifiers of the drive that was captured when that one is gone', () => {
    expect(console).toMatch(/GUEST beside its twin: 73/);
    expect(console).toMatch(/GUEST as the same drive: 0/);
    const [before, after] = ['before', 'after'].map((when) => new RegExp(`GUEST serial ${when}: (\\S+)`).exec(console)?.[1]);
    expect(before).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}$/);
    expect(after).toBe(before);
  });

  it('fails within two seconds when the drive is pulled out, with that reason', () => {
    const [, code, from, to] = /GUEST pulled: code (\d+) from ([\d.]+) to ([\d.]+)/.exec(console) ?? [];
    expect(code).toBe('74');
    expect(console).toMatch(/GUEST pulled: \{"type":"failed".*"drive-gone"/);
    expect(Number(to) - Number(from)).toBeLessThan(2);
  });

  it('leaves nothing mounted', () => {
    expect(console).toMatch(/GUEST mounts left: 0/);
  });
});
