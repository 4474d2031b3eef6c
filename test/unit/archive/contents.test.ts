import { describe, expect, it } from 'vitest';
import { contentsOf } from '../../../electron/archive/contents.ts';
import { type ExpectedTree, growTree } from '../../../electron/archive/expected.ts';
import { contents } from '../../../shared/facts.ts';
import { entryOf } from './entries.ts';

/** Names that end in a slash are folders. */
function treeOf(names: readonly string[]): ExpectedTree['paths'] {
  const growth = growTree();
  for (const name of names) growth.add(entryOf(name.replace(/\/$/, ''), name.endsWith('/') ? 'directory' : 'file'));
  return growth.tree.paths;
}

const of = (names: readonly string[]) => contents.parse(contentsOf(treeOf(names)));

const ROOT = ['etc/fstab', 'usr/bin/sh', 'usr/lib/libc.so'];
const below = (folder: string, names: readonly string[] = ROOT): string[] => names.map((name) => `${folder}/${name}`);

describe('a root filesystem', () => {
  it.each<[string, readonly string[]]>([
    ['as usual', ROOT],
    ['with folders of its own', ['etc/', 'bin/', 'lib/']],
    ['with another inside', [...ROOT, ...below('var/lib/machines/x')]],
    ['with what looks like a package', [...ROOT, 'etc/passwd', 'usr/share/doc/bash/copyright', 'control']],
  ])('%s', (_, names) => expect(of(names)).toEqual({ kind: 'root', folders: [] }));

  it.each<[string, readonly string[], readonly string[]]>([
    ['in a folder', below('rootfs'), ['rootfs']],
    ['in a folder that is listed', ['rootfs/', ...below('rootfs')], ['rootfs']],
    ['beside metadata, as LXD has it', ['metadata.yaml', 'templates/', 'templates/hostname.tpl', ...below('rootfs')], ['rootfs']],
    ['further down', below('build/images/rootfs'), ['build/images/rootfs']],
    ['twice', [...below('arm64'), ...below('x86_64')], ['arm64', 'x86_64']],
    ['with another inside', [...below('rootfs'), ...below('rootfs/srv/chroot')], ['rootfs']],
    ['in a folder with an odd name', below('a\nb'), []],
    ['in a folder with a name in UTF-8', below('\u00c3\u00bc'), ['ü']],
  ])('%s', (_, names, folders) => expect(of(names)).toEqual({ kind: 'wrapped', folders }));

  it.each<readonly string[]>([
    [...ROOT, 'init', 'etc/initrd-release'],
    [...ROOT, 'init', 'init_functions'],
    [...ROOT, 'init', 'scripts/functions'],
  ])('that is an initramfs (%#)', (...names) => expect(of(names).kind).toBe('initramfs'));
});

describe('something else', () => {
  it.each<[string, readonly string[]]>([
    ['docker-image', ['manifest.json', 'repositories', 'abc.json', 'aaaa/VERSION', 'aaaa/json', 'aaaa/layer.tar']],
    ['docker-image', ['manifest.json', 'oci-layout', 'index.json', 'blobs/sha256/aa', 'blobs/sha256/bb']],
    ['oci-image', ['oci-layout', 'index.json', 'blobs/sha256/aa']],
    ['noobs', ['os.json', 'partitions.json', 'partition_setup.sh', 'boot.tar.xz', 'root.tar.xz', 'slides/A.png']],
    ['noobs', ['bootcode.bin', 'recovery.rfs', 'os/Raspbian/os.json', 'os/Raspbian/root.tar.xz']],
    ['kernel-source', ['Kbuild', 'Kconfig', 'Makefile', 'arch/', 'arch/arm64/Makefile', 'kernel/fork.c']],
    ['modules', ['lib/modules/6.1/modules.dep', 'lib/modules/6.1/kernel/fs/ext4.ko']],
    ['modules', ['usr/lib/modules/6.1/modules.dep']],
    ['kernel', ['boot/vmlinuz-6.1', 'lib/modules/6.1/modules.dep']],
    ['firmware', ['lib/firmware/regulatory.db']],
    ['firmware', ['WHENCE', 'amdgpu/x.bin', 'README.md']],
    ['diskless', ['.alpine-release', 'apks/.boot_repository', 'bootcode.bin', 'config.txt', 'cmdline.txt', 'boot/vmlinuz-rpi', 'boot/modloop-rpi']],
    ['diskless', ['start4.elf', 'config.txt', 'boot/vmlinuz-rpi4', 'overlays/disable-bt.dtbo']],
    ['boot-files', ['bootcode.bin', 'start4.elf', 'config.txt', 'boot/README']],
    ['boot-files', ['bootcode.bin', 'config.txt', '.alpine-release', 'etc/hosts']],
    ['boot-files', ['bootcode.bin', 'start4.elf', 'fixup4.dat', 'kernel8.img', 'config.txt']],
    ['package', ['control', 'md5sums', 'postinst']],
    ['package', ['control']],
    ['package', ['etc/default/ssh', 'usr/bin/ssh', 'usr/sbin/sshd', 'usr/lib/openssh/x', 'usr/share/doc/openssh-server/copyright']],
    ['package', ['debian-binary', 'control.tar.xz', 'data.tar.xz']],
    ['package', ['usr/bin/hello', 'usr/share/doc/hello/copyright', 'usr/share/man/man1/hello.1.gz']],
    ['package', ['boot/vmlinuz-6.1', 'lib/modules/6.1/modules.dep', 'usr/share/doc/linux-image-6.1/copyright']],
    ['files', ['photo.jpg', 'notes.txt']],
    ['files', ['usr/bin/a', 'usr/bin/b']],
  ])('%s (%#)', (kind, names) => {
    expect(of(names)).toMatchObject({ kind, folders: [] });
    // Folders of the system are none that anybody has put it in.
    expect(of(below('name-1.0', names))).toMatchObject({ kind, folders: ['name-1.0'] });
  });

  it('names the root filesystem of a bundle', () => {
    expect(of(['os.json', 'partitions.json', './boot.tar.xz', './root.tar.xz'])).toMatchObject({ kind: 'noobs', member: './root.tar.xz' });
  });

  it.each<[string, string, readonly string[]]>([
    ['archive', './rootfs.tar.gz', ['./rootfs.tar.gz']],
    ['archive', 'out/rootfs.tar.zst', ['out/', 'out/rootfs.tar.zst', 'out/rootfs.tar.zst.sha256', 'out/README.md']],
    ['archive', 'a-longer-name.tgz', ['a.tar', 'a-longer-name.tgz']],
    ['image', 'sdcard.img.xz', ['sdcard.img.xz', 'SHA256SUMS', 'sdcard.bmap']],
  ])('%s %s in it, and nothing else', (kind, member, names) => expect(of(names)).toMatchObject({ kind, member }));

  it('is no archive in an archive where other files lie beside it', () => expect(of(['rootfs.tar.gz', 'program']).kind).toBe('files'));
});

it('a folder in a folder is followed to where it begins', () => {
  expect(of(['a/b/x', 'a/b/y'])).toEqual({ kind: 'files', folders: ['a/b'] });
  expect(of(['only-file'])).toEqual({ kind: 'files', folders: [] });
});
