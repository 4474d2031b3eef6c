import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli, type CliRun, startCli } from '../lab/cli.ts';
import { childOf, engines, holds, type Loop, sh, throttle, written } from '../lab/devices.ts';
import { openDrives } from '../lab/drives.ts';
import { all, devicesOf, endsOf } from '../lab/lanes.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { startOnTerminal } from '../lab/terminal.ts';

/** Several drives by one command, on real devices. */

const MiB = 1024 ** 2;
let archive: string;
let image: string;
const { folder, path, drive, failingDrive } = openDrives('several', 600 * MiB);

beforeAll(() => {
  const tar = makeRootfs(folder, { files: 300, bytes: 150_000_000 });
  archive = path('rootfs.tar.zst');
  sh('zstd', '-q1', tar, '-o', archive);
  const card = path('card.img');
  writeFileSync(card, '');
  truncateSync(card, 200 * MiB);
  sh('sh', '-c', `printf 'label: gpt\\ntype=L\\n' | sfdisk -q ${card}`);
  sh('sh', '-c', `head -c ${150 * MiB} /dev/urandom | dd of=${card} bs=1M seek=2 conv=notrunc status=none`);
  image = path('card.img.zst');
  sh('zstd', '-q1', card, '-o', image);
});

function drives(count: number): readonly Loop[] {
  return Array.from({ length: count }, () => drive());
}

/** The most decompressors that run at once, as long as there is an event of this phase to look at. */
function mostDecompressors(run: CliRun, phase: 'extract' | 'write'): () => number {
  let most = 0;
  void run
    .event((event) => {
      if (event.type !== 'progress' || event.phase !== phase) return false;
      const engine = childOf(run.child.pid as number, 'engine.js');
      const names = sh('sh', '-c', `ps -o comm= --ppid ${engine} || true`).split('\n');
      most = Math.max(most, names.filter((name) => name.trim() === 'zstd').length);
      return false;
    })
    .catch(() => {});
  return () => most;
}

describe('four drives', () => {
  it('of one archive: each is filled and verified, and the archive is unpacked once', async () => {
    const loops = drives(4);
    const run = startCli(['flash', archive, ...devicesOf(loops), '--yes', '--json']);
    const most = mostDecompressors(run, 'extract');
    const { code, stderr, events } = await run.done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(endsOf(events, loops)).toEqual(all(loops, ['finished']));
    for (const event of events) if (event.type === 'finished') expect(event.summary).toMatchObject({ mode: 'staged', verified: 'full' });
    expect(most()).toBe(1);
    const uuids = devicesOf(loops).map((device) => sh('blkid', '-p', '-s', 'UUID', '-o', 'value', `${device}p1`).trim());
    expect(new Set(uuids).size).toBe(1);
  });

  it.each(['xfs', 'btrfs', 'ext4'])('of one archive, filled by tar itself, on %s: it is unpacked once, and each is another filesystem', async (filesystem) => {
    const loops = drives(3);
    const args = ['--fs', filesystem, '--mode', 'direct', '--yes', '--json'];
    const run = startCli(['flash', archive, ...devicesOf(loops), ...args]);
    const most = mostDecompressors(run, 'extract');
    const { code, stderr, events } = await run.done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(endsOf(events, loops)).toEqual(all(loops, ['finished']));
    for (const event of events) if (event.type === 'finished') expect(event.summary).toMatchObject({ mode: 'direct', verified: 'full' });
    expect(most()).toBeLessThanOrEqual(1);
    expect(events.filter((event) => event.type === 'notice' && event.text.startsWith('Decompressed by '))).toHaveLength(3);
    const uuids = devicesOf(loops).map((device) => sh('blkid', '-p', '-s', 'UUID', '-o', 'value', `${device}p1`).trim());
    expect(new Set(uuids).size).toBe(3);
  });

  it('filled by tar itself, of an archive that is damaged: each is told so, and that it is incomplete', async () => {
    // So large that it fits whatever it holds, and is not read beforehand.
    const loops = Array.from({ length: 3 }, () => drive(4096 * MiB));
    const damaged = path('damaged.tar.gz');
    sh('sh', '-c', `zstd -dcq ${archive} | gzip -1 > ${damaged}`);
    sh('dd', 'if=/dev/urandom', `of=${damaged}`, 'bs=4096', 'count=1', 'seek=20000', 'conv=notrunc', 'status=none');
    const { code, events } = await cli('flash', damaged, ...devicesOf(loops), '--mode', 'direct', '--yes', '--json');
    expect(code).toBe(65);
    for (const device of devicesOf(loops))
      expect(events).toContainEqual(
        expect.objectContaining({ type: 'failed', target: device, drive: 'incomplete', failure: expect.objectContaining({ code: 'archive-damaged' }) }),
      );
  });

  it('of one image: each has it, byte by byte, and it is unpacked once', async () => {
    const loops = drives(4);
    const run = startCli(['flash', image, ...devicesOf(loops), '--yes', '--json']);
    const most = mostDecompressors(run, 'write');
    const { code, stderr, events } = await run.done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(endsOf(events, loops)).toEqual(all(loops, ['finished']));
    expect(most()).toBeLessThanOrEqual(1);
    const card = readFileSync(path('card.img'));
    for (const { device, file } of loops) {
      sh('blockdev', '--flushbufs', device);
      expect(readFileSync(file).subarray(0, card.length).equals(card)).toBe(true);
    }
  });

  it.each(['small.img', 'small.img.zst'])('as many as there may be, of several sizes, get %s', async (name) => {
    sh('dd', `if=${path('card.img')}`, `of=${path('small.img')}`, 'bs=1M', 'count=24', 'status=none');
    sh('sfdisk', '-q', '--delete', path('small.img'));
    sh('sh', '-c', `echo type=L | sfdisk -q ${path('small.img')}`);
    sh('zstd', '-qf1', path('small.img'), '-o', path('small.img.zst'));
    const loops = Array.from({ length: 16 }, (_, index) => drive((32 + index) * MiB));
    const { code, stderr, events } = await cli('flash', path(name), ...devicesOf(loops), '--yes', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(endsOf(events, loops)).toEqual(all(loops, ['finished']));
    for (const loop of loops) expect(holds(loop, path('small.img'))).toBe(true);
  });

  it.each(['full', 'quick'])('of which the smallest is no whole number of chunks, as few drives are: all are verified (--verify %s)', async (verify) => {
    const loops = [drive(700 * MiB), drive(600 * MiB + 24_576), drive(640 * MiB + 9216)];
    const { code, stderr, events } = await cli('flash', archive, ...devicesOf(loops), '--verify', verify, '--yes', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(endsOf(events, loops)).toEqual(all(loops, ['finished']));
    for (const device of devicesOf(loops)) expect(await cli('verify', archive, device)).toMatchObject({ code: 0 });
  });

  it('every event of the job says whose it is', async () => {
    const loops = drives(4);
    const { stdout } = await cli('flash', image, ...devicesOf(loops), '--yes', '--verify', 'none', '--json');
    const targets = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly target?: string }).target);
    expect(new Set(targets)).toEqual(new Set(devicesOf(loops)));
  });

  it('of which one is too small: nothing is written to any of them', async () => {
    const loops = [...drives(3), drive(64 * MiB)];
    const before = loops.map(({ number }) => written(number));
    for (const source of [archive, image]) {
      const { code, events } = await cli('flash', source, ...devicesOf(loops), '--yes', '--json');
      expect({ code, last: events.at(-1) }).toMatchObject({
        code: 73,
        last: { type: 'failed', drive: 'untouched', failure: { facts: { path: loops[3]?.device } } },
      });
    }
    expect(loops.map(({ number }) => written(number))).toEqual(before);
  });

  it.each([
    ['archive', () => archive],
    ['image', () => image],
  ])('of which one fails in the middle: the %s is on the other three, and the fourth is named', async (_, source) => {
    const loops = [drive(), failingDrive(), drive(), drive()];
    const { code, events, stderr } = await cli('flash', source(), ...devicesOf(loops), '--yes', '--json');
    expect(code).toBe(74);
    expect(endsOf(events, loops)).toEqual([['finished'], ['failed'], ['finished'], ['finished']]);
    for (const event of events) if (event.type === 'finished') expect(event.summary.verified).toBe('full');
    expect(stderr).toMatch(new RegExp(`^tarstrap: .*${loops[1]?.device}.*\n[^]*^${loops[1]?.device}: The drive is incomplete`, 'm'));
    expect(stderr).not.toContain(`${loops[0]?.device}: `);
  });

  it.each([
    ['archive', () => archive],
    ['image', () => image],
  ])('%s: a cancel ends all', async (_, source) => {
    const loops = drives(4);
    for (const { number } of loops) throttle(number, 10_000_000);
    const run = startCli(['flash', source(), ...devicesOf(loops), '--yes', '--json']);
    await Promise.all(
      devicesOf(loops).map((device) => run.event((event) => event.type === 'phase' && event.phase === 'write' && 'target' in event && event.target === device)),
    );
    run.child.kill('SIGINT');
    const { code, events, stderr } = await run.done;
    expect(code).toBe(130);
    expect(endsOf(events, loops)).toEqual(all(loops, ['cancelled']));
    for (const device of devicesOf(loops)) expect(stderr).toContain(`${device}: `);
    expect(stderr.match(/Cancelled\./g)).toHaveLength(1);
    expect(engines()).toEqual([]);
  });
});

describe('in words', () => {
  it('a log has the drive in front of every line of its own, and says once what holds for all', async () => {
    const loops = drives(3);
    const { code, stdout, stderr } = await cli('flash', archive, ...devicesOf(loops), '--yes', '--verify', 'none');
    expect(code).toBe(0);
    for (const device of devicesOf(loops)) {
      expect(stdout).toMatch(new RegExp(`^Done: .* on ${device} in .*safe to unplug\\.$`, 'm'));
      expect(stderr).toMatch(new RegExp(`^${device}: writing \\(\\d+ %`, 'm'));
    }
    expect(stderr.match(/Decompressed by /g)).toHaveLength(1);
  });

  it('a terminal has a line for each of them, that never wraps', async () => {
    const loops = drives(3);
    const { code, screen } = await startOnTerminal(['flash', archive, ...devicesOf(loops), '--yes', '--verify', 'none'], { columns: 80 }).done;
    expect(code).toBe(0);
    const lines = screen.split(/\r?\n|\r|\u001b\[[AK]/).filter((line) => devicesOf(loops).some((device) => line.startsWith(`${device}  `)));
    for (const device of devicesOf(loops)) expect(lines.some((line) => line.startsWith(device) && line.includes(' %  writing'))).toBe(true);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(80);
    expect(screen.match(/Done: /g)).toHaveLength(3);
  });

  it('a terminal with too few lines for them gets a log', async () => {
    const loops = drives(3);
    const args = ['flash', image, ...devicesOf(loops), '--yes', '--verify', 'none'];
    expect((await startOnTerminal(args, { columns: 80, rows: 2 }).done).screen).not.toContain('\u001b[A');
  });

  it('the question names all of them', async () => {
    const loops = drives(3);
    const [first, second, third] = devicesOf(loops);
    const terminal = startOnTerminal(['flash', archive, ...devicesOf(loops)], { columns: 200 });
    await terminal.shows(`Write to ${first}, ${second} and ${third}? Type yes: `);
    terminal.type('no\r');
    expect((await terminal.done).code).toBe(130);
  });

  it('--dry-run has the plan of each of them, and --json one object each', async () => {
    const loops = [drive(), drive(700 * MiB)];
    const words = await cli('flash', archive, ...devicesOf(loops), '--dry-run');
    expect(words.code).toBe(0);
    for (const device of devicesOf(loops)) {
      expect(words.stdout.match(new RegExp(`^Target: ${device} `, 'gm'))).toHaveLength(1);
      expect(words.stdout).toMatch(new RegExp(`^ {2}.*sfdisk.* ${device}`, 'm'));
    }
    const notes = words.stdout.split('\n').filter((line) => /^(?:Note|Caution): /.test(line));
    expect(new Set(notes).size).toBe(notes.length);
    const { stdout } = await cli('flash', archive, ...devicesOf(loops), '--dry-run', '--json');
    const plans = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(plans).toEqual(
      devicesOf(loops).map((device) =>
        expect.objectContaining({ type: 'plan', plan: expect.objectContaining({ target: expect.objectContaining({ path: device }) }) }),
      ),
    );
  });
});

describe('what cannot be together', () => {
  it.each<[string, (loop: Loop) => string[], RegExp]>([
    ['a drive twice', ({ device }) => [device, device], /^tarstrap: \/dev\/loop\d+ is named twice\.$/m],
    ['a drive and a folder', ({ device }) => [device, folder], /is not a whole drive: several targets at once must all be drives\.$/m],
    ['a drive and an image', ({ device }) => [device, path('new.img')], /new\.img is not a whole drive/],
    ['more than can be', ({ device }) => Array.from({ length: 17 }, () => device), /Up to 16 of TARGET can be given, not 17\./],
  ])('%s', async (_, targets, words) => {
    const loop = drive();
    const before = written(loop.number);
    const { code, stderr } = await cli('flash', archive, ...targets(loop), '--yes');
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(words) });
    expect(written(loop.number)).toBe(before);
  });
});
