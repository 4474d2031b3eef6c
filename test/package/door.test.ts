import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HELP } from '../../electron/cli/help.ts';
import { run } from '../../electron/run/run.ts';

/** AppRun, the door of every package, before a program that says how it was started. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'a door '));
  mkdirSync(join(folder, 'bin'));
  cpSync(new URL('../../build/linux/AppRun', import.meta.url), join(folder, 'AppRun'));
  program('tarstrap', 'for word; do echo "$word"; done; env | grep -v ^TEST_; eval "${TEST_END-}"');
  symlinkSync(folder, join(folder, 'link'));
  program('bin/id', 'echo "${TEST_UID-1000}"');
  program('bin/unshare', 'exit "${TEST_UNSHARE-0}"');
  program('bin/zenity', 'echo "shown $*"');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

interface Start {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = '/'): Promise<Start> {
  const given = Object.entries({ PATH: `${folder}/bin:/usr/bin:/bin`, ...env }).map(([name, value]) => `${name}=${value}`);
  const { exitCode, stdout, stderr } = await run({ tool: '/usr/bin/env', args: ['-i', ...given, join(folder, 'AppRun'), ...args], cwd });
  const lines = stdout.toString().trim().split('\n');
  const isVariable = (line: string): boolean => /^\w+=/.test(line);
  const variables = lines.filter(isVariable).map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]);
  return { exitCode, stderr, words: lines.filter((line) => !isVariable(line)), env: Object.fromEntries(variables) };
}

/** What a shell sets by itself. */
const OF_THE_SHELL = ['PWD', 'OLDPWD', 'SHLVL', '_'];

describe('the terminal', () => {
  const verbs = [...HELP.matchAll(/^ {2}tarstrap (\w+)/gm)].map((match) => match[1] ?? '');

  it.each([...verbs, 'help', '-h', '--help', '--version', '-V'])('%s: the app told to be Node, and no window', async (verb) => {
    const started = await start([verb, 'a b', '--json']);
    expect(started.words).toEqual([join(folder, 'resources/cli.js'), verb, 'a b', '--json']);
    expect(started.env).toMatchObject({ ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' });
  });

  it('hears a verb that was mistyped, and no file', async () => {
    expect((await start(['flsh', 'a.tar', '/dev/sdx'])).words).toEqual([join(folder, 'resources/cli.js'), 'flsh', 'a.tar', '/dev/sdx']);
    const { words } = await start(['bin'], { DISPLAY: ':9' }, folder);
    expect(words).toEqual(['bin']);
  });

  it('is there for root, too', async () => {
    expect((await start(['flash'], { TEST_UID: '0' })).exitCode).toBe(0);
  });

  it('has the root side behind the word `engine`, with the target as the last word', async () => {
    expect((await start(['engine', '/dev/sdx'], { TEST_UID: '0' })).words).toEqual([join(folder, 'resources/engine.js'), '/dev/sdx']);
  });
});

describe('the window', () => {
  const DISPLAY = { DISPLAY: ':9' };

  it.each([[[]], [['/home/me/a b.tar']], [['file:///a%20b.tar']], [['flash.tar']]])('%j: is opened in the environment that was there', async (args) => {
    const { words, env, exitCode } = await start(args, DISPLAY);
    expect({ words, exitCode }).toEqual({ words: args, exitCode: 0 });
    expect(Object.keys(env).filter((name) => !OF_THE_SHELL.includes(name))).toEqual(['PATH', 'DISPLAY']);
    expect(env['PATH']).toBe(`${folder}/bin:/usr/bin:/bin`);
  });

  it("is a window also in the terminal of an editor that leaves Electron's variables behind", async () => {
    const { env } = await start([], { ...DISPLAY, ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' });
    expect(Object.keys(env).filter((name) => name.startsWith('ELECTRON'))).toEqual([]);
  });

  it('is not opened for root', async () => {
    expect(await start([], { ...DISPLAY, TEST_UID: '0' })).toMatchObject({ exitCode: 77, stderr: expect.stringContaining('as your own user') });
  });

  it('without a display says so, and names the way without a window', async () => {
    expect(await start([])).toMatchObject({ exitCode: 69, words: [''], stderr: expect.stringMatching(/no display.*tarstrap flash/) });
    expect((await start([], { WAYLAND_DISPLAY: 'wayland-0' })).exitCode).toBe(0);
  });

  it('passes on how it ended, and a signal', async () => {
    expect((await start([], { ...DISPLAY, TEST_END: 'exit 7' })).exitCode).toBe(7);
    // The door gets it from its own window here, which ends only when the door has handed it back.
    const { exitCode, words } = await start([], {
      ...DISPLAY,
      TEST_END:
        'trap "echo told; exit 3" TERM; read -r door < /proc/$PPID/comm; [ "$door" = AppRun ] || exit 1; kill -TERM $PPID; while :; do sleep 0.05; done',
    });
    expect(words).toContain('told');
    expect(exitCode).toBe(3);
  });
});

describe('the sandbox of the window', () => {
  const DISPLAY = { DISPLAY: ':9' };
  const REFUSED = { exitCode: 69, stderr: expect.stringContaining('does not let Tarstrap make a sandbox') as string };

  it.each([
    ['of an AppImage', () => ({ APPDIR: folder })],
    ['of an AppImage whose folder is named by a link', () => ({ APPDIR: join(folder, 'link') })],
    ['of an AppImage that was extracted, or a tar.gz', () => ({})],
  ])('%s is not done without, and that is said where it is seen', async (_, env) => {
    const { exitCode, stderr, words } = await start([], { ...env(), ...DISPLAY, TEST_UNSHARE: '1' });
    expect({ exitCode, stderr }).toMatchObject(REFUSED);
    expect(words.join(' ')).toMatch(/^shown --error .*does not let Tarstrap make a sandbox.*Install Tarstrap's \.deb/);
  });

  it.each(['TRAP', 'ILL', 'ABRT'])('that only Chromium finds to be refused: it dies at once by SIG%s, and the same is said', async (signal) => {
    const { exitCode, stderr, words } = await start([], { ...DISPLAY, TEST_END: `kill -${signal} $$` });
    expect({ exitCode, stderr }).toMatchObject(REFUSED);
    expect(words.join(' ')).toContain('shown --error');
  });

  it('that its set-uid helper makes, needs no namespaces of the user', async () => {
    writeFileSync(join(folder, 'chrome-sandbox'), '');
    chmodSync(join(folder, 'chrome-sandbox'), 0o4755);
    expect((await start([], { ...DISPLAY, TEST_UNSHARE: '1' })).exitCode).toBe(0);
    rmSync(join(folder, 'chrome-sandbox'));
  });

  /** Installed on a system that is made up, where /opt is a link, as on image-based ones. */
  const installed = (profile: string): ReturnType<typeof run> => {
    const script = `mount -t tmpfs none /mnt && mkdir /mnt/opt && cp -r "$1" /mnt/opt/Tarstrap && mount -t tmpfs none /etc && mkdir -p /etc/apparmor.d ${profile}
      mount -t tmpfs none /opt && ln -s /mnt/opt/Tarstrap /opt/Tarstrap && exec env -i DISPLAY=:9 TEST_UNSHARE=1 PATH="$1/bin:/usr/bin:/bin" /opt/Tarstrap/AppRun`;
    return run({ tool: 'unshare', args: ['--mount', 'sh', '-c', script, 'sh', folder] });
  };

  it('of an installed package is granted by its profile, and only where that is', async () => {
    expect((await installed('&& touch /etc/apparmor.d/tarstrap')).exitCode).toBe(0);
    expect((await installed('')).exitCode).toBe(69);
  });
});
