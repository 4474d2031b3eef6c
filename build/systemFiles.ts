import { join } from 'node:path';
import { COMPRESSED } from './compress.ts';

/** What a package has beside the app, at its place below `/`, without that slash. */
export interface SystemFile {
  readonly from: string;
  readonly to: string;
}

const HERE = join(import.meta.dirname, 'linux');

/** How to read of it, find it and type it. AppImage and tar.gz have the same below their own folder. @param zsh folder of zsh's completions, on which distributions do not agree */
export function documents(zsh: string): SystemFile[] {
  return [
    { from: join(COMPRESSED, 'tarstrap.1.gz'), to: 'usr/share/man/man1/tarstrap.1.gz' },
    { from: join(COMPRESSED, 'changelog.gz'), to: 'usr/share/doc/tarstrap/changelog.gz' },
    { from: join(HERE, 'copyright'), to: 'usr/share/doc/tarstrap/copyright' },
    { from: join(HERE, 'io.github.tarstrap.metainfo.xml'), to: 'usr/share/metainfo/io.github.tarstrap.metainfo.xml' },
    { from: join(HERE, '../../renderer/icon.svg'), to: 'usr/share/icons/hicolor/scalable/apps/tarstrap.svg' },
    { from: join(HERE, 'completions/tarstrap.bash'), to: 'usr/share/bash-completion/completions/tarstrap' },
    { from: join(HERE, 'completions/tarstrap.fish'), to: 'usr/share/fish/vendor_completions.d/tarstrap.fish' },
    { from: join(HERE, 'completions/_tarstrap'), to: `${zsh}/_tarstrap` },
  ];
}

/**
 * What only a package that root installs can have: a name in the path, a launcher that nobody else can change, and polkit's
 * action for it. And the offer to open tarballs, which is the last of all by its name: where nobody has chosen a program, desktops
 * take the first in the list that update-desktop-database has sorted.
 */
export function rootFiles(): SystemFile[] {
  return [
    { from: join(HERE, 'tarstrap'), to: 'usr/bin/tarstrap' },
    { from: join(HERE, 'engine'), to: 'usr/lib/tarstrap/engine' },
    { from: join(HERE, 'open-with.desktop'), to: 'usr/share/applications/zz.io.github.tarstrap.open.desktop' },
    { from: join(HERE, 'io.github.tarstrap.policy'), to: 'usr/share/polkit-1/actions/io.github.tarstrap.policy' },
  ];
}

/** Why lintian is not to mind; a deb only. */
export const LINTIAN: SystemFile = { from: join(HERE, 'lintian-overrides'), to: 'usr/share/lintian/overrides/tarstrap' };
