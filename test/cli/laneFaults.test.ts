import { copyFileSync, mkdtempSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { cli, type CliRun, startCli } from '../lab/cli.ts';
import {
  childOf,
  holds,
  type Loop,
  looksBootable,
  loseBehind,
  takeMedium,
  sh,
  throttle,
  throttleReads,
  toolsAt,
  unthrottle,
  untilQuiet,
} from '../lab/devices.ts';
import type { DriveState } from '../../shared/errors.ts';
import { patch } from '../lab/diskImage.ts';
import { openDrives } from '../lab/drives.ts';
import { all, devicesOf, endingsOf, endsOf, failed, type Four, fourOf, isOf } from '../lab/lanes.ts';
import { allIn, phaseOf } from '../lab/inPhase.ts';
import { makeSources } from '../lab/sources.ts';

/** One of several drives goes wrong. */

const MiB = 1024 ** 2;
const { folder, path, undo, usedDrive, failingDrive, mounted } = openDrives('lane-faults', 300 * MiB);

beforeAll(() => makeSources(folder));

const SOURCES = [['rootfs.tar.zst'], ['card.img.gz']] as const;

const four = (): Four => fourOf(usedDrive);
const flash = (source: string, loops: readonly Loop[], ...options: readonly string[]): CliRun =>
  startCli(['flash', source, ...devicesOf(loops), '--yes', '--json', ...options]);

const finished = { type: 'finished', summary: { verified: 'full' } };

describe.each(SOURCES)('four drives and %s', (name) => {
  it('one is mounted by somebody while it is verified: the others are done', async () => {
    const loops = four();
    const [, second] = loops;
    throttleReads(second.number, 40_000_000);
    const run = flash(path(name), loops);
    await phaseOf(run, second, 'verify');
    sh('partx', '-u', second.device);
    mounted(`${second.device}p${name.startsWith('card') ? 2 : 1}`, '-o', 'ro');
    const { code, events, stderr } = await run.done;
    expect(code).toBe(73);
    expect(endingsOf(events, loops)).toMatchObject([[finished], [failed({ code: 'target-taken', drive: 'written' })], [finished], [finished]]);
    expect(stderr).toMatch(new RegExp(`^tarstrap: ${second.device} was written, but somebody uses it now: it is mounted at `, 'm'));
    for (const { device } of [loops[0], loops[2], loops[3]]) expect(stderr).not.toContain(device);
  });

  it('one loses data: it alone has not passed', async () => {
    const loops = four();
    const [, , third] = loops;
    throttleReads(third.number, 40_000_000);
    const run = flash(path(name), loops);
    await phaseOf(run, third, 'verify');
    loseBehind(third, 20 * MiB);
    const { code, events, stderr } = await run.done;
    expect(code).toBe(75);
    expect(endingsOf(events, loops)).toMatchObject([[finished], [finished], [failed({ code: 'verify-mismatch', drive: 'written' })], [finished]]);
    expect(stderr).toMatch(new RegExp(`^${third.device}: The drive was written completely, but nothing proves that it is right\\.$`, 'm'));
  });

  it('one loses its medium, as a reader whose card is taken out: the others are done', async () => {
    const loops = four();
    const [first] = loops;
    throttle(first.number, 10_000_000);
    const run = flash(path(name), loops);
    await phaseOf(run, first, 'write');
    takeMedium(first);
    const { code, events } = await run.done;
    expect(code).toBe(74);
    expect(endingsOf(events, loops)).toMatchObject([[failed({ code: 'drive-gone', drive: 'incomplete' })], [finished], [finished], [finished]]);
  });

  it('one is slow: it holds nobody up', async () => {
    const loops = four();
    const [slow, ...others] = loops;
    throttle(slow.number, 5_000_000);
    const { code, events } = await flash(path(name), loops).done;
    expect(code).toBe(0);
    const ends = endingsOf(events, [slow, ...others]).map(([end]) => (end?.type === 'finished' ? end.summary.seconds : Infinity));
    const [last = 0, ...rest] = ends;
    expect(Math.max(...rest) * 2).toBeLessThan(last);
    expect(events.findLast(({ type }) => type === 'finished')).toMatchObject({ target: slow.device });
  });

  it('the terminal is killed: the engine ends by itself, and no drive looks bootable', async () => {
    const loops = four();
    for (const { number } of loops) throttle(number, 10_000_000);
    const run = flash(path(name), loops);
    await allIn('write', run, loops);
    run.child.kill('SIGKILL');
    await run.done;
    await untilQuiet();
    expect(loops.map(looksBootable)).toEqual(all(loops, false));
    expect(devicesOf(loops).flatMap(toolsAt)).toEqual([]);
  });

  it('the engine is killed: of each drive it is said that it is incomplete', async () => {
    const loops = four();
    for (const { number } of loops) throttle(number, 10_000_000);
    const run = flash(path(name), loops);
    await allIn('write', run, loops);
    process.kill(childOf(run.child.pid as number, 'engine.js'), 'SIGKILL');
    const { code, stderr } = await run.done;
    expect(code).toBe(1);
    expect(stderr.match(/root side of Tarstrap ended unexpectedly/g)).toHaveLength(1);
    for (const device of devicesOf(loops)) expect(stderr).toContain(`${device}: The drive is incomplete and will not boot.`);
    await vi.waitFor(() => expect(devicesOf(loops).flatMap(toolsAt)).toEqual([]), { timeout: 20_000 });
    expect(loops.map(looksBootable)).toEqual(all(loops, false));
  });

  it('a cancel when one is done already: that one stays done', async () => {
    const loops = four();
    const [quick, ...others] = loops;
    for (const { number } of others) throttle(number, 3_000_000);
    const run = flash(path(name), loops);
    await run.event((event) => event.type === 'finished' && isOf(event, quick.device));
    run.child.kill('SIGINT');
    const { code, events, stderr } = await run.done;
    expect(code).toBe(130);
    expect(endsOf(events, loops)).toEqual([['finished'], ['cancelled'], ['cancelled'], ['cancelled']]);
    for (const { device } of others) expect(stderr).toContain(`${device}: The drive is incomplete and will not boot.`);
    expect(stderr).not.toContain(quick.device);
    expect(others.map(looksBootable)).toEqual(all(others, false));
    if (name.startsWith('card')) expect(holds(quick, path('card.img'))).toBe(true);
    else expect((await cli('verify', path(name), quick.device)).code).toBe(0);
  });

  it('two fail differently, one incomplete and one with other data than it should have: that is the worst', async () => {
    const loops = [failingDrive(), usedDrive(), usedDrive(), usedDrive()] as const;
    const [bad, , liar] = loops;
    throttleReads(liar.number, 40_000_000);
    const run = flash(path(name), loops);
    await phaseOf(run, liar, 'verify');
    loseBehind(liar, 20 * MiB);
    const { code, events, stderr } = await run.done;
    expect(code).toBe(75);
    expect(endingsOf(events, loops)).toMatchObject([
      [failed({ code: 'drive-io', drive: 'incomplete' })],
      [finished],
      [failed({ code: 'verify-mismatch', drive: 'written' })],
      [finished],
    ]);
    expect(stderr.indexOf(bad.device)).toBeLessThan(stderr.indexOf(`${liar.device}: The drive was written`));
  });
});

/** It is mounted, and slow to flush what waits for it. */
function flushLate({ device, number }: Loop): void {
  const at = mkdtempSync(path('late-'));
  sh('mount', `${device}p1`, at);
  undo(() => sh('sh', '-c', `! mountpoint -q ${at} || umount ${at}`));
  throttle(number, 5_000_000);
  sh('dd', 'if=/dev/urandom', `of=${at}/late`, 'bs=1M', 'count=30', 'status=none');
}

it.each(['card.img', 'card.img.gz', 'rootfs.tar.zst'])(
  'one is mounted, and what waits for it has to be flushed first: %s is written to the others meanwhile',
  async (name) => {
    const [slow, quick] = [usedDrive(), usedDrive()];
    flushLate(slow);
    const run = flash(path(name), [slow, quick], '--verify', 'none');
    await run.event((event) => event.type === 'finished' && isOf(event, quick.device));
    unthrottle(slow.number);
    const { code, events } = await run.done;
    expect(code).toBe(0);
    const indexOf = (type: string, { device }: Loop): number => events.findIndex((event) => event.type === type && isOf(event, device));
    expect(indexOf('finished', quick)).toBeGreaterThan(-1);
    expect(indexOf('finished', quick)).toBeLessThan(events.findIndex((event) => event.type === 'phase' && event.phase === 'write' && isOf(event, slow.device)));
  },
);

it.each(['card.img.gz', 'rootfs.tar.zst'])('one is pulled out before it is ready, and %s is unpacked for the other', async (name) => {
  const [slow, quick] = [usedDrive(), usedDrive()];
  flushLate(slow);
  throttle(quick.number, 5_000_000);
  const run = flash(path(name), [slow, quick], '--verify', 'none');
  await phaseOf(run, quick, 'write');
  takeMedium(slow);
  for (const { number } of [slow, quick]) unthrottle(number);
  const { code, events } = await run.done;
  expect(code).toBe(74);
  expect(endingsOf(events, [slow, quick])).toMatchObject([[failed({ code: 'drive-gone', drive: 'untouched' })], [{ type: 'finished' }]]);
});

it('one is not ready when the others find that the image is damaged: it stays as it was', async () => {
  const [slow, quick] = [usedDrive(), usedDrive()];
  const bad = path('bad.img.gz');
  copyFileSync(path('card.img.gz'), bad);
  patch(bad, Math.floor(statSync(bad).size * 0.8), Buffer.alloc(5000, 1));
  flushLate(slow);
  const run = flash(bad, [slow, quick]);
  await run.event((event) => event.type === 'failed' && isOf(event, quick.device));
  unthrottle(slow.number);
  const { code, events } = await run.done;
  expect(code).toBe(65);
  const damaged = (drive: DriveState): object[] => [failed({ code: 'archive-damaged', drive })];
  expect(endingsOf(events, [slow, quick])).toMatchObject([damaged('untouched'), damaged('incomplete')]);
  expect(looksBootable(slow)).toBe(true);
});

it('one is mounted while the stage is filled, and one fails: the second is worse', async () => {
  const loops = [usedDrive(), failingDrive(), usedDrive(), usedDrive()] as const;
  const run = flash(path('rootfs.tar.zst'), loops);
  await phaseOf(run, loops[0], 'extract');
  const at = mounted(`${loops[0].device}p1`);
  const { code, events, stderr } = await run.done;
  expect(code).toBe(74);
  expect(endingsOf(events, loops)).toMatchObject([
    [{ ...failed({ code: 'target-busy', drive: 'untouched' }), failure: { facts: { holders: `it is mounted at ${at}` } } }],
    [failed({ code: 'drive-io', drive: 'incomplete' })],
    [finished],
    [finished],
  ]);
  expect(stderr).toContain(`${loops[0].device}: Nothing was written to the target.`);
});
