import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectFailed, listed, noise, openCaptureLab } from '../lab/captured.ts';
import { cli, startCli } from '../lab/cli.ts';
import { engines, sh, takeMedium, throttle, throttleReads, untilQuiet } from '../lab/devices.ts';
import { descendants } from '../lab/processes.ts';

/** What happens, and what goes wrong, while something is captured. */

const MiB = 1024 ** 2;
const { path, undo, drive, mounted, place, watch, filled, tree } = openCaptureLab('capture-faults');

it('the bar comes near the truth, from a drive of 20 MB/s', async () => {
  const loop = drive();
  filled(loop, 240);
  throttleReads(loop.number, 20 * MiB);
  sh('blockdev', '--flushbufs', loop.device);
  const { code, events } = await cli('capture', loop.device, join(place(), 'slow.tar.zst'), '--json');
  expect(code).toBe(0);
  const ticks = events.filter((event) => event.type === 'progress');
  const total = ticks.at(-1)?.elapsed ?? 0;
  expect(total).toBeGreaterThan(5);
  expect(Math.max(...ticks.map(({ fraction, elapsed }) => Math.abs(fraction - elapsed / total)))).toBeLessThan(0.08);
  expect(events.filter((event) => event.type === 'phase').map(({ phase }) => phase)).toEqual(['prepare', 'pack', 'flush', 'finish']);
}, 60_000);

it.each([
  ['SIGINT', 'pack'],
  ['SIGTERM', 'pack'],
  ['SIGINT', 'flush'],
] as const)(
  '%s in %s: cancelled, and nothing is left',
  async (signal, phase) => {
    const loop = drive();
    filled(loop, 60);
    const disk = drive(200 * MiB);
    sh('mkfs.ext4', '-q', '-F', disk.device);
    const folder = watch(mounted(disk.device));
    if (phase === 'pack') throttleReads(loop.number, 8 * MiB);
    else throttle(disk.number, 8 * MiB);
    const run = startCli(['capture', loop.device, join(folder, 'x.tar'), '--json']);
    await run.event((event) => event.type === 'phase' && event.phase === phase);
    run.child.kill(signal);
    expect(await run.done).toMatchObject({ code: 130 });
    throttle(disk.number, 0);
    expect(readdirSync(folder)).toEqual(['lost+found']);
  },
  60_000,
);

it('a killed engine leaves nothing', async () => {
  const loop = drive();
  filled(loop, 60);
  throttleReads(loop.number, 8 * MiB);
  const folder = place();
  const run = startCli(['capture', loop.device, join(folder, 'x.tar.zst'), '--json']);
  await run.event((event) => event.type === 'progress' && event.phase === 'pack' && (event.tarPosition ?? 0) > MiB);
  const engine = descendants(run.child.pid).find(({ name }) => engines().some((words) => words.includes('engine.js')) && name !== 'tar');
  process.kill(Number(engine?.pid), 'SIGKILL');
  throttleReads(loop.number, 0);
  expectFailed(await run.done, 1, 'engine-lost');
  await untilQuiet();
  expect(readdirSync(folder)).toEqual([]);
}, 60_000);

it('a full disk is named, and no half archive has the name', async () => {
  for (const ending of ['tar', 'tar.zst', 'tar.gz', 'tar.lz4', 'tar.xz']) {
    const small = mkdtempSync(path('full-'));
    sh('mount', '-t', 'tmpfs', '-o', 'size=2M', 'none', small);
    undo(() => sh('umount', small));
    const from = tree({ noise: noise(8 * MiB) });
    expectFailed(await cli('capture', from, join(small, `x.${ending}`), '--json'), 73, 'archive-no-room', { folder: small });
    expect(readdirSync(small)).toEqual([]);
  }
}, 60_000);

it('a source with bad sectors: its files are named', async () => {
  const loop = drive();
  filled(loop, 200);
  sh('blockdev', '--flushbufs', loop.device);
  // What lies behind this is not there any more.
  truncateSync(loop.file, 200 * MiB);
  const folder = place();
  const result = await cli('capture', loop.device, join(folder, 'x.tar.zst'), '--json');
  expectFailed(result, 74, 'source-unreadable', { example: expect.stringMatching(/^usr\/file-\d+: Input\/output error/) });
  expect(readdirSync(folder)).toEqual([]);
}, 60_000);

it('a drive that cannot be read at its end', async () => {
  const loop = drive();
  filled(loop, 20);
  sh('blockdev', '--flushbufs', loop.device);
  truncateSync(loop.file, 390 * MiB);
  expect(await cli('capture', loop.device, join(place(), 'x.tar.zst'), '--json')).toMatchObject({ code: 0 });
}, 60_000);

it('a source that is pulled out is named', async () => {
  const loop = drive();
  filled(loop, 60);
  throttleReads(loop.number, 8 * MiB);
  const folder = place();
  const run = startCli(['capture', loop.device, join(folder, 'x.tar.zst'), '--json']);
  await run.event((event) => event.type === 'progress' && event.phase === 'pack' && (event.tarPosition ?? 0) > MiB);
  takeMedium(loop);
  throttleReads(loop.number, 0);
  expectFailed(await run.done, 74, 'source-gone', { path: loop.device });
  expect(readdirSync(folder)).toEqual([]);
}, 60_000);

it('a file that changes while it is read: a notice, and exit 0', async () => {
  const from = tree({ 'a/log': noise(MiB), 'b/gone': 'x', 'z/last': noise(32 * MiB) });
  let count = 0;
  const timer = setInterval(() => {
    writeFileSync(join(from, 'a/log'), noise(1024), { flag: 'a' });
    writeFileSync(join(from, 'z/last'), 'x', { flag: 'a' });
    count += 1;
  }, 5);
  const { code, events } = await cli('capture', from, join(place(), 'x.tar.zst'), '--json');
  clearInterval(timer);
  expect(count).toBeGreaterThan(0);
  expect(code).toBe(0);
  expect(events).toContainEqual(expect.objectContaining({ type: 'notice', level: 'warning', text: expect.stringMatching(/^Changed while it was read: /) }));
});

it('an archive within its own source is not packed into itself', async () => {
  const from = tree({ 'etc/x': 'x' });
  watch(from);
  expect(await cli('capture', from, join(from, 'self.tar'))).toMatchObject({ code: 0 });
  expect(listed(join(from, 'self.tar'))).toEqual(['./', './etc/', './etc/x']);
});

it('nobody leads root out of a folder that its owner changes meanwhile', async () => {
  const outside = tree({ 'd/secret': 'secret' });
  const from = tree({ 'd/secret': 'mine', 'e/x': noise(4 * MiB) });
  let isLink = false;
  const timer = setInterval(() => {
    if (isLink) {
      rmSync(join(from, 'd'));
      renameSync(join(from, 'aside'), join(from, 'd'));
    } else {
      renameSync(join(from, 'd'), join(from, 'aside'));
      sh('ln', '-s', join(outside, 'd'), join(from, 'd'));
    }
    isLink = lstatSync(join(from, 'd')).isSymbolicLink();
  }, 1);
  const archives: string[] = [];
  const folder = place();
  for (let i = 0; i < 5; i += 1) {
    const archive = join(folder, `${i}.tar`);
    await cli('capture', from, archive);
    if (existsSync(archive)) archives.push(archive);
  }
  clearInterval(timer);
  for (const archive of archives) expect(readFileSync(archive).includes('\0secret')).toBe(false);
}, 60_000);
