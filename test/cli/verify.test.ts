import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, type CliResult, startCli } from '../lab/cli.ts';
import { leftovers } from '../lab/devices.ts';

const MiB = 1024 ** 2;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/verify-');
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true }));

function treeWith(fstab: string): string {
  const tree = mkdtempSync(join(folder, 'tree-'));
  for (const name of ['etc', 'usr/bin', 'usr/lib']) mkdirSync(join(tree, name), { recursive: true });
  writeFileSync(join(tree, 'etc/fstab'), fstab);
  return tree;
}

/** A disk image with an ext4 of this tree, and behind it a volume descriptor of ISO 9660 whose date, which is its UUID, is any text. */
function imageOf(tree: string, date: string): string {
  const path = join(folder, 'two.img');
  const root = join(folder, 'root.img');
  writeFileSync(root, '');
  truncateSync(root, 32 * MiB);
  execFileSync('mkfs.ext4', ['-q', '-F', '-d', tree, root]);
  writeFileSync(path, '');
  truncateSync(path, 64 * MiB);
  execFileSync('sfdisk', ['-q', '--no-tell-kernel', '--no-reread', path], { input: 'label: gpt\nstart=2048,size=65536\nstart=67584,size=32768\n' });
  execFileSync('dd', [`if=${root}`, `of=${path}`, 'bs=1M', 'seek=1', 'conv=notrunc,sparse', 'status=none']);
  const fd = openSync(path, 'r+');
  const descriptor = 67584 * 512 + 32768;
  writeSync(fd, '\x01CD001\x01', descriptor, 'latin1');
  writeSync(fd, date, descriptor + 830, 'latin1');
  writeSync(fd, '\xffCD001\x01', descriptor + 2048, 'latin1');
  closeSync(fd);
  return path;
}

/** Whether an ordinary user was asked to become root for it. */
async function askedFor(...args: string[]): Promise<{ readonly result: CliResult; readonly isAsked: boolean }> {
  const bin = mkdtempSync(join(folder, 'bin-'));
  chmodSync(bin, 0o777);
  for (const way of ['pkexec', 'run0', 'sudo', 'doas']) writeFileSync(join(bin, way), `#!/bin/sh\n: > ${bin}/asked\nexit 126\n`, { mode: 0o755 });
  const wrapper = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', `PATH=${bin}:/usr/bin:/bin`];
  const result = await startCli(['verify', ...args], wrapper).done;
  return { result, isAsked: existsSync(join(bin, 'asked')) };
}

it('a target that is not there is said to be missing before anybody is asked for a password', async () => {
  chmodSync(folder, 0o755);
  const archive = join(folder, 'asked.tar');
  execFileSync('tar', ['-C', treeWith(''), '-cf', archive, '.']);
  const [image, missing] = [join(folder, 'there.img'), join(folder, 'missing.img')];
  writeFileSync(image, 'x'.repeat(4096));
  expect(await askedFor(archive, missing)).toMatchObject({
    isAsked: false,
    result: { code: 66, stderr: expect.stringContaining(`There is no target ${missing}.`) },
  });
  expect(await askedFor(archive, image)).toMatchObject({ isAsked: true });
  // Nobody thought that it might.
  expect((await askedFor(archive, missing)).result.stderr).not.toMatch(/written/);
  expect(await cli('verify', archive, folder, '--layout', 'sunxi')).toMatchObject({
    code: 64,
    stderr: expect.stringContaining(`--layout is for whole drives, and ${folder} is not one.\n`),
  });
});

describe('what a drive says of itself', () => {
  it('a UUID that is a pattern without end hangs nobody', async () => {
    // As blkid tells it: `(.*)-.*-.*-.*-.*-.*-.*`.
    const tree = treeWith(`UUID=${'-'.repeat(3000)}\n`);
    const image = imageOf(tree, '(.*).*.*.*.*.*.*');
    expect(execFileSync('blkid', ['-p', '-O', String(67584 * 512), '-o', 'value', '-s', 'UUID', image]).toString()).toContain('(.*)-.*');
    const archive = join(folder, 'tree.tar');
    execFileSync('tar', ['-C', tree, '-cf', archive, 'etc', 'usr']);
    const running = startCli(['verify', archive, image, '--json']);
    const timer = setTimeout(() => running.child.kill('SIGKILL'), 10_000);
    expect(await running.done).toMatchObject({ code: 0 });
    clearTimeout(timer);
  });

  it('a UUID that is a pattern for every other does not have its volume mounted', async () => {
    const tree = treeWith(`UUID=${'-'.repeat(30)} /usr ext4 defaults 0 0\n`);
    const image = imageOf(tree, '(.*).*.*.*.*.*.*');
    const archive = join(folder, 'tree.tar');
    execFileSync('tar', ['-C', tree, '-cf', archive, 'etc', 'usr']);
    expect(await cli('verify', archive, image)).toMatchObject({ code: 0 });
  });

  it('an /etc/fstab of a terabyte is neither read nor written, and that is said', async () => {
    const tree = treeWith('');
    truncateSync(join(tree, 'etc/fstab'), 1024 ** 4);
    const archive = join(folder, 'fstab.tar');
    execFileSync('tar', ['-C', tree, '--format=posix', '--sparse', '-cf', archive, '.']);
    const image = join(folder, 'fstab.img');
    const result = await cli('flash', archive, image, '--yes', '--size', '64M', '--verify', 'quick');
    expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(/fstab was left as it is, because it is larger than 16 MiB/) });
    expect(statSync(image).blocks * 512).toBeLessThan(20 * MiB);
  });
});
