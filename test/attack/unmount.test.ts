import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseMountinfo, type Mount } from '../../electron/drives/mountinfo.ts';
import { unmountForUser } from '../../electron/engine/disk/unmount.ts';
import { umountCommand } from '../../electron/engine/disk/umount2.ts';
import { OWN } from '../../electron/engine/disk/view.ts';
import { run } from '../../electron/run/run.ts';
import { type CallerLab, openCallerLab } from '../lab/caller.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Root is led to unmount something else than what lies on the target. */

const MiB = 1024 ** 2;
let lab: CallerLab;
let archive: string;
let loop: Loop;

beforeAll(() => {
  lab = openCallerLab();
  archive = join(lab.home, 'rootfs.tar');
  copyFileSync(makeRootfs(lab.folder, { files: 20, bytes: 1_000_000 }), archive);
  chownSync(archive, lab.uid, lab.uid);
  loop = makeLoop(lab.folder, 64 * MiB);
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => {
  loop.detach();
  lab[Symbol.dispose]();
});

function folderOfUser(...parts: string[]): string {
  const path = join(lab.home, ...parts);
  mkdirSync(path, { recursive: true });
  for (let i = 1; i <= parts.length; i += 1) chownSync(join(lab.home, ...parts.slice(0, i)), lab.uid, lab.uid);
  return path;
}

const mounts = (): Mount[] => parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
const isMounted = (at: string): boolean => mounts().some((mount) => mount.at === at);

/** The card, mounted below a folder that the user may rename; and something of the system, which must stay. */
function mountBoth(): { readonly card: Mount; readonly boot: string } {
  const at = folderOfUser('mine', 'card');
  const boot = join(lab.folder, 'system/card');
  mkdirSync(boot, { recursive: true });
  sh('mkfs.ext4', '-q', '-F', loop.device);
  sh('mount', loop.device, at);
  sh('mount', '-t', 'tmpfs', 'system', boot);
  return { card: mounts().findLast((mount) => mount.at === at) as Mount, boot };
}

describe('a mount of the card', () => {
  it('whose folder was renamed, with a link to the system in its place, is not unmounted by its name: the system stays', async () => {
    const { card, boot } = mountBoth();
    renameSync(join(lab.home, 'mine'), join(lab.home, 'moved'));
    symlinkSync(join(lab.folder, 'system'), join(lab.home, 'mine'));
    try {
      await expect(unmountForUser(card, OWN)).rejects.toMatchObject({ code: 'target-busy' });
      expect(isMounted(boot)).toBe(true);
    } finally {
      sh('umount', join(lab.home, 'moved/card'));
      sh('umount', boot);
      sh('rm', join(lab.home, 'mine'));
    }
  });

  it('is unmounted where it is, by its number', async () => {
    const { card, boot } = mountBoth();
    await unmountForUser(card, OWN);
    expect({ card: isMounted(card.at), boot: isMounted(boot) }).toEqual({ card: false, boot: true });
    sh('umount', boot);
  });

  it('that somebody uses stays, and he is named', async () => {
    const { card, boot } = mountBoth();
    writeFileSync(join(card.at, 'file'), 'held\n');
    const holder = spawn('tail', ['-f', join(card.at, 'file')], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(holder.stdout, 'data');
    const holders = expect.stringContaining(`(pid ${holder.pid})`);
    await expect(unmountForUser(card, OWN)).rejects.toMatchObject({ code: 'target-busy', facts: { holders } });
    holder.kill();
    await once(holder, 'exit');
    for (const at of [card.at, boot]) sh('umount', at);
  });

  it.each([
    ['perl', (tool: string) => (tool === 'perl' ? '/usr/bin/perl' : undefined)],
    ['python3', (tool: string) => (tool === 'python3' ? '/usr/bin/python3' : undefined)],
  ])('a name that has become a link is not followed by %s', async (_, locate) => {
    const { card, boot } = mountBoth();
    const link = join(lab.home, 'link');
    symlinkSync(boot, link);
    expect((await run(umountCommand(link, process.arch, locate))).exitCode).not.toBe(0);
    expect(isMounted(boot)).toBe(true);
    expect((await run(umountCommand(card.at, process.arch, locate))).exitCode).toBe(0);
    sh('umount', boot);
    sh('rm', link);
  });
});

describe('a filesystem of a user that calls itself like the card (FUSE)', () => {
  it('is neither unmounted nor taken for something that lies on it', async () => {
    const tree = join(lab.folder, 'squashed');
    mkdirSync(tree);
    writeFileSync(join(tree, 'file'), '');
    const image = join(lab.folder, 'fuse.squashfs');
    sh('mksquashfs', tree, image, '-quiet', '-no-progress');
    const at = folderOfUser('fuse');
    chmodSync('/dev/fuse', 0o666);
    sh('setpriv', `--reuid=${lab.uid}`, `--regid=${lab.uid}`, '--clear-groups', 'squashfuse', '-o', `fsname=${loop.device}`, image, at);
    try {
      expect(mounts().find((mount) => mount.at === at)).toMatchObject({ source: loop.device });
      const { code, stderr } = await lab.start(['flash', archive, loop.device, '--yes', '--json']).done;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(isMounted(at)).toBe(true);
    } finally {
      sh('umount', at);
    }
  });

  it('the card itself, mounted by the desktop, is unmounted for a flash', async () => {
    const at = folderOfUser('media');
    sh('mkfs.ext4', '-q', '-F', loop.device);
    sh('mount', '-o', 'nosuid,nodev', loop.device, at);
    const { code, stderr, stdout } = await lab.start(['flash', archive, loop.device, '--yes', '--json']).done;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Unmounted ${at}.`);
    expect(isMounted(at)).toBe(false);
  });
});
