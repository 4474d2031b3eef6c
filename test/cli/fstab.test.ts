import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, sh } from '../lab/devices.ts';

let folder: string;
let tree: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/fstab-');
});
afterEach(() => {
  expect(leftovers()).toEqual([]);
  rmSync(tree, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const image = (): string => join(folder, 'card.img');

/** A small root filesystem with this /etc/fstab, as archive. */
function archiveOf(fstab: string, change: (etc: string) => void = () => {}): string {
  tree = mkdtempSync(join(folder, 'tree-'));
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'boot']) mkdirSync(join(tree, name), { recursive: true });
  writeFileSync(join(tree, 'etc/fstab'), fstab);
  change(join(tree, 'etc'));
  const archive = join(folder, 'tree.tar');
  execFileSync('tar', ['-C', tree, '--sort=name', '-cf', archive, '.']);
  return archive;
}

/** The root filesystem of the image, where it can be looked at and changed. */
function within<T>(look: (root: string) => T): T {
  const at = mkdtempSync(join(folder, 'mnt-'));
  sh('mount', '-o', `loop,offset=${1024 ** 2}`, image(), at);
  try {
    return look(at);
  } finally {
    sh('umount', at);
  }
}

const landed = (): string => within((root) => readFileSync(join(root, 'etc/fstab'), 'latin1'));

async function flash(archive: string, ...options: string[]): Promise<void> {
  const { code, stderr } = await cli('flash', archive, image(), '--yes', '--json', ...options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

const COMMENTS = Array.from({ length: 20_000 }, (_, i) => `# comment number ${i}, of a file that is much longer than a MiB, as generated files are`).join('\n');

describe('what stands in it is amended and verified exactly', () => {
  it.each([
    ['lines that end with CR LF', 'LABEL=x\t/\text4\tdefaults\t0 1\r\nproc /proc proc defaults 0 0\r\n', ['LABEL=x\t/\text4\tdefaults\t0 1\r']],
    ['no newline at its end', 'proc /proc proc\n/dev/sda1 / ext4 defaults 0 1', ['/dev/sda1 / ext4 defaults 0 1']],
    ['two thousand lines that are in the way', '/dev/sda1 / ext4 defaults 0 1\n'.repeat(2000), ['/dev/sda1 / ext4 defaults 0 1']],
    ['more than a MiB', `/dev/sda1 / ext4 defaults 0 1\n${COMMENTS}\n`, ['/dev/sda1 / ext4 defaults 0 1']],
    [
      'our marks of another time',
      '# Tarstrap: begin\n/dev/sda1 / ext4\n# Tarstrap: end\n#tarstrap# /dev/sda2 / ext4\n',
      ['/dev/sda1 / ext4', '#tarstrap# /dev/sda2 / ext4'],
    ],
  ])('%s', async (_, fstab, taken) => {
    const archive = archiveOf(fstab);
    for (const level of ['full', 'quick']) await flash(archive, '--verify', level);
    const [begin, ours, end, ...rest] = landed().split('\n');
    expect([begin, ours, end]).toEqual(['# Tarstrap: begin', expect.stringMatching(/^UUID=\S+ \/ ext4 /), '# Tarstrap: end']);
    expect(rest).toEqual(fstab.split('\n').map((line) => (taken.includes(line) ? `#tarstrap# ${line}` : line)));
    expect(await cli('verify', archive, image())).toMatchObject({ code: 0 });
  });
});

describe('lines that mount devices which are not there', () => {
  // As Arch Linux ARM has it.
  const BOOT = '/dev/mmcblk0p1  /boot   vfat    defaults        0       0';

  it('are commented out, and plan and result say so', async () => {
    const archive = archiveOf(`# <file system> <dir> <type> <options> <dump> <pass>\n${BOOT}\n/dev/sda1 /media/stick ext4 nofail 0 0\n`);
    const said = /\/dev\/mmcblk0p1 \/boot vfat defaults 0 0/;
    expect((await cli('flash', archive, image(), '--dry-run')).stdout).toMatch(said);
    const { code, events } = await cli('flash', archive, image(), '--yes', '--json');
    expect(code).toBe(0);
    expect(events).toContainEqual(expect.objectContaining({ type: 'notice', level: 'warning', text: expect.stringMatching(said) }));
    expect(landed().split('\n').slice(3)).toEqual([
      '# <file system> <dir> <type> <options> <dump> <pass>',
      `#tarstrap# ${BOOT}`,
      '/dev/sda1 /media/stick ext4 nofail 0 0',
      '',
    ]);
    expect(await cli('verify', archive, image())).toMatchObject({ code: 0 });
  });
});

describe('--fstab keep', () => {
  it.each([
    ['lines of devices that are not there', '/dev/mmcblk0p1 /boot vfat defaults 0 0\n/dev/sda1 / ext4 defaults 0 1\r\n'],
    ['our marks of another time', '# Tarstrap: begin\nUUID=1 / ext4\n# Tarstrap: end\n#tarstrap# /dev/sda2 / ext4\n'],
  ])('leaves it to the letter, and every verification agrees: %s', async (_, fstab) => {
    const archive = archiveOf(fstab);
    expect((await cli('flash', archive, image(), '--fstab', 'keep', '--dry-run')).stdout).not.toMatch(/etc\/fstab/);
    for (const level of ['full', 'quick']) await flash(archive, '--fstab', 'keep', '--verify', level);
    expect(landed()).toBe(fstab);
    expect(await cli('verify', archive, image())).toMatchObject({ code: 0 });
    within((root) => writeFileSync(join(root, 'etc/fstab'), fstab.replace('ext4', 'ext3')));
    expect(await cli('verify', archive, image())).toMatchObject({ code: 75, stderr: expect.stringMatching(/etc\/fstab: Contents differ/) });
  });

  it('takes amend and keep only', async () => {
    expect(await cli('flash', archiveOf(''), image(), '--fstab', 'new')).toMatchObject({
      code: 64,
      stderr: expect.stringMatching(/--fstab is one of amend, keep/),
    });
  });
});

describe.each([
  ['first', ['motd', 'zzz'], 'motd'],
  ['last', ['aaa', 'bbb'], 'aaa'],
])('hard-linked to others, and %s of them in the archive', (_, names, first) => {
  const linked = (): string => archiveOf('/dev/sda1 / ext4 defaults 0 1\n', (etc) => names.forEach((name) => linkSync(join(etc, 'fstab'), join(etc, name))));

  it.each(['direct', 'staged'])('none of them gets our lines, and every verification agrees: %s', async (mode) => {
    const archive = linked();
    for (const level of ['full', 'quick']) await flash(archive, '--mode', mode, '--verify', level);
    within((root) => {
      for (const name of names) expect(readFileSync(join(root, 'etc', name), 'utf8')).toBe('/dev/sda1 / ext4 defaults 0 1\n');
      expect(statSync(join(root, 'etc', names[0] as string)).ino).toBe(statSync(join(root, 'etc', names[1] as string)).ino);
    });
    expect(await cli('verify', archive, image())).toMatchObject({ code: 0 });
  });

  it.each([
    ['contents of the others', (etc: string) => writeFileSync(join(etc, first), '/dev/sda2 / ext4 defaults 0 1\n'), /Contents differ/],
    ['mode of the others', (etc: string) => sh('chmod', '600', join(etc, first)), /mode/],
    ['mode of our file', (etc: string) => sh('chmod', '600', join(etc, 'fstab')), /mode/],
    ['a link between the others', (etc: string) => sh('sh', '-c', `cd ${etc} && cp -p ${first} x && mv x ${first}`), /Not linked to/],
    ['a link in the place of one', (etc: string) => sh('ln', '-sfn', 'hostname', join(etc, first)), new RegExp(first)],
    ['a line of our file', (etc: string) => sh('sh', '-c', `echo /dev/sdz9 /x ext4 >> ${etc}/fstab`), /etc\/fstab|Contents differ/],
  ])('a changed thing is found by verify: %s', async (_what, change, message) => {
    const archive = linked();
    await flash(archive, '--verify', 'none');
    within((root) => change(join(root, 'etc')));
    expect(await cli('verify', archive, image())).toMatchObject({ code: 75, stderr: expect.stringMatching(message) });
  });
});
