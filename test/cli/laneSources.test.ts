import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DriveState } from '../../shared/errors.ts';
import { type CliRun, startCli } from '../lab/cli.ts';
import { type Loop, looksBootable, sh, throttle, throttleReads, unthrottle } from '../lab/devices.ts';
import { patch } from '../lab/diskImage.ts';
import { openDrives } from '../lab/drives.ts';
import { allIn } from '../lab/inPhase.ts';
import { all, devicesOf, endingsOf, endsOf, failed, type Four, fourOf } from '../lab/lanes.ts';
import { makeSources } from '../lab/sources.ts';

/** What several drives share goes wrong: for all of them. */

const MiB = 1024 ** 2;
/** So large that an archive fits whatever it holds, and is not read beforehand. */
const { folder, path, drive, usedDrive, mounted } = openDrives('lane-sources', 2048 * MiB);

beforeAll(() => {
  makeSources(folder);
  // Larger than what is read of it before it is written.
  sh('sh', '-c', `zstd -dcq ${path('rootfs.tar.zst')} | xz -0 -T2 > ${path('rootfs.tar.xz')}`);
});

const four = (): Four => fourOf(usedDrive);
const flash = (source: string, loops: readonly Loop[], ...options: readonly string[]): CliRun =>
  startCli(['flash', source, ...devicesOf(loops), '--yes', '--json', ...options]);

describe('what they are written from', () => {
  it.each<[string, DriveState]>([
    ['rootfs.tar.xz', 'untouched'],
    ['card.img.gz', 'incomplete'],
  ])('%s is damaged: all are told, and that they are %s', async (name, state) => {
    const bad = path(`bad-${name}`);
    sh('cp', path(name), bad);
    patch(bad, 20 * MiB, Buffer.alloc(5000, 1));
    const loops = four();
    const { code, events, stderr } = await flash(bad, loops).done;
    expect(code).toBe(65);
    expect(endingsOf(events, loops)).toMatchObject(all(loops, [failed({ code: 'archive-damaged', drive: state })]));
    expect(stderr.match(/is cut short or damaged/g)).toHaveLength(1);
    for (const device of devicesOf(loops)) expect(stderr).toContain(`${device}: ${state === 'untouched' ? 'Nothing was written' : 'The drive is incomplete'}`);
    if (state === 'incomplete') expect(loops.map(looksBootable)).toEqual(all(loops, false));
  });

  it.each<[string, string[]]>([
    ['card.img', []],
    ['card.img', ['--verify', 'none']],
    ['card.img.gz', []],
    ['rootfs.tar.zst', ['--mode', 'direct']],
  ])('%s %j lies on a medium that fails: no drive is blamed', async (name, options) => {
    const stick = drive(300 * MiB);
    sh('mkfs.ext4', '-q', '-F', stick.device);
    const at = mounted(stick.device);
    const source = `${at}/${name}`;
    sh('cp', path(name), source);
    sh('mount', '-o', 'remount,ro', at);
    throttleReads(stick.number, 8_000_000);
    const loops = four();
    for (const { number } of loops) throttle(number, 10_000_000);
    sh('dd', `if=${source}`, 'iflag=nocache', 'count=0', 'status=none');
    const run = flash(source, loops, ...options);
    await (name === 'card.img' ? allIn('write', run, loops) : run.event((event) => event.type === 'notice' && event.text.startsWith('Decompressed by ')));
    truncateSync(stick.file, 8 * MiB);
    sh('dd', `if=${source}`, 'iflag=nocache', 'count=0', 'status=none');
    for (const { number } of [stick, ...loops]) unthrottle(number);
    const { code, events } = await run.done;
    expect(code).toBe(74);
    expect(endingsOf(events, loops)).toMatchObject(
      all(loops, [{ type: 'failed', failure: { code: 'archive-io', facts: { path: source } }, drive: 'incomplete' }]),
    );
    expect(loops.map(looksBootable)).toEqual(all(loops, false));
  });

  it('card.img is overwritten while it is read: none of them is done', async () => {
    const image = path('changing.img');
    sh('cp', path('card.img'), image);
    const loops = four();
    for (const { number } of loops) throttle(number, 10_000_000);
    const run = flash(image, loops);
    await allIn('write', run, loops);
    patch(image, 50 * MiB, 'something else');
    loops.forEach(({ number }) => unthrottle(number));
    const { code, events } = await run.done;
    expect(code).toBe(65);
    expect(endingsOf(events, loops)).toMatchObject(all(loops, [failed({ code: 'archive-changed', drive: 'incomplete' })]));
  });
});

/** A machine as small as it says: hardly any memory is free, and there is little room on disk. */
function onSmallMachine(): string[] {
  const memory = readFileSync('/proc/meminfo', 'latin1').replace(/^MemAvailable: +\d+/m, 'MemAvailable:   40000');
  writeFileSync(path('meminfo'), memory);
  const script = `mount --bind /var/tmp /mnt; mount -t tmpfs -o size=20M,mode=1777 small /var/tmp
for at in /mnt/built-* /mnt/lane-sources-*; do mkdir /var/tmp/\${at#/mnt/}; mount --rbind $at /var/tmp/\${at#/mnt/}; done
mount --bind "$0/meminfo" /proc/meminfo; exec "$@"`;
  return ['unshare', '--mount', 'sh', '-ec', script, folder];
}

describe('there is no room for what is unpacked once for all', () => {
  it('of an image: nothing is written, and that is said once', async () => {
    const loops = four();
    const run = startCli(['flash', path('card.img.gz'), ...devicesOf(loops), '--yes', '--json'], onSmallMachine());
    const { code, events, stderr } = await run.done;
    expect(code).toBe(69);
    expect(endingsOf(events, loops)).toMatchObject(all(loops, [{ ...failed({ code: 'image-no-room', drive: 'untouched' }) }]));
    expect(stderr.match(/There is no room in \/var\/tmp for the unpacked image, from which all drives are written\./g)).toHaveLength(1);
  });

  it('of an image that is not packed none is needed, nor of one drive', async () => {
    const loops = four();
    const several = await startCli(['flash', path('card.img'), ...devicesOf(loops), '--yes', '--json'], onSmallMachine()).done;
    expect({ code: several.code, stderr: several.stderr }).toEqual({ code: 0, stderr: '' });
    const [one] = loops;
    expect((await startCli(['flash', path('card.img.gz'), one.device, '--yes', '--json'], onSmallMachine()).done).code).toBe(0);
  });

  it('of an archive: it is decompressed for each of them', async () => {
    const loops = four();
    const { code, stderr, events } = await startCli(['flash', path('rootfs.tar.zst'), ...devicesOf(loops), '--yes', '--json'], onSmallMachine()).done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(endsOf(events, loops)).toEqual(all(loops, ['finished']));
    for (const event of events) if (event.type === 'finished') expect(event.summary).toMatchObject({ mode: 'direct', verified: 'full' });
    expect(events).not.toContainEqual(expect.objectContaining({ type: 'notice', text: expect.stringContaining('decompressed once') }));
  });
});
