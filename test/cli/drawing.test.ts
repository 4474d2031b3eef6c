import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cli, CLI, startCli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh, throttle } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { startOnTerminal } from '../lab/terminal.ts';

/** What a terminal is sent while a job runs, by what it can do, and of what drives are called. */

const MiB = 1024 ** 2;
const CLEAR = '\r\u001b[K';
let folder: string;
let archive: string;
let small: string;
let loop: Loop;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/drawing-');
  archive = makeRootfs(folder, { files: 100, bytes: 60_000_000 });
  small = makeRootfs(folder, { files: 10, bytes: 100_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  loop = makeLoop(folder, 256 * MiB);
});
afterEach(() => {
  loop.detach();
  expect(leftovers()).toEqual([]);
});

/** As it is flashed for several seconds, so that no tenth is jumped over. */
function slowly(): string[] {
  throttle(loop.number, 8_000_000);
  return ['flash', archive, loop.device, '--yes', '--mode', 'direct', '--verify', 'none'];
}

describe('progress', () => {
  it.each([
    ['a terminal without a size', { term: 'vt102' }],
    ['a dumb terminal', { term: 'dumb', columns: 80 }],
  ])('%s: a line a phase and a line every ten per cent', async (_, kind) => {
    const { code, screen } = await startOnTerminal(slowly(), kind).done;
    expect({ code, screen }).toEqual({ code: 0, screen: expect.not.stringContaining('\u001b') });
    expectLines(screen);
  });

  it('a log: the same', async () => {
    const { code, stderr } = await startCli(slowly()).done;
    expect(code).toBe(0);
    expectLines(stderr);
  });

  it.each([80, 24])('%d columns: one line, drawn over and over, that never wraps; and no colours', async (columns) => {
    const { code, screen } = await startOnTerminal(slowly(), { columns, env: { NO_COLOR: '1' } }).done;
    const drawn = screen.split(CLEAR).filter((text) => /^[^\r\n]*\d+ %[^\r\n]*$/.test(text));
    expect(code).toBe(0);
    expect(drawn.length).toBeGreaterThan(5);
    expect(Math.max(...drawn.map((text) => text.length))).toBeLessThan(columns);
    expect(screen.replaceAll(CLEAR, '')).not.toMatch(/\u001b/);
  });
});

function expectLines(text: string): void {
  const shown = [...text.matchAll(/^(\w+) \((\d+) %/gm)].map(([, phase, percent]) => ({ phase, percent: Number(percent) }));
  expect(shown.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['preparing', 'unpacking', 'flushing', 'finishing']));
  const tenths = new Set(shown.map(({ percent }) => Math.floor(percent / 10)));
  expect([...tenths].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(shown.length).toBeLessThan(20);
}

it.each(['yes\r', 'YES\r'])('the question, answered by %j: goes on', async (keys) => {
  const image = join(folder, 'card.img');
  writeFileSync(image, 'what is there already');
  const terminal = startOnTerminal(['flash', small, image, '--verify', 'none'], { columns: 80 });
  await terminal.shows('Type yes: ');
  terminal.type(keys);
  expect(await terminal.done).toMatchObject({ code: 0, screen: expect.stringMatching(/Done: /) });
  rmSync(image);
});

it('a reader that goes away: the job goes on to its end, and nothing stays', async () => {
  const image = join(folder, 'heard.img');
  const program = [process.execPath, CLI, 'flash', small, image, '--yes', '--json'];
  const { stdout, stderr } = await startCli([], ['sh', '-c', '{ "$@"; echo "code $?" >&2; } | head -n 1 > /dev/null; echo over', 'sh'], program).done;
  expect({ stdout, stderr }).toEqual({ stdout: 'over\n', stderr: 'code 0\n' });
  expect(readFileSync(image).subarray(510, 512).toString('hex')).toBe('55aa');
});

it('no /var/tmp: an image is made all the same', async () => {
  // In memory: where /var is empty, so is the folder of this test.
  const at = mkdtempSync('/dev/shm/drawing-');
  const image = join(at, 'card.img');
  const world = ['unshare', '--mount', '--propagation', 'private', 'sh', '-ec', 'mount -t tmpfs tmpfs /var; exec "$@"', 'sh'];
  try {
    const rootfs = makeRootfs(at, { files: 10, bytes: 100_000 });
    const { code, stdout, stderr } = await startCli([], world, [process.execPath, CLI, 'flash', rootfs, image, '--yes']).done;
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Done: /) });
  } finally {
    rmSync(at, { recursive: true });
  }
});

it('labels that would command a terminal are shown, and do nothing', async () => {
  sh('sh', '-c', `echo 'label: gpt\nstart=2048, size=30720' | sfdisk -q --no-tell-kernel --no-reread ${loop.device}`);
  sh('partx', '-u', loop.device);
  // Eleven bytes that clear the screen, turn writing around, and begin a line.
  sh('mkfs.ext4', '-q', '-L', '\u001b[2J\u202e\na', `${loop.device}p1`);
  for (const more of [[], ['--json']]) {
    const { code, stdout } = await cli('drives', ...more);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).toContain('[2J');
  }
});
