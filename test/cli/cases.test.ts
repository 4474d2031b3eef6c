import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { LANDING, modules, REFUSED, tar } from '../lab/fieldCases.ts';
import { folder as dir, system } from '../lab/members.ts';
import { emptyFolder, type Landed, landedAt, landedByHand, landedOn } from '../lab/landing.ts';

/**
 * Archives as people report them. In every way the same lands, with the same verdict, and it is what a careful person gets by
 * hand; where `better` is told, what that person should have got.
 */

const MiB = 1024 ** 2;
const WAYS = ['image', 'staged', 'direct', 'folder'] as const;
type Way = (typeof WAYS)[number];

let folder: string;
/** One for each way that needs a drive: the ways go side by side. */
let drives: Readonly<Record<'staged' | 'direct', Loop>>;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/cases-');
  drives = { staged: makeLoop(folder, 96 * MiB), direct: makeLoop(folder, 96 * MiB) };
});
afterAll(() => {
  expect(leftovers()).toEqual([]);
  for (const drive of Object.values(drives)) drive.detach();
  rmSync(folder, { recursive: true, force: true });
});

function offsetIn(image: string): number {
  return Number(/start= *(\d+)/.exec(sh('sfdisk', '-d', image))?.[1]) * 512;
}

const PLACES: Readonly<
  Record<Way, { readonly target: () => string; readonly options: readonly string[]; readonly look: (target: string) => Landed | Promise<Landed> }>
> = {
  image: {
    target: () => join(mkdtempSync(join(folder, 'image-')), 'card.img'),
    options: [],
    look: (image) => landedOn(image, `,loop,offset=${offsetIn(image)}`, folder),
  },
  staged: { target: () => drives.staged.device, options: ['--mode', 'staged'], look: (device) => landedOn(`${device}p1`, '', folder) },
  direct: { target: () => drives.direct.device, options: ['--mode', 'direct'], look: (device) => landedOn(`${device}p1`, '', folder) },
  folder: { target: () => emptyFolder(folder), options: [], look: landedAt },
};

describe.each(Object.entries(LANDING))('%s', (name, chosen) => {
  const archive = (): string => join(folder, `${name.replaceAll(/\W/g, '-')}.tar`);
  let expected: Landed;
  beforeAll(() => {
    writeFileSync(archive(), chosen.archive(folder));
    expected = landedByHand(chosen, archive(), folder);
  });

  afterAll(() => expect(leftovers()).toEqual([]));

  it.concurrent.each(WAYS)('lands, %s, as by hand, and is verified then and later', async (way) => {
    const { target, options, look } = PLACES[way];
    const path = target();
    const flashed = await cli('flash', archive(), path, '--yes', ...options, ...(chosen.options ?? []));
    expect({ code: flashed.code, tree: flashed.code === 0 ? await look(path) : flashed.stderr }).toEqual({ code: 0, tree: expected });
    if (chosen.said) expect(flashed.stderr).toMatch(chosen.said);
    if (chosen.lost) expect(flashed.stdout + flashed.stderr).toMatch(chosen.lost);
    expect(await cli('verify', archive(), path, ...(chosen.options ?? []))).toMatchObject({ code: 0 });
  });
});

describe.each(Object.entries(REFUSED))('%s', (_, [archive, words, options = []]) => {
  afterAll(() => expect(leftovers()).toEqual([]));

  it.concurrent.each(['staged', 'direct'] as const)('is refused, %s, before a byte of the drive is touched', async (mode) => {
    const path = join(folder, `refused-${mode}.tar`);
    const { device } = drives[mode];
    const sum = (): string => createHash('sha256').update(readFileSync(device)).digest('hex');
    writeFileSync(path, archive());
    const before = sum();
    const { code, stderr } = await cli('flash', path, device, '--yes', '--mode', mode, ...options);
    expect({ code, stderr, sum: sum() }).toEqual({ code: 65, stderr: expect.stringMatching(words), sum: before });
  });
});

describe('modules for a system whose lib is a symlink', () => {
  it.each([
    ['with an entry for lib', [dir('./'), dir('./lib'), ...modules]],
    ['without one', modules],
  ])('%s: land behind it, and the system stays whole', async (_, members) => {
    const [archive, root] = [join(folder, 'modules.tar'), mkdtempSync(join(folder, 'system-'))];
    mkdirSync(join(root, 'usr/lib'), { recursive: true });
    writeFileSync(join(root, 'usr/lib/libc.so.6'), 'a library');
    symlinkSync('usr/lib', join(root, 'lib'));
    writeFileSync(archive, tar(members));
    expect(await cli('flash', archive, root, '--yes')).toMatchObject({ code: 0 });
    expect(lstatSync(join(root, 'lib')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(root, 'lib/modules/6.1/modules.dep'), 'utf8')).toBe('dep');
    expect(readFileSync(join(root, 'lib/libc.so.6'), 'utf8')).toBe('a library');
    expect(await cli('verify', archive, root)).toMatchObject({ code: 0 });
  });
});

it('lines of fstab for drives that will not be there are commented out, in every way but in a folder', async () => {
  const archive = join(folder, 'fstab.tar');
  writeFileSync(archive, tar(system({ fstab: '/dev/mmcblk0p1  /boot   vfat    defaults        0       0\n' })));
  const { code, stderr } = await cli('flash', archive, drives.staged.device, '--yes', '--mode', 'staged');
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/mmcblk0p1/) });
  expect(sh('debugfs', '-R', 'cat /etc/fstab', `${drives.staged.device}p1`)).toMatch(/^#.*mmcblk0p1/m);
  expect(await cli('verify', archive, drives.staged.device)).toMatchObject({ code: 0 });
});
