import { describe, expect, it } from 'vitest';
import { DEB_DEPENDS, DEB_RECOMMENDS, RPM_DEPENDS, RPM_RECOMMENDS } from '../../build/dependencies.ts';
import { PACKAGES } from '../../shared/plan/packages.ts';

/** Names of packages, as each distribution has them (packages.debian.org, packages.ubuntu.com, packages.fedoraproject.org; looked up in 2026). */

/** The same everywhere. */
const DEBIAN = [
  'libnss3',
  'libgbm1',
  'libnotify4',
  'xdg-utils',
  'mount',
  'fdisk',
  'udev',
  'e2fsprogs',
  'xz-utils',
  'zstd',
  'bzip2',
  'dosfstools',
  'lz4',
  'lzip',
  'python3',
];
const OLD_TIME = ['libgtk-3-0', 'libasound2'];
/** Of which the old names are provided by these, and libasound2 by others as well. */
const NEW_TIME = ['libgtk-3-0t64', 'libasound2t64'];

const DISTRIBUTIONS: Readonly<Record<string, readonly string[]>> = {
  'Debian 12': [...DEBIAN, ...OLD_TIME, 'pkexec', 'policykit-1'],
  'Debian 13': [...DEBIAN, ...NEW_TIME, 'pkexec'],
  'Ubuntu 22.04': [...DEBIAN, ...OLD_TIME, 'policykit-1'],
  'Ubuntu 24.04': [...DEBIAN, ...NEW_TIME, 'pkexec', 'policykit-1'],
  'Ubuntu 26.04': [...DEBIAN, ...NEW_TIME, 'pkexec'],
};

const FEDORA_LIBRARIES = ['gtk3', 'nss', 'alsa-lib', 'mesa-libgbm', 'libnotify', 'xdg-utils'];
const FEDORA_TOOLS = [
  'util-linux',
  'systemd-udev',
  'e2fsprogs',
  'tar',
  'coreutils',
  'diffutils',
  'gzip',
  'xz',
  'zstd',
  'bzip2',
  'polkit',
  'dosfstools',
  'lz4',
  'lzip',
  'python3',
];
const FEDORA = [...FEDORA_LIBRARIES, ...FEDORA_TOOLS];

/** Debian's essential packages, which are there without being asked for. */
const ESSENTIAL = ['tar', 'gzip', 'diffutils', 'coreutils', 'util-linux'];
/** What few jobs want is asked for by name: other filesystems, and perl where there is no Python; and what is only quicker than another. */
const BY_NAME = ['xfsprogs', 'btrfs-progs', 'perl', 'isal', 'openssl'];

const alternatives = (dependency: string): string[] => dependency.split(' | ');

describe('dependencies', () => {
  it.each(Object.entries(DISTRIBUTIONS))('%s has one of each', (_, names) => {
    for (const dependency of [...DEB_DEPENDS, ...DEB_RECOMMENDS])
      expect(alternatives(dependency).filter((name) => names.includes(name)).length > 0 ? '' : dependency).toBe('');
  });

  it('Fedora has each', () => {
    expect([...RPM_DEPENDS, ...RPM_RECOMMENDS].filter((name) => !FEDORA.includes(name))).toEqual([]);
  });

  it('a library that was renamed stands by its new name first: the old one may be anything', () => {
    for (const name of NEW_TIME) expect(DEB_DEPENDS).toContainEqual(expect.stringMatching(`^${name} \\| `));
  });

  it('every tool that a job may need is there, or asked for by name', () => {
    const debian = new Set([...DEB_DEPENDS, ...DEB_RECOMMENDS].flatMap(alternatives));
    const fedora = new Set([...RPM_DEPENDS, ...RPM_RECOMMENDS]);
    const wanted = Object.values(PACKAGES).filter((names) => !BY_NAME.includes(names.debian));
    expect(wanted.filter((names) => !debian.has(names.debian) && !ESSENTIAL.includes(names.debian))).toEqual([]);
    expect(wanted.filter((names) => !fedora.has(names.fedora))).toEqual([]);
  });

  it('nothing essential is named, which Debian forbids', () => {
    expect(DEB_DEPENDS.filter((name) => ESSENTIAL.includes(name))).toEqual([]);
  });
});
