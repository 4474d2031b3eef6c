import { expect, it } from 'vitest';
import { packageOf } from '../../../../shared/plan/packages.ts';

it.each([
  ['mkfs.xfs', 'xfsprogs'],
  ['xz', 'xz-utils (Debian, Ubuntu) or xz (Fedora, Arch)'],
  ['sfdisk', 'fdisk (Debian, Ubuntu) or util-linux (Fedora, Arch)'],
  ['udevadm', 'udev (Debian, Ubuntu), systemd-udev (Fedora) or systemd (Arch)'],
  ['chroot', 'coreutils'],
  ['odd-tool', 'odd-tool'],
])('%s is in %s', (tool, name) => expect(packageOf(tool)).toBe(name));
