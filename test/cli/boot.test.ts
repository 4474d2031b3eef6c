import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCaptureLab } from '../lab/captured.ts';
import { cli } from '../lab/cli.ts';
import { sh } from '../lab/devices.ts';

/** Boot configuration, made to fit the drive that was laid. */

const MiB = 1024 ** 2;
const { drive, place } = openCaptureLab('boot');

const FILES: Readonly<Record<string, string>> = {
  'boot/extlinux/extlinux.conf':
    'label l0\n  linux /vmlinuz-6.1\n  fdt /boot/gone.dtb\n  append console=ttyS0 root=/dev/mmcblk9p7 rootfstype=btrfs rootflags=subvol=@ ro\n',
  'boot/cmdline.txt': 'console=tty1 root=PARTUUID=deadbeef-02 rootwait\n',
  'boot/armbianEnv.txt': 'verbosity=1\nrootdev=UUID=99999999-2222-4333-8444-555555555555\n',
  'boot/boot.ini': 'setenv bootargs "root=LABEL=elsewhere rw"\n',
  'boot/loader/entries/one.conf': 'title One\nlinux /boot/vmlinuz-6.1\noptions root=UUID=99999999-2222-4333-8444-555555555555\n',
  'boot/grub/grub.cfg':
    '# grub\nsearch --no-floppy --fs-uuid --set=root 99999999-2222-4333-8444-555555555555\nlinux /boot/vmlinuz-6.1 root=/dev/sda2 resume=/dev/sda3 quiet\n',
  'etc/default/grub': 'GRUB_CMDLINE_LINUX="console=ttyS0"\n',
};

/** A root filesystem with these files, of which the archive is made. */
function system(files: Readonly<Record<string, string>> = FILES): { readonly archive: string; readonly tree: string } {
  const folder = place();
  const tree = join(folder, 'tree');
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'boot/efi']) mkdirSync(join(tree, name), { recursive: true });
  for (const name of ['usr/bin/sh', 'usr/lib/libc.so.6']) writeFileSync(join(tree, name), '', { mode: 0o755 });
  for (const [name, text] of Object.entries({ 'boot/vmlinuz-6.1': 'kernel', ...files })) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), text);
  }
  const archive = join(folder, 'system.tar');
  sh('tar', '-C', tree, '-cf', archive, '.');
  return { archive, tree };
}

const fileOf = (node: string, path: string): string => sh('debugfs', '-R', `cat /${path}`, node);
const tagOf = (tag: string, node: string): string => sh('blkid', '-p', '-s', tag, '-o', 'value', node).trim();

describe('boot configuration', () => {
  it.each(['direct', 'staged'] as const)('names what was laid, is read back, and is known to a later verification: %s', async (mode) => {
    const { archive } = system();
    const { device } = drive(256 * MiB);
    const result = await cli('flash', archive, device, '--mode', mode, '--yes');
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('Amend /boot/cmdline.txt: root=PARTUUID=deadbeef-02 becomes root=PARTUUID=') });
    expect(result.stderr).toMatch(/Caution: \/boot\/extlinux\/extlinux\.conf names \/boot\/gone\.dtb, which a boot loader will not find\./);
    sh('blockdev', '--flushbufs', device);
    const node = `${device}p1`;
    const [uuid, part] = [tagOf('UUID', node), tagOf('PART_ENTRY_UUID', node)];
    expect(fileOf(node, 'boot/extlinux/extlinux.conf')).toBe(
      `label l0\n  linux /boot/vmlinuz-6.1\n  fdt /boot/gone.dtb\n  append console=ttyS0 root=PARTUUID=${part} rootfstype=ext4 ro\n`,
    );
    expect(fileOf(node, 'boot/cmdline.txt')).toBe(`console=tty1 root=PARTUUID=${part} rootwait\n`);
    expect(fileOf(node, 'boot/armbianEnv.txt')).toBe(`verbosity=1\nrootdev=UUID=${uuid}\n`);
    expect(fileOf(node, 'boot/boot.ini')).toBe(`setenv bootargs "root=UUID=${uuid} rw"\n`);
    expect(fileOf(node, 'boot/loader/entries/one.conf')).toBe(`title One\nlinux /boot/vmlinuz-6.1\noptions root=UUID=${uuid}\n`);
    expect(fileOf(node, 'boot/grub/grub.cfg')).toBe(
      `# grub\nsearch --no-floppy --fs-uuid --set=root ${uuid}\nlinux /boot/vmlinuz-6.1 root=PARTUUID=${part} quiet\n`,
    );
    expect(fileOf(node, 'etc/default/grub')).toBe(FILES['etc/default/grub']);
    expect(await cli('verify', archive, device)).toMatchObject({ code: 0 });
  });

  it('stays to the letter where that is wanted', async () => {
    const { archive } = system();
    const image = join(place(), 'system.img');
    const result = await cli('flash', archive, image, '--boot', 'keep', '--json');
    expect(result).toMatchObject({ code: 0 });
    expect(fileOf(`${image}?offset=1048576`, 'boot/cmdline.txt')).toBe(FILES['boot/cmdline.txt']);
  });

  it('that was changed on the drive later is found', async () => {
    const { archive } = system();
    const { device } = drive(256 * MiB);
    expect(await cli('flash', archive, device, '--yes', '--verify', 'none')).toMatchObject({ code: 0 });
    sh('blockdev', '--flushbufs', device);
    const changed = join(place(), 'changed');
    writeFileSync(changed, fileOf(`${device}p1`, 'boot/cmdline.txt').replace('tty1', 'tty2'));
    sh('debugfs', '-w', '-R', 'rm /boot/cmdline.txt', `${device}p1`);
    sh('debugfs', '-w', '-R', `write ${changed} /boot/cmdline.txt`, `${device}p1`);
    expect(await cli('verify', archive, device)).toMatchObject({ code: 75, stderr: expect.stringContaining('boot/cmdline.txt') });
  });

  it('that is empty in the archive, and is not on the drive, is found later, too', async () => {
    const { archive } = system({ 'etc/kernel/cmdline': '' });
    const { device } = drive(256 * MiB);
    expect(await cli('flash', archive, device, '--yes', '--verify', 'none')).toMatchObject({ code: 0 });
    sh('blockdev', '--flushbufs', device);
    const other = join(place(), 'other');
    writeFileSync(other, 'root=/dev/sda1 init=/bin/sh\n');
    sh('debugfs', '-w', '-R', 'rm /etc/kernel/cmdline', `${device}p1`);
    sh('debugfs', '-w', '-R', `write ${other} /etc/kernel/cmdline`, `${device}p1`);
    expect(await cli('verify', archive, device)).toMatchObject({ code: 75, stderr: expect.stringContaining('etc/kernel/cmdline') });
  });

  it('behind a link of the archive stays in the target, and a file that is none is left alone and named', async () => {
    const { archive, tree } = system({});
    symlinkSync('/etc/passwd', join(tree, 'boot/cmdline.txt'));
    sh('tar', '-C', tree, '-cf', archive, '.');
    const before = readFileSync('/etc/passwd');
    const { device } = drive(256 * MiB);
    expect(await cli('flash', archive, device, '--yes')).toMatchObject({ code: 0 });
    expect(readFileSync('/etc/passwd').equals(before)).toBe(true);
  });
});
