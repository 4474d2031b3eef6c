import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { imagePlan } from '../../shared/plan/imageTypes.ts';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop } from '../lab/devices.ts';
import { imageWorkshop, MiB } from '../unit/image/workshop.ts';

/** What would be done with a disk image on a real drive, which stays as it is. */

const { path, run, disk, filesystem } = imageWorkshop();
let drive: Loop;
let before: Buffer;

beforeAll(() => {
  disk('card.img', 32 * MiB, ['label: gpt', 'size=8M', 'type=L']);
  filesystem('card.img', 9 * MiB, 22 * MiB, ['mkfs.ext4', '-q', '-F', '-L', 'rootfs']);
  run('xz', ['-0kf', 'card.img']);
  drive = makeLoop(path('.'), 64 * MiB);
  before = readFileSync(drive.file);
});

afterAll(() => {
  expect(readFileSync(drive.file).equals(before)).toBe(true);
  drive.detach();
  expect(leftovers()).toEqual([]);
});

it('is said in words and as commands', async () => {
  const { code, stdout, stderr } = await cli('flash', path('card.img.xz'), drive.device, '--dry-run');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Target: /);
  expect(stdout).toContain('Replace everything on it with the image: a GPT partition table and 2 partitions\n');
  expect(stdout).toContain('Verify everything by reading it back\n');
  expect(stdout).toMatch(/\nAs commands:\n[^]* {2}xz -dc .*card\.img\.xz \| dd of=\/dev\/loop/);
});

it('--json: the plan that root will be shown', async () => {
  const { stdout } = await cli('flash', path('card.img'), drive.device, '--grow', '--verify', 'none', '--dry-run', '--json');
  const printed = JSON.parse(stdout) as { readonly plan: unknown };
  expect(printed).toMatchObject({ type: 'plan', commands: expect.any(Array), remarks: [] });
  expect(imagePlan.parse(printed.plan)).toMatchObject({ verify: 'none', grow: { movesBackup: true, partition: { number: 2 }, filesystem: 'ext4' } });
});

it.each([[[]], [['--json']]])('is not done without a yes: %j', async (options) =>
  expect(await cli('flash', path('card.img'), drive.device, ...options)).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('Nobody has confirmed that '),
  }),
);
