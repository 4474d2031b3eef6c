/** The package that holds a tool, for the sentence that says what to install. Debian's names are also Ubuntu's. */

interface Names {
  readonly debian: string;
  readonly fedora: string;
  readonly arch: string;
}

const everywhere = (name: string): Names => ({ debian: name, fedora: name, arch: name });
const coreutils = everywhere('coreutils');
const utilLinux = everywhere('util-linux');
/** Debian has split it. */
const ofUtilLinux = (debian: string): Names => ({ ...utilLinux, debian });
const xz: Names = { debian: 'xz-utils', fedora: 'xz', arch: 'xz' };

/** By tool. Of several that would do, the usual one is here. */
export const PACKAGES: Readonly<Record<string, Names>> = {
  tar: everywhere('tar'),
  'mkfs.ext4': everywhere('e2fsprogs'),
  e2fsck: everywhere('e2fsprogs'),
  resize2fs: everywhere('e2fsprogs'),
  'mkfs.xfs': everywhere('xfsprogs'),
  xfs_growfs: everywhere('xfsprogs'),
  'mkfs.btrfs': everywhere('btrfs-progs'),
  btrfs: everywhere('btrfs-progs'),
  'mkfs.vfat': everywhere('dosfstools'),
  xz,
  zstd: everywhere('zstd'),
  lz4: everywhere('lz4'),
  lzip: everywhere('lzip'),
  bzip2: everywhere('bzip2'),
  gzip: everywhere('gzip'),
  igzip: { debian: 'isal', fedora: 'isa-l-tools', arch: 'isa-l' },
  cmp: everywhere('diffutils'),
  ...Object.fromEntries(
    ['b2sum', 'cat', 'chroot', 'cp', 'dd', 'env', 'head', 'ln', 'mkfifo', 'stat', 'sync', 'tail', 'touch', 'true'].map((tool) => [tool, coreutils]),
  ),
  ...Object.fromEntries(
    ['blkid', 'blockdev', 'flock', 'lsblk', 'mkswap', 'nsenter', 'partx', 'prlimit', 'setpriv', 'unshare', 'wipefs'].map((tool) => [tool, utilLinux]),
  ),
  sfdisk: ofUtilLinux('fdisk'),
  losetup: ofUtilLinux('mount'),
  mount: ofUtilLinux('mount'),
  umount: ofUtilLinux('mount'),
  perl: everywhere('perl'),
  openssl: everywhere('openssl'),
  python3: { debian: 'python3', fedora: 'python3', arch: 'python' },
  udevadm: { debian: 'udev', fedora: 'systemd-udev', arch: 'systemd' },
};

/** `xz-utils (Debian, Ubuntu) or xz (Fedora, Arch)`; the bare name where all have the same. */
export function packageOf(tool: string): string {
  const { debian, fedora, arch } = PACKAGES[tool] ?? everywhere(tool);
  if (debian === fedora && fedora === arch) return debian;
  if (fedora === arch) return `${debian} (Debian, Ubuntu) or ${fedora} (Fedora, Arch)`;
  return `${debian} (Debian, Ubuntu), ${fedora} (Fedora) or ${arch} (Arch)`;
}
