import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { cli, type CliRun, startCli } from '../lab/cli.ts';
import { engines, leftovers, makeLoop, sh, throttle } from '../lab/devices.ts';
import { type Answer, asUser, openPolkitLab, type PolkitLab, startAgent, WAIT_FOR_LINE } from '../lab/polkit.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** The terminal as an ordinary user, who becomes root by a real pkexec and a real polkitd. */

let lab: PolkitLab;
let archive: string;
let uid: number;

beforeAll(async () => {
  lab = await openPolkitLab();
  const folder = join(lab.home, '..');
  const made = makeRootfs(folder, { files: 400, bytes: 60_000_000 });
  archive = join(lab.home, 'rootfs.tar');
  copyFileSync(made, archive);
  uid = statSync(lab.home).uid;
  chownSync(archive, uid, uid);
});
afterAll(() => lab[Symbol.asyncDispose]());
afterEach(() => vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 5000 }));

/** Starts it as the user, with somebody who answers for him; with nobody where there is no answer. */
async function start(args: readonly string[], answer?: Answer): Promise<CliRun & { readonly agent: Awaited<ReturnType<typeof startAgent>> | undefined }> {
  const run = startCli(args, [...asUser(lab), ...WAIT_FOR_LINE], [process.execPath, join(lab.app, 'out/cli.js')]);
  const agent = answer && (await startAgent(run.child.pid ?? 0, answer));
  run.child.stdin?.write('\n');
  return { ...run, agent };
}

const image = (): string => join(lab.home, 'card.img');
const flashImage = (): string[] => ['flash', archive, image(), '--yes', '--json'];

describe('through pkexec', () => {
  it('accepted: what it makes belongs to the user', async () => {
    const run = await start(flashImage(), 'accept');
    using _ = run.agent;
    const { code, events } = await run.done;
    expect(events.at(-1)).toMatchObject({ type: 'finished', summary: { verified: 'full' } });
    expect(code).toBe(0);
    expect(statSync(image())).toMatchObject({ uid, gid: uid });
    expect(await cli('verify', archive, image())).toMatchObject({ code: 0 });
    rmSync(image());
  });

  it.each([
    ['dismissed', 'dismiss', 'root-dismissed'],
    ['refused', 'refuse', 'root-refused'],
    ['with nobody to ask', undefined, 'root-no-agent'],
  ] as const)('%s: it says so within a second, with nothing written', async (_, answer, code) => {
    const run = await start(flashImage(), answer);
    using _agent = run.agent;
    const asked = run.agent ? await run.agent.asked.then(() => performance.now()) : undefined;
    const result = await run.done;
    if (asked !== undefined) expect(performance.now() - asked).toBeLessThan(1000);
    expect(result.events.at(-1)).toMatchObject({ type: 'failed', drive: 'untouched', failure: { code } });
    expect(result.code).toBe(77);
    expect(readdirSync(lab.home)).not.toContain('card.img');
  });

  it('asked and not answered: there is no limit, and nothing is left when the user gives up', async () => {
    const run = await start(flashImage(), 'hang');
    using agent = run.agent;
    await agent?.asked;
    expect(run.child.exitCode).toBeNull();
    run.child.kill('SIGTERM');
    await run.done;
    await vi.waitFor(() => expect(processesOf('pkexec')).toEqual([]), { timeout: 5000 });
    expect(engines()).toEqual([]);
  });

  it('killed in mid-flash: drive unmounted, loop free, no process, within two seconds', async () => {
    const loop = makeLoop('/var/tmp', 256 * 1024 ** 2);
    // What waits in memory for a card is 32 MiB at most; at this pace that is on it in time.
    throttle(loop.number, 20_000_000);
    const run = await start(['flash', archive, loop.device, '--yes', '--json', '--mode', 'direct'], 'accept');
    using _ = run.agent;
    await run.event((event) => event.type === 'progress' && event.phase === 'extract' && event.fraction > 0.1);
    run.child.kill('SIGKILL');
    const killed = performance.now();
    await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 5000 });
    const took = performance.now() - killed;
    expect(sh('findmnt', '--noheadings', '--output', 'TARGET', '--all').includes(loop.device)).toBe(false);
    loop.detach();
    expect(took).toBeLessThan(2000);
  });
});

describe('what the user may not do himself', () => {
  it('is not read for him: /etc/shadow is no archive', async () => {
    const run = await start(['flash', '/etc/shadow', image(), '--yes', '--json'], 'accept');
    using _ = run.agent;
    expect(await run.done).toMatchObject({ code: 77, stderr: expect.stringContaining('You may not read /etc/shadow') });
  });

  it("is not written for him: root's file stays as it is", async () => {
    const place = join(lab.home, '..', 'of-root');
    mkdirSync(place);
    writeFileSync(join(place, 'card.img'), 'of root');
    const run = await start(['flash', archive, join(place, 'card.img'), '--yes', '--json'], 'accept');
    using _ = run.agent;
    expect((await run.done).code).toBe(77);
    expect(readFileSync(join(place, 'card.img'), 'utf8')).toBe('of root');
  });
});

describe('the policy that packages install', () => {
  const POLICY = '/usr/share/polkit-1/actions/io.github.tarstrap.policy';
  const LAUNCHER = '/usr/lib/tarstrap/engine';
  const linux = new URL('../../build/linux/', import.meta.url).pathname;

  beforeAll(() => {
    copyFileSync(join(linux, 'io.github.tarstrap.policy'), POLICY);
    mkdirSync('/usr/lib/tarstrap', { recursive: true });
    writeFileSync(LAUNCHER, '#!/bin/sh\nid -u; echo "$@"\n', { mode: 0o755 });
    return () => {
      rmSync(POLICY);
      rmSync('/usr/lib/tarstrap', { recursive: true });
    };
  });

  it('asks for every job: no grant is kept, with which any program of the session could write to another drive', async () => {
    const implicit = (): string[] =>
      [...sh('pkaction', '--action-id', 'io.github.tarstrap.engine', '--verbose').matchAll(/implicit \w+: +(\w+)/g)].map(([, word]) => word ?? '');
    await vi.waitFor(() => expect(implicit()).toEqual(['auth_admin', 'auth_admin', 'auth_admin']));
  });

  it('is accepted by polkit, and its question names what is written', async () => {
    const [program, ...args] = [...asUser(lab), ...WAIT_FOR_LINE, 'pkexec', '--disable-internal-agent', LAUNCHER, '/dev/sdx'];
    const run = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    // pkexec asks for its parent, which is this process.
    using agent = await startAgent(process.pid, 'accept');
    run.stdin.end('\n');
    let said = '';
    run.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    expect(await agent.asked).toMatch(/^asked io\.github\.tarstrap\.engine .*\/usr\/lib\/tarstrap\/engine \/dev\/sdx/);
    expect(await new Promise((resolve) => run.once('close', resolve))).toBe(0);
    expect(said).toBe('0\n/dev/sdx\n');
  });
});

/** Command lines of the programs of that name that run now. */
function processesOf(name: string): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/comm`, 'latin1').trim() === name ? [pid] : [];
      } catch {
        return [];
      }
    });
}
