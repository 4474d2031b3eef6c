import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TOOL_ENVIRONMENT } from '../../electron/run/environment.ts';
import { type CliRun, startCli } from '../lab/cli.ts';
import { makeLoop, throttle } from '../lab/devices.ts';
import { packages } from '../lab/packages.ts';
import { asUser, openPolkitLab, type PolkitLab, programAsUser, startAgent, WAIT_FOR_LINE } from '../lab/polkit.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { openApp, stateOf, untilState } from '../lab/window.ts';

/** The AppImage as an ordinary user has it: a file of his own, mounted by FUSE, that becomes root through a real pkexec. */

let lab: PolkitLab;
let archive: string;
let appImage: string;
let uid: number;

beforeAll(async () => {
  const made = await packages();
  lab = await openPolkitLab();
  uid = statSync(lab.home).uid;
  archive = own(makeRootfs(join(lab.home, '..'), { files: 400, bytes: 60_000_000 }), 'root fs.tar');
  appImage = own(made.appImage, 'Tarstrap.AppImage');
});
afterAll(() => lab[Symbol.asyncDispose]());
afterEach(() => vi.waitFor(() => expect([...mounted(), ...processesWith(isEngine)]).toEqual([]), { timeout: 5000 }));

function own(file: string, name: string): string {
  const path = join(lab.home, name);
  copyFileSync(file, path);
  chownSync(path, uid, uid);
  return path;
}

/** AppImages that are mounted for everybody to see. */
function mounted(): string[] {
  return readFileSync('/proc/mounts', 'latin1')
    .split('\n')
    .filter((line) => line.includes('/.mount_'));
}

function mountOf(folder: string): string | undefined {
  return mounted().find((line) => line.split(' ')[1] === folder);
}

async function start(args: readonly string[]): Promise<CliRun & { readonly agent: Awaited<ReturnType<typeof startAgent>> }> {
  const run = startCli(args, [...asUser(lab), ...WAIT_FOR_LINE], [appImage]);
  const agent = await startAgent(run.child.pid ?? 0, 'accept');
  run.child.stdin?.write('\n');
  return { ...run, agent };
}

function environmentOf(pid: number | string): Readonly<Record<string, string>> {
  const words = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(words.map((word) => word.split(/=(.*)/s).slice(0, 2) as [string, string]));
}

/** The processes of which a word of the command line fits. */
function processesWith(fits: (word: string) => boolean): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').some(fits);
    } catch {
      return false;
    }
  });
}

const isEngine = (word: string): boolean => word.endsWith('/resources/engine.js');

describe('the terminal in an AppImage', () => {
  it('runs without a window, in the folder where it was called, and passes its exit code on', async () => {
    const inspect = await startCli(['inspect', archive, '--json'], asUser(lab), [appImage]).done;
    expect(inspect).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(inspect.stdout)).toMatchObject({ file: { path: archive } });
    expect((await startCli(['inspect', join(lab.home, 'none.tar')], asUser(lab), [appImage]).done).code).toBe(66);
    expect((await startCli(['flash', '--no-such-option'], asUser(lab), [appImage]).done).code).toBe(64);
    for (const [word, said] of [
      ['--version', /^tarstrap \d+\.\d+\.\d+\n$/],
      ['-h', /^tarstrap: write a root filesystem tarball/],
    ] as const)
      expect(await startCli([word], asUser(lab), [appImage]).done).toMatchObject({ code: 0, stdout: expect.stringMatching(said), stderr: '' });
    const relative = startCli(['inspect', './root fs.tar'], [...asUser(lab), 'sh', '-c', 'cd && exec "$@"', 'sh'], [appImage]);
    expect((await relative.done).code).toBe(0);
  });

  it('flashes an image that belongs to the user', async () => {
    const image = join(lab.home, 'card.img');
    const run = await start(['flash', archive, image, '--yes', '--json']);
    using _ = run.agent;
    const { code, events } = await run.done;
    expect(events.at(-1)).toMatchObject({ type: 'finished', summary: { verified: 'full' } });
    expect(code).toBe(0);
    expect(statSync(image)).toMatchObject({ uid, gid: uid });
  });

  it("asks for itself and becomes root by itself; the user's mount is none of root's, and nobody gets its environment", async () => {
    const loop = makeLoop('/var/tmp', 256 * 1024 ** 2);
    throttle(loop.number, 20_000_000);
    const run = await start(['flash', archive, loop.device, '--yes', '--json', '--mode', 'direct']);
    using agent = run.agent;
    await run.event((event) => event.type === 'progress' && event.phase === 'extract' && event.fraction > 0.1);
    expect(await agent.asked).toContain(`to run \`${appImage}' as the super user`);
    const { APPDIR = '', APPIMAGE } = environmentOf(run.child.pid ?? 0);
    expect(APPIMAGE).toBe(appImage);
    expect(() => readdirSync(APPDIR)).toThrow('EACCES');
    const [engine = ''] = processesWith(isEngine);
    expect(statSync(`/proc/${engine}`).uid).toBe(0);
    const theirs = environmentOf(engine)['APPDIR'] ?? '';
    expect(mountOf(APPDIR)).toContain(`user_id=${uid},`);
    expect(mountOf(theirs)).toContain('user_id=0,');
    const [tar = ''] = processesWith((word) => word === '--totals=SIGUSR1');
    expect(Object.keys(environmentOf(tar)).toSorted()).toEqual(Object.keys(TOOL_ENVIRONMENT).toSorted());
    expect((await run.done).code).toBe(0);
    loop.detach();
  });
});

describe('the window of an AppImage, on the Chromium host', () => {
  const open = async (args: readonly string[]) => {
    const userData = join(lab.home, 'data');
    mkdirSync(userData);
    chownSync(userData, uid, uid);
    return { userData, window: await openApp({ executable: programAsUser(lab, appImage), folder: null, userData, args }) };
  };

  it('gets the file of a double click, that of the next one, and flashes it', async () => {
    const second = own(archive, 'ä second.tar');
    const { userData, window } = await open([`file://${encodeURI(archive)}`]);
    await using _ = window;
    expect(statSync(`/proc/${window.pid}`).uid).toBe(uid);
    const left = await window.app.evaluate(() => ['APPIMAGE', 'APPDIR', 'OWD', 'LD_LIBRARY_PATH'].filter((name) => name in process.env));
    expect(left).toEqual([]);
    await untilState(window.page, ({ archive: view }) => view.kind === 'ready');
    expect((await stateOf(window.page)).archive).toMatchObject({ path: archive });
    // The icon is dropped on once more: that start hands the file over and ends.
    const [program, ...words] = [programAsUser(lab, appImage), `--user-data-dir=${userData}`, `file://${encodeURI(second)}`] as const;
    const again = spawn(program, words, { stdio: 'ignore' });
    expect(await new Promise((resolve) => again.once('close', resolve))).toBe(0);
    await untilState(window.page, ({ archive: view }) => view.kind === 'ready' && view.path === second);
    using _agent = await startAgent(window.pid, 'accept');
    await window.page.getByRole('button', { name: /^Disk image/ }).click();
    await untilState(window.page, ({ review }) => review?.plan.kind === 'ready');
    await window.page.getByRole('button', { name: /^Make / }).click();
    const { job } = await untilState(window.page, (state) => state.job?.stage === 'ended');
    expect(job?.outcome).toMatchObject({ kind: 'finished' });
    expect(statSync(join(lab.home, 'ä second.img'))).toMatchObject({ uid, gid: uid });
  });
});
