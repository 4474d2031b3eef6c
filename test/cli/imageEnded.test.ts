import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, it, vi } from 'vitest';
import type { PhaseId } from '../../shared/protocol.ts';
import { childOf, holds, type Loop, looksBootable, sh, throttle, toolsAt, untilQuiet } from '../lab/devices.ts';
import { makeCard } from '../lab/diskImage.ts';
import { openDrives } from '../lab/drives.ts';
import { flashInto } from '../lab/inPhase.ts';
import { startOnTerminal } from '../lab/terminal.ts';

/** A disk image whose writing is ended before it is done, by whatever can end it, in every phase. */

const MiB = 1024 ** 2;
const { path, usedDrive } = openDrives('image-ended', 300 * MiB);

beforeAll(() => {
  makeCard(path('card.img'), { bytes: 64 * MiB, noise: 36 * MiB });
  sh('xz', '-0k', '-T2', path('card.img'));
  sh('cp', '--sparse=always', path('card.img'), path('mapped.img'));
  sh('bmaptool', '-q', 'create', '-o', path('mapped.bmap'), path('mapped.img'));
}, 120_000);

const FORMS = ['card.img', 'card.img.xz', 'mapped.img'] as const;

const expectComplete = (loop: Loop): void => expect(holds(loop, path('card.img'))).toBe(true);
const expectDead = (loop: Loop): void => expect(looksBootable(loop)).toBe(false);

/** The last partition has the whole drive, with a filesystem that is sound. */
function expectGrown({ device }: Loop): void {
  expect(Number(sh('blockdev', '--getsize64', `${device}p2`))).toBeGreaterThan(285 * MiB);
  expect(sh('e2fsck', '-fn', `${device}p2`)).toMatch(/files/);
}

const NO_BOOT = /The drive is incomplete and will not boot\. Write it again before you use it\./;

it.each(['SIGINT', 'SIGTERM'] as const)('%s, in the preparation: the drive is incomplete', async (signal) => {
  const loop = usedDrive();
  const run = await flashInto('prepare', loop, path('card.img'));
  run.child.kill(signal);
  const { code, events, stderr } = await run.done;
  expect({ code, last: events.at(-1) }).toMatchObject({ code: 130, last: { type: 'cancelled', drive: 'incomplete' } });
  expect(stderr).toMatch(NO_BOOT);
  expectDead(loop);
  expect(toolsAt(loop.device)).toEqual([]);
});

it.each<[NodeJS.Signals, string]>([['SIGTERM', 'card.img'], ...FORMS.map((form): [NodeJS.Signals, string] => ['SIGINT', form])])(
  '%s, while %s is written: the drive is incomplete',
  async (signal, form) => {
    const loop = usedDrive();
    const run = await flashInto('write', loop, path(form));
    run.child.kill(signal);
    const { code, events, stderr } = await run.done;
    expect({ code, last: events.at(-1) }).toMatchObject({ code: 130, last: { type: 'cancelled', drive: 'incomplete' } });
    expect(stderr).toMatch(NO_BOOT);
    expectDead(loop);
    expect(toolsAt(loop.device)).toEqual([]);
  },
);

it.each(['SIGINT', 'SIGTERM'] as const)('%s, in the verification: the drive is complete, and it is said that it was not verified', async (signal) => {
  const loop = usedDrive();
  const run = await flashInto('verify', loop, path('card.img'));
  run.child.kill(signal);
  const { code, events, stderr } = await run.done;
  expect({ code, last: events.at(-1) }).toMatchObject({ code: 130, last: { type: 'cancelled', drive: 'written' } });
  expect(stderr).toMatch(/It was written completely/);
  expect(toolsAt(loop.device)).toEqual([]);
  expectComplete(loop);
});

it('cancelled in the verification, a drive that was to grow is said to keep its size', async () => {
  const loop = usedDrive();
  const run = await flashInto('verify', loop, path('card.img'), '--grow');
  run.child.kill('SIGINT');
  const { code, events, stderr } = await run.done;
  expect(code).toBe(130);
  expect(events).toContainEqual(expect.objectContaining({ type: 'notice', level: 'warning', text: 'What was to be grown keeps its size.' }));
  expect(stderr).toMatch(/It was written completely, but not verified\./);
});

it.each(['SIGINT', 'SIGTERM'] as const)('%s, while it grows: that is brought to its end', async (signal) => {
  const loop = usedDrive();
  const run = await flashInto('finish', loop, path('card.img'), '--grow');
  run.child.kill(signal);
  const { code, events } = await run.done;
  expect({ code, last: events.at(-1) }).toMatchObject({ code: 0, last: { type: 'finished' } });
  expectGrown(loop);
});

it.each<[PhaseId, (loop: Loop) => void]>([
  ['prepare', expectDead],
  ['write', expectDead],
  ['verify', expectComplete],
  ['finish', expectGrown],
])('SIGKILL of the terminal in the phase %s: the engine ends by itself', async (phase, expectLeft) => {
  const loop = usedDrive();
  const run = await flashInto(phase, loop, path('card.img'), '--grow');
  run.child.kill('SIGKILL');
  await run.done;
  await untilQuiet();
  expect(toolsAt(loop.device)).toEqual([]);
  expectLeft(loop);
});

it.each<[PhaseId, boolean]>([
  ['write', false],
  ['verify', true],
  ['finish', true],
])('SIGKILL of the engine in the phase %s: the terminal says so, and what it has started ends', async (phase, isBootable) => {
  const loop = usedDrive();
  const run = await flashInto(phase, loop, path('card.img'), '--grow');
  process.kill(childOf(run.child.pid as number, 'engine.js'), 'SIGKILL');
  const { code, stderr } = await run.done;
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/root side of Tarstrap ended unexpectedly/) });
  await vi.waitFor(() => expect(toolsAt(loop.device)).toEqual([]), { timeout: 20_000 });
  expect(sh('sh', '-c', `grep -c ${loop.device} /proc/mounts || true`).trim()).toBe('0');
  expect(looksBootable(loop)).toBe(isBootable);
});

it('the terminal is closed: SIGHUP ends it, and the engine behind it', async () => {
  const loop = usedDrive();
  throttle(loop.number, 20_000_000);
  const codeTo = path('code');
  const terminal = startOnTerminal(['flash', path('card.img'), loop.device, '--yes'], { columns: 80, codeTo });
  await terminal.shows('writing');
  terminal.close();
  await vi.waitFor(() => expect(existsSync(codeTo) && readFileSync(codeTo, 'utf8')).toBe('129\n'), 20_000);
  await untilQuiet();
  expectDead(loop);
});
