import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is in Alpine's tarballs for the Raspberry Pi, by its sizes here. */
const FILES: Readonly<Record<string, number>> = {
  '.alpine-release': 30,
  'bootcode.bin': 52_480,
  'start4.elf': 2_200_000,
  'fixup4.dat': 5400,
  'LICENCE.broadcom': 1600,
  'config.txt': 300,
  'bcm2711-rpi-4-b.dtb': 55_000,
  'overlays/disable-bt.dtbo': 1100,
  'boot/vmlinuz-rpi': 3_000_000,
  'boot/initramfs-rpi': 2_000_000,
  'boot/modloop-rpi': 5_000_000,
  'apks/.boot_repository': 0,
  'apks/aarch64/APKINDEX.tar.gz': 9000,
  'apks/aarch64/libstdc++-13.2.1_git20231014-r0.apk': 700_000,
};

/** A tarball like these, as older ones were: of the user who made it. */
export function makeAlpine(folder: string): string {
  const place = mkdtempSync(join(folder, 'alpine-'));
  const tree = join(place, 'tree');
  for (const [name, bytes] of Object.entries(FILES)) {
    mkdirSync(join(tree, dirname(name)), { recursive: true });
    writeFileSync(join(tree, name), Buffer.alloc(bytes, name), { mode: 0o640 });
  }
  writeFileSync(join(tree, 'cmdline.txt'), 'modules=loop,squashfs,sd-mod,usb-storage quiet console=tty1\n');
  const archive = join(place, 'alpine-rpi.tar');
  execFileSync('tar', ['-C', tree, '--numeric-owner', '--owner=1000', '--group=1000', '-cf', archive, '.']);
  return archive;
}
