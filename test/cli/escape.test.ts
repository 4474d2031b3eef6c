import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Media and archives that want root to work outside of the target. */

const MiB = 1024 ** 2;
const ROOT = '11111111-2222-4333-8444-555555555555';
const DATA = '99999999-8888-4777-8666-555555555555';
let folder: string;
let archive: string;
let loop: Loop;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/escape-');
  archive = makeRootfs(folder, { files: 20, bytes: 1_000_000 });
  loop = makeLoop(folder, 256 * MiB);
  sh('sh', '-c', `printf 'label: gpt\n,150M\n,50M\n' | sfdisk -q --no-tell-kernel --no-reread ${loop.device} && partx -u ${loop.device}`);
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => {
  loop.detach();
  rmSync(folder, { recursive: true, force: true });
});

/** Formats a partition anew and fills it by hand. */
function partition(number: number, uuid: string, fill: (at: string) => void): string {
  const device = `${loop.device}p${number}`;
  const at = mkdtempSync(join(folder, 'mnt-'));
  sh('mkfs.ext4', '-q', '-F', '-U', uuid, device);
  sh('mount', device, at);
  try {
    fill(at);
  } finally {
    sh('umount', at);
  }
  return device;
}

function outside(): string {
  return mkdtempSync(join(folder, 'outside-'));
}

describe('a verification', () => {
  it('mounts no partition where a link on the medium leads', async () => {
    partition(1, ROOT, (at) => {
      mkdirSync(join(at, 'etc'));
      writeFileSync(join(at, 'etc/fstab'), `UUID=${DATA} /data ext4 defaults 0 2\n`);
      symlinkSync(outside(), join(at, 'data'));
    });
    partition(2, DATA, (at) => writeFileSync(join(at, 'planted'), ''));
    const { code, stderr } = await cli('verify', archive, loop.device);
    expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringMatching(/too many symbolic links/i) });
  });

  it.each([
    ['a pipe in place of /etc/fstab', (at: string) => (mkdirSync(join(at, 'etc')), sh('mkfifo', join(at, 'etc/fstab')))],
    ['a link in place of /etc', (at: string) => symlinkSync(outside(), join(at, 'etc'))],
    ['a link in place of /etc/fstab', (at: string) => (mkdirSync(join(at, 'etc')), symlinkSync('/dev/zero', join(at, 'etc/fstab')))],
  ])('is not held up by %s', async (_, fill) => {
    const device = partition(1, ROOT, fill);
    const { code, stderr } = await cli('verify', archive, device);
    expect({ code, stderr }).toEqual({ code: 75, stderr: expect.stringMatching(/differs from the archive/) });
  });

  it('is not done of folders of the running system', async () => {
    const { code, stderr } = await cli('verify', archive, '/');
    expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/is protected/) });
  });
});

describe('an archive', () => {
  it('whose links lead through those of a kept filesystem writes nothing outside', async () => {
    const place = outside();
    const device = partition(1, ROOT, (at) => {
      mkdirSync(join(at, 'var'));
      symlinkSync(place, join(at, 'var/run'));
    });
    const tree = mkdtempSync(join(folder, 'tree-'));
    mkdirSync(join(tree, 'e/run'), { recursive: true });
    writeFileSync(join(tree, 'e/run/planted'), 'x');
    mkdirSync(join(tree, 'link'));
    symlinkSync('var', join(tree, 'link/e'));
    const path = join(folder, 'through.tar');
    execFileSync('tar', ['-cf', path, '-C', join(tree, 'link'), 'e', '-C', tree, 'e/run/planted']);
    const { code } = await cli('flash', path, device, '--yes', '--layout', 'none');
    expect(code).not.toBe(0);
    expect(readdirSync(place)).toEqual([]);
  });
});
