import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { sh } from '../lab/devices.ts';
import { packages } from '../lab/packages.ts';

/** What a desktop makes of our offer to open tarballs, where nobody has chosen a program for them: no list of defaults, only what is installed. */

const TARBALL = 'application/x-compressed-tar';
const OURS = 'zz.io.github.tarstrap.open.desktop';
/** Archive managers, by the names of their files. */
const OTHERS = ['engrampa', 'lxqt-archiver', 'org.gnome.FileRoller', 'org.kde.ark', 'peazip', 'xarchiver'];

let root: string;
beforeAll(async () => {
  const { deb } = await packages();
  root = mkdtempSync(join(tmpdir(), 'desktop-'));
  sh('dpkg-deb', '--extract', deb, join(root, 'deb'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A system with these archive managers beside ours. */
function desktopWith(others: readonly string[]): Readonly<Record<string, string>> {
  const share = mkdtempSync(join(root, 'share-'));
  const applications = join(share, 'applications');
  mkdirSync(applications);
  for (const name of readdirSync(join(root, 'deb/usr/share/applications')))
    writeFileSync(join(applications, name), readFileSync(join(root, 'deb/usr/share/applications', name), 'utf8').replaceAll(/^Exec=.*$/gm, 'Exec=true %U'));
  for (const name of others)
    writeFileSync(join(applications, `${name}.desktop`), `[Desktop Entry]\nType=Application\nName=${name}\nExec=true %U\nMimeType=${TARBALL};\n`);
  sh('update-desktop-database', applications);
  return { XDG_DATA_DIRS: `${share}:/usr/share/mime`, XDG_DATA_HOME: join(root, 'none'), XDG_CONFIG_HOME: join(root, 'none'), HOME: root };
}

async function ask(env: Readonly<Record<string, string>>): Promise<{ readonly standard: string; readonly offered: string[]; readonly xdg: string }> {
  const { stdout } = await run({ tool: 'gio', args: ['mime', TARBALL], env });
  const text = stdout.toString();
  const xdg = await run({ tool: 'xdg-mime', args: ['query', 'default', TARBALL], env });
  return {
    standard: /^Default application.*: (\S+)$/m.exec(text)?.[1] ?? '',
    offered: [...(text.split('Registered applications:')[1] ?? '').matchAll(/^\t(\S+)$/gm)].map((row) => row[1] ?? ''),
    xdg: xdg.stdout.toString().trim(),
  };
}

describe('on a desktop without defaults', () => {
  it.each(OTHERS)('%s opens tarballs, and Tarstrap is offered', async (other) => {
    const { standard, offered, xdg } = await ask(desktopWith([other]));
    expect({ standard, xdg }).toEqual({ standard: `${other}.desktop`, xdg: `${other}.desktop` });
    expect(offered).toContain(OURS);
  });

  it('with several, ours is the last', async () => {
    expect((await ask(desktopWith(OTHERS))).offered.at(-1)).toBe(OURS);
  });

  it("KDE, which goes by a rank, has ours below everybody's", () => {
    expect(readFileSync(join(root, 'deb/usr/share/applications', OURS), 'utf8')).toMatch(/^InitialPreference=0$/m);
  });

  it('the entry of the menu, and that of the AppImage, which integrators rename, claim no type at all', () => {
    expect(readFileSync(join(root, 'deb/usr/share/applications/io.github.tarstrap.desktop'), 'utf8')).not.toContain('MimeType');
  });

  it('every type is one that shared-mime-info has', () => {
    const types = /^MimeType=(.*);$/m.exec(readFileSync(join(root, 'deb/usr/share/applications', OURS), 'utf8'))?.[1]?.split(';') ?? [];
    const known = readFileSync('/usr/share/mime/types', 'utf8').split('\n');
    // Their names have changed: Debian 12 has the old ones.
    const newer = ['application/x-bzip2-compressed-tar', 'application/vnd.efi.img', 'application/vnd.efi.iso'];
    for (const type of types.filter((name) => !newer.includes(name))) expect(known).toContain(type);
    expect(types).toHaveLength(15);
  });
});
