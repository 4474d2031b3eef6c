import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Every option of `flash` at every kind of target: it has its effect, or it is refused. */

let folder: string;
let archive: string;
let loop: Loop;
let targets: Readonly<Record<string, string>>;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/options-');
  archive = makeRootfs(folder, { files: 10, bytes: 100_000 });
  loop = makeLoop(folder, 800 * 1024 ** 2);
  sh('sh', '-c', `printf 'label: gpt\n,\n' | sfdisk -q --no-tell-kernel --no-reread ${loop.device} && partx -u ${loop.device}`);
  sh('mkfs.ext4', '-q', `${loop.device}p1`);
  mkdirSync(join(folder, 'tree'));
  targets = { drive: loop.device, partition: `${loop.device}p1`, image: join(folder, 'card.img'), folder: join(folder, 'tree') };
});

afterAll(() => {
  loop.detach();
  rmSync(folder, { recursive: true });
});

const YES = 0;
const NO = 64;
/** FAT cannot hold the links of a root filesystem. */
const UNFIT = 65;
const KEPT = ['--layout', 'none'];

it.each<[string[], { drive: number; partition: number; kept: number; image: number; folder: number }]>([
  [['--layout', 'single'], { drive: YES, partition: YES, kept: YES, image: YES, folder: NO }],
  [['--layout', 'none'], { drive: NO, partition: YES, kept: YES, image: NO, folder: YES }],
  [['--layout', 'boot-root'], { drive: YES, partition: NO, kept: NO, image: YES, folder: NO }],
  [['--layout', 'rpi-alpine'], { drive: UNFIT, partition: NO, kept: NO, image: UNFIT, folder: NO }],
  [['--fs', 'btrfs'], { drive: YES, partition: YES, kept: NO, image: YES, folder: NO }],
  [['--label', 'system'], { drive: YES, partition: YES, kept: NO, image: YES, folder: NO }],
  [['--size', '600M'], { drive: NO, partition: NO, kept: NO, image: YES, folder: NO }],
  [['--fstab', 'amend'], { drive: YES, partition: YES, kept: NO, image: YES, folder: NO }],
  [['--fstab', 'keep'], { drive: YES, partition: YES, kept: YES, image: YES, folder: YES }],
  [['--mode', 'direct'], { drive: YES, partition: YES, kept: YES, image: YES, folder: YES }],
  [['--mode', 'staged'], { drive: YES, partition: YES, kept: NO, image: YES, folder: NO }],
  [['--verify', 'quick'], { drive: YES, partition: YES, kept: YES, image: YES, folder: YES }],
  [['--allow-fixed'], { drive: YES, partition: YES, kept: YES, image: YES, folder: YES }],
])('%j', async (option, expected) => {
  const found: Record<string, number | null> = {};
  for (const place of Object.keys(expected)) {
    const path = targets[place === 'kept' ? 'partition' : place] as string;
    // One that names its layout says itself what is kept.
    const args = place === 'kept' && option[0] !== '--layout' ? [...KEPT, ...option] : option;
    const { code, stdout, stderr } = await cli('flash', archive, path, ...args, '--dry-run');
    found[place] = code;
    if (code !== YES)
      expect({ stdout, stderr }).toEqual({ stdout: '', stderr: expect.stringMatching(/^tarstrap: .+\.\nNothing was written to the target\.\n/) });
  }
  expect(found).toEqual(expected);
  expect({ image: existsSync(targets['image'] as string), tree: readdirSync(targets['folder'] as string) }).toEqual({ image: false, tree: [] });
});

it('says which, and of what', async () => {
  const tree = targets['folder'] as string;
  expect((await cli('flash', archive, tree, '--fs', 'xfs', '--size', '1G', '--yes')).stderr).toMatch(
    `tarstrap: ${tree} is a folder, for which --fs and --size have no effect.\n`,
  );
  expect((await cli('flash', archive, `${loop.device}p1`, ...KEPT, '--label', 'x', '--yes')).stderr).toMatch(
    'is a partition whose filesystem is kept (--layout none), for which --label has no effect.\n',
  );
  expect((await cli('flash', archive, loop.device, '--layout', 'rpi-alpine', '--fs', 'xfs', '--yes')).stderr).toMatch(
    'tarstrap: Layout rpi-alpine is one with FAT at /, for which --fs has no effect.\n',
  );
});
