import { copyFileSync, chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CliRun, startCli } from '../lab/cli.ts';
import { sh } from '../lab/devices.ts';
import { packages } from '../lab/packages.ts';
import { asUser, openPolkitLab, type PolkitLab, programAsUser, startAgent, WAIT_FOR_LINE } from '../lab/polkit.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { openApp, untilState } from '../lab/window.ts';

/** The deb, installed by dpkg on this Debian, used by an ordinary user, and purged. */

const TARSTRAP = '/usr/bin/tarstrap';

let lab: PolkitLab;
let archive: string;
let uid: number;
let before: readonly string[];

beforeAll(async () => {
  const made = await packages();
  lab = await openPolkitLab();
  uid = statSync(lab.home).uid;
  archive = join(lab.home, 'rootfs.tar');
  copyFileSync(makeRootfs(join(lab.home, '..'), { files: 40, bytes: 4_000_000 }), archive);
  chownSync(archive, uid, uid);
  before = ofTarstrap();
  sh('dpkg', '--install', made.deb);
});
afterAll(async () => {
  purge();
  await lab[Symbol.asyncDispose]();
});

function purge(): void {
  sh('dpkg', '--purge', 'tarstrap');
}

/** Whatever on this machine is called so. */
function ofTarstrap(): string[] {
  return sh('find', '/opt', '/usr', '/etc', '/var/lib', '-xdev', '-iname', '*tarstrap*').split('\n').filter(Boolean).toSorted();
}

async function start(args: readonly string[]): Promise<CliRun & { readonly agent: Awaited<ReturnType<typeof startAgent>> }> {
  const run = startCli(args, [...asUser(lab), ...WAIT_FOR_LINE], [TARSTRAP]);
  const agent = await startAgent(run.child.pid ?? 0, 'accept');
  run.child.stdin?.write('\n');
  return { ...run, agent };
}

describe('the deb, installed', () => {
  it('is complete, and belongs to root', () => {
    expect(sh('dpkg-query', '--show', '--showformat=${Status}', 'tarstrap')).toBe('install ok installed');
    expect(sh('dpkg', '--verify', 'tarstrap')).toBe('');
    for (const path of [
      '/usr/lib/tarstrap/engine',
      '/opt/Tarstrap/AppRun',
      '/opt/Tarstrap/resources/engine.js',
      '/opt/Tarstrap/tarstrap',
      '/opt/Tarstrap',
      '/opt',
    ])
      expect(statSync(path)).toMatchObject({ uid: 0, gid: 0, mode: expect.toSatisfy((mode: number) => (mode & 0o6022) === 0) });
  });

  it('is offered for tarballs', () => {
    const types = readFileSync('/usr/share/applications/mimeinfo.cache', 'utf8');
    expect(types).toMatch(/^application\/x-compressed-tar=.*zz\.io\.github\.tarstrap\.open\.desktop;/m);
  });

  it('has an action of its own, which polkit accepts', async () => {
    const details = (): string => sh('pkaction', '--action-id', 'io.github.tarstrap.engine', '--verbose');
    await vi.waitFor(() => expect(details()).toMatch(/implicit active: +auth_admin$/m), { timeout: 5000 });
    expect(details()).toContain('org.freedesktop.policykit.exec.path -> /usr/lib/tarstrap/engine');
  });

  it('flashes from the terminal: the launcher becomes root, and the question names what is written', async () => {
    const image = join(lab.home, 'card.img');
    const run = await start(['flash', archive, image, '--yes', '--json']);
    using agent = run.agent;
    const { code, events } = await run.done;
    expect(await agent.asked).toBe(
      `asked io.github.tarstrap.engine Authentication is needed to write to, verify or capture what this names: /usr/lib/tarstrap/engine ${image}`,
    );
    expect(events.at(-1)).toMatchObject({ type: 'finished', summary: { verified: 'full' } });
    expect(code).toBe(0);
    expect(statSync(image)).toMatchObject({ uid, gid: uid });
  });

  it('opens a window with the file that it is given (on the Chromium host: Electron itself cannot be had here)', async () => {
    const userData = join(lab.home, 'data');
    mkdirSync(userData);
    chownSync(userData, uid, uid);
    await using window = await openApp({ executable: programAsUser(lab, TARSTRAP), folder: null, userData, args: [archive] });
    const { archive: view } = await untilState(window.page, (state) => state.archive.kind === 'ready');
    expect(view).toMatchObject({ path: archive });
    expect(statSync(`/proc/${window.pid}`).uid).toBe(uid);
  });

  it('has no sandbox helper with rights of root where users may make namespaces themselves', () => {
    expect(statSync('/opt/Tarstrap/chrome-sandbox').mode & 0o7777).toBe(0o755);
  });

  it('purged, leaves nothing', () => {
    expect(existsSync(TARSTRAP)).toBe(true);
    purge();
    expect(ofTarstrap()).toEqual(before);
    expect(readFileSync('/usr/share/applications/mimeinfo.cache', 'utf8')).not.toContain('tarstrap');
  });
});
