import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, sh } from '../lab/devices.ts';
import { compressed } from '../lab/lzw.ts';

/** Whole archives in every form in which people have them: what is there lands, what is left out is named. */

let folder: string;
let first: Buffer;
let second: Buffer;
/** The first one without its end mark. */
let unmarked: Buffer;
const JUNK = Buffer.from('this is no tar at all\n'.repeat(200));

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/ending-');
  for (const name of ['one/etc', 'one/usr/bin', 'one/usr/lib', 'two/etc', 'two/usr/lib']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['etc/fstab', 'usr/bin/sh', 'usr/lib/libc.so.6']) writeFileSync(join(folder, 'one', name), name.repeat(1000));
  writeFileSync(join(folder, 'one/etc/hostname'), 'first\n');
  writeFileSync(join(folder, 'two/etc/hostname'), 'second\n');
  writeFileSync(join(folder, 'two/usr/lib/modules.dep'), 'x'.repeat(5000));
  sh('setfattr', '-n', 'user.note', '-v', 'of the second', join(folder, 'two/usr/lib/modules.dep'));
  const tar = (name: string): Buffer => execFileSync('tar', ['-C', join(folder, name), '--format=posix', '--xattrs', '-c', '.'], { maxBuffer: 1 << 26 });
  [first, second] = [tar('one'), tar('two')];
  writeFileSync(join(folder, 'one.tar'), first);
  const mark = /block (\d+): \*\*/.exec(execFileSync('tar', ['-tRf', join(folder, 'one.tar')]).toString())?.[1];
  unmarked = first.subarray(0, Number(mark) * 512);
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const by =
  (tool: string, ...args: readonly string[]) =>
  (data: Buffer): Buffer =>
    execFileSync(tool, [...args, '-qc'], { input: data, maxBuffer: 1 << 26 });
const both = (): Buffer => Buffer.concat([first, second]);

it.each<[string, () => Buffer, string, RegExp | null]>([
  ['two tars', both, 'second', /2 tars, one after the other/],
  ['two tars in one gzip', () => by('gzip')(both()), 'second', /2 tars/],
  ['two tars in one xz', () => by('xz')(both()), 'second', /2 tars/],
  ['two tars, each compressed by zstd', () => Buffer.concat([by('zstd')(first), by('zstd')(second)]), 'second', /2 tars/],
  ['two tars with junk behind them', () => Buffer.concat([both(), JUNK, second]), 'second', /something that is not a tar: it is left out/],
  ['two tars with junk behind them, in a gzip', () => by('gzip')(Buffer.concat([both(), JUNK])), 'second', /something that is not a tar: it is left out/],
  ['one tar with junk behind it', () => Buffer.concat([first, JUNK]), 'first', /something that is not a tar: it is left out/],
  ['junk behind a zstd', () => Buffer.concat([by('zstd')(first), JUNK]), 'first', /After its compressed data/],
  ['no end mark', () => unmarked, 'first', /no end mark/],
  ['no end mark, compressed', () => by('zstd')(unmarked), 'first', /no end mark/],
  ['an lzma', () => by('xz', '--format=lzma')(first), 'first', null],
  ['a .Z', () => compressed(first), 'first', null],
])('%s: flashed, and verified then and later', async (_, make, hostname, said) => {
  const [archive, image] = [join(folder, 'archive'), join(folder, 'card.img')];
  writeFileSync(archive, make());
  rmSync(image, { force: true });
  const dry = await cli('flash', archive, image, '--dry-run');
  if (said) expect(dry.stdout).toMatch(said);
  else expect(dry.stdout).not.toMatch(/left out|end mark|tars/);
  const flashed = await cli('flash', archive, image, '--yes', '--verify', 'full');
  expect(flashed).toMatchObject({ code: 0, stderr: expect.stringMatching(said ?? /Verify everything/) });
  const start = Number(/start= *(\d+)/.exec(sh('sfdisk', '-d', image))?.[1]) * 512;
  expect(sh('debugfs', '-R', 'cat /etc/hostname', `${image}?offset=${start}`).trim()).toBe(hostname);
  expect(await cli('verify', archive, image)).toMatchObject({ code: 0 });
});

it.each<[string, () => Buffer]>([
  ['two tars', both],
  ['two tars with junk behind them', () => Buffer.concat([both(), JUNK])],
  ['two tars in one gzip', () => by('gzip')(both())],
])('%s: onto a folder, and a change in what the second one brought is found', async (_, make) => {
  const [archive, target] = [join(folder, 'archive'), mkdtempSync(join(folder, 'target-'))];
  writeFileSync(archive, make());
  expect(await cli('flash', archive, target, '--yes')).toMatchObject({ code: 0 });
  expect(readFileSync(join(target, 'etc/hostname'), 'utf8')).toBe('second\n');
  sh('setfattr', '-x', 'user.note', join(target, 'usr/lib/modules.dep'));
  const later = await cli('verify', archive, target);
  expect(later).toMatchObject({ code: 75, stderr: expect.stringMatching(/modules\.dep.*lacks user\.note/) });
});
