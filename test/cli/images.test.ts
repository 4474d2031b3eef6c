import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { imageWorkshop, MiB } from '../unit/image/workshop.ts';

/** Disk images at the terminal, as far as nothing is written. */

const { path, run, disk, filesystem, blank, patch } = imageWorkshop();

beforeAll(() => {
  disk('card.img', 32 * MiB, ['label: gpt', 'size=8M, type=U, name=boot', 'type=L']);
  filesystem('card.img', 9 * MiB, 22 * MiB, ['mkfs.ext4', '-q', '-F', '-L', 'rootfs']);
  run('xz', ['-0kf', 'card.img']);
  run('sh', ['-c', 'zstd -qc < card.img > piped.zst']);
  run('mkdir', ['tree']);
  writeFileSync(path('tree/file'), 'content');
  run('tar', ['-cf', 'tree.tar', 'tree']);
  run('tar', ['-cf', 'image.tar', 'card.img']);
  blank('zeros', MiB);
  run('cp', ['card.img', 'mapped.img']);
  writeFileSync(path('mapped.img.bmap'), 'junk');
  blank('virtual.qcow2', MiB);
  patch('virtual.qcow2', 0, 'QFI\xfb');
});

describe('inspect', () => {
  it('says what an image is, a fact a line', async () => {
    const { code, stdout, stderr } = await cli('inspect', path('card.img'));
    expect({ code, stderr, stdout: stdout.split('\n') }).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        `image      ${path('card.img')} (raw, 33.6 MB)`,
        'holds      a GPT partition table and 2 partitions',
        'length     33.6 MB',
        'partition  1: 8.4 MB, EFI system, no known filesystem, named "boot"',
        'partition  2: 23.1 MB, Linux filesystem, ext4 "rootfs"',
        '',
      ],
    });
  });

  it.each([
    ['card.img.xz', ['(xz, ', 'length     33.6 MB']],
    ['piped.zst', ['(zstd, ', 'length     not known before it is unpacked; 32.5 MB at the least']],
    ['image.tar', ['Unpack it: `tar -xf ', ' card.img`, and give Tarstrap what comes out: it writes images as well.']],
  ])('%s', async (name, words) => {
    const { code, stdout } = await cli('inspect', path(name));
    expect(code).toBe(0);
    for (const word of words) expect(stdout).toContain(word);
  });

  it('--json: its facts, and what is remarkable', async () => {
    const { code, stdout } = await cli('inspect', path('card.img'), '--json');
    expect({ code, facts: JSON.parse(stdout) as unknown }).toMatchObject({ code: 0, facts: { form: 'disk', table: 'gpt', imageBytes: 32 * MiB, remarks: [] } });
  });

  it('of what is neither, what it is', async () =>
    expect(await cli('inspect', path('zeros'))).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/zeros is neither a tarball nor a disk image: it begins with nothing but zeros\.\nGive a tarball /),
    }));

  it('of another program’s image, how it becomes one', async () =>
    expect(await cli('inspect', path('virtual.qcow2'))).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/qemu-img convert -O raw .*virtual\.raw\n$/),
    }));

  it('a block map that is none is in the way, unless it is left aside', async () => {
    expect(await cli('inspect', path('mapped.img'))).toMatchObject({ code: 65, stderr: expect.stringMatching(/cannot be used: .*\n.* add --no-bmap: /) });
    expect(await cli('inspect', path('mapped.img'), '--no-bmap')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('an option that has no effect is refused', () => {
  it.each([
    ['card.img', ['--layout', 'none'], 'a disk image, for which --layout has no effect.'],
    ['card.img', ['--fs', 'xfs', '--label', 'x'], 'a disk image, for which --fs and --label have no effect.'],
    ['card.img', ['--size', '1G'], 'a disk image, for which --size has no effect.'],
    ['card.img.xz', ['--fstab', 'keep'], 'a disk image, for which --fstab has no effect.'],
    ['card.img', ['--mode', 'staged'], 'a disk image, for which --mode has no effect.'],
    ['card.img', ['--inside', 'rootfs'], 'a disk image, for which --inside has no effect.'],
    ['card.img', ['--check'], 'a disk image, for which --check has no effect.'],
    ['card.img', ['--verify', 'quick'], 'A disk image is verified in full or not at all.'],
    ['tree.tar', ['--grow'], 'a tarball, for which --grow has no effect.'],
    ['tree.tar', ['--grow', '--no-bmap'], 'a tarball, for which --grow and --no-bmap have no effect.'],
  ])('flash %s %j', async (name, options, words) => {
    const { code, stderr, stdout } = await cli('flash', path(name), path('new.img'), ...options, '--yes');
    expect({ code, stderr, stdout }).toEqual({ code: 64, stdout: '', stderr: expect.stringContaining(`${words}\nNothing was written to the target.\n`) });
  });

  it.each([
    ['card.img', ['--inside', 'rootfs'], 'a disk image, for which --inside has no effect.'],
    ['tree.tar', ['--no-bmap'], 'a tarball, for which --no-bmap has no effect.'],
  ])('inspect %s %j', async (name, options, words) =>
    expect(await cli('inspect', path(name), ...options)).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining(words) }),
  );
});

it.each([['new.img'], ['tree']])('%s is no place for an image', async (name) => {
  const { code, stderr } = await cli('flash', path('card.img.xz'), path(name), '--dry-run');
  expect({ code, stderr }).toEqual({
    code: 66,
    stderr: `tarstrap: ${path(name)} is not a whole drive, and ${path('card.img.xz')} belongs on one.
Nothing was written to the target.
Give a drive; \`tarstrap drives\` lists them.
`,
  });
});

describe('verify', () => {
  /** The command that it names. */
  async function commandFor(name: string, target: string): Promise<string> {
    const { code, stderr } = await cli('verify', path(name), target);
    expect(code).toBe(64);
    expect(stderr).toContain('is a disk image: Tarstrap verifies it right after it has written it, and not later.\n');
    return stderr.trimEnd().split(': ').at(-1) ?? '';
  }

  it.each([
    ['card.img', `cmp -n ${32 * MiB} @/card.img /dev/sdx`],
    ['card.img.xz', `xz -dc @/card.img.xz | cmp -n ${32 * MiB} - /dev/sdx`],
    ['piped.zst', 'zstd -dc --long=31 @/piped.zst | cmp - /dev/sdx'],
    ['mapped.img', `cmp -n ${32 * MiB} @/mapped.img /dev/sdx`],
  ])('of %s is done by hand: %s', async (name, command) => expect(await commandFor(name, '/dev/sdx')).toBe(command.replaceAll('@/', path('/'))));

  it('that command looks as far as the image goes', async () => {
    run('cp', ['card.img', 'drive']);
    patch('drive', 32 * MiB, 'what lies behind it');
    const command = await commandFor('card.img.xz', path('drive'));
    run('sh', ['-c', command]);
    patch('drive', 20 * MiB, 'what is wrong in it');
    expect(() => run('sh', ['-c', command])).toThrow(/Command failed/);
  });
});
