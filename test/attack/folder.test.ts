import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sealFolder } from '../../electron/engine/disk/seal.ts';
import { type CallerLab, openCallerLab } from '../lab/caller.ts';
import { leftovers, makeLoop, sh } from '../lab/devices.ts';

/** An ordinary user has root fill a folder with set-uid programs and device nodes, and reaches for them. */

let lab: CallerLab;
let archive: string;

beforeAll(() => {
  lab = openCallerLab();
  const tree = join(lab.folder, 'tree');
  for (const name of ['etc', 'usr/bin', 'usr/lib', 'dev']) mkdirSync(join(tree, name), { recursive: true });
  copyFileSync('/usr/bin/id', join(tree, 'usr/bin/id'));
  chmodSync(join(tree, 'usr/bin/id'), 0o4755);
  sh('mknod', '-m', '666', join(tree, 'dev/mem'), 'c', '1', '1');
  chmodSync(tree, 0o777);
  archive = join(lab.home, 'rootfs.tar');
  execFileSync('tar', ['-C', tree, '-cf', archive, '.']);
  chownSync(archive, lab.uid, lab.uid);
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => lab[Symbol.dispose]());

function folderOfUser(parent = lab.home): string {
  const path = mkdtempSync(join(parent, 'folder-'));
  chownSync(path, lab.uid, lab.uid);
  return path;
}

/** Runs something as the user: setpriv itself still has root's rights when it starts it. @returns its exit code, and what it said */
function byUser(...words: readonly string[]): { readonly code: number; readonly words: string } {
  try {
    return { code: 0, words: sh('setpriv', `--reuid=${lab.uid}`, `--regid=${lab.uid}`, '--clear-groups', ...words) };
  } catch (error) {
    const { status, stderr } = error as { readonly status: number; readonly stderr: string };
    return { code: status, words: stderr };
  }
}

const flash = (folder: string) => lab.start(['flash', archive, folder, '--yes']).done;

describe('a folder where set-uid programs work', () => {
  it('becomes root’s, for root alone, and says so', async () => {
    const folder = folderOfUser();
    const { code, stderr } = await flash(folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/will belong to root.*[^]*warning: .* belongs to root now/) });
    const { uid, gid, mode } = statSync(folder);
    expect({ uid, gid, mode: mode & 0o7777 }).toEqual({ uid: 0, gid: 0, mode: 0o700 });
    expect(statSync(join(folder, 'usr/bin/id')).mode & 0o7777).toBe(0o4755);
    expect(byUser('sh', '-c', join(folder, 'usr/bin/id'))).toMatchObject({ code: 126, words: expect.stringContaining('Permission denied') });
  });

  it('gives nothing to who had it open before', async () => {
    const folder = folderOfUser();
    const reach =
      'import os, sys\nfd = os.open(sys.argv[1], os.O_RDONLY)\nos.fchdir(fd)\nprint("open", flush=True)\nsys.stdin.readline()\n' +
      'for act in (lambda: os.stat("usr/bin/id", dir_fd=fd), lambda: os.listdir("."), lambda: os.mkdir("x", dir_fd=fd)):\n' +
      '    try: act(); print("reached")\n    except PermissionError: print("denied")\n';
    const words = [`--reuid=${lab.uid}`, `--regid=${lab.uid}`, '--clear-groups', '/usr/bin/python3', '-c', reach, folder];
    const user = spawn('setpriv', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    user.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await once(user.stdout, 'data');
    expect((await flash(folder)).code).toBe(0);
    user.stdin.end('\n');
    await once(user, 'close');
    expect(said).toBe('open\ndenied\ndenied\ndenied\n');
  });

  it('that holds something already is refused, and stays the user’s', async () => {
    const folder = folderOfUser();
    mkdirSync(join(folder, 'held-open'));
    const { code, stderr } = await flash(folder);
    expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/is not empty, and set-uid programs/) });
    expect(statSync(folder).uid).toBe(lab.uid);
    expect(readdirSync(folder)).toEqual(['held-open']);
  });

  it('that is filled by the user just before it is sealed is given back as it was', () => {
    const folder = folderOfUser();
    writeFileSync(join(folder, 'quick'), '');
    chmodSync(folder, 0o2775);
    const fd = openSync(folder, 'r');
    expect(() => sealFolder(fd, folder)).toThrow('is not empty');
    closeSync(fd);
    const { uid, mode } = statSync(folder);
    expect({ uid, mode: mode & 0o7777 }).toEqual({ uid: lab.uid, mode: 0o2775 });
  });
});

describe('an access control list', () => {
  it.each([
    ['as an attribute', ['--xattrs', '--xattrs-include=*']],
    ['as tar has them', ['--acls', '--numeric-owner']],
  ])('of the archive’s own root does not open the folder again: %s', async (_, options) => {
    const tree = mkdtempSync(join(lab.folder, 'acl-'));
    sh('cp', '-a', `${join(lab.folder, 'tree')}/.`, tree);
    sh('setfacl', '-m', `u:${lab.uid}:rwx`, tree);
    // More members than are named to the engine.
    for (let i = 0; i < 70; i += 1) {
      writeFileSync(join(tree, `etc/file-${i}`), '');
      sh('setfattr', '-n', 'user.note', '-v', 'x', join(tree, `etc/file-${i}`));
    }
    const own = join(lab.home, 'acl.tar');
    execFileSync('tar', ['-C', tree, ...options, '-cf', own, '.']);
    chownSync(own, lab.uid, lab.uid);
    const folder = folderOfUser();
    await lab.start(['flash', own, folder, '--yes', '--verify', 'none']).done;
    expect(statSync(join(folder, 'usr/bin/id')).mode & 0o7777).toBe(0o4755);
    expect(sh('getfacl', '-cp', folder).trim()).toBe('user::rwx\ngroup::---\nother::---');
    expect(byUser('sh', '-c', join(folder, 'usr/bin/id'))).toMatchObject({ code: 126 });
  });

  it.each([
    ['that counts for it', 'u:65534:rwx'],
    ['that it hands down', 'd:u:65534:rwx'],
  ])('of the user’s folder, %s, is not laid over: the folder is refused, and stays his', async (_, rule) => {
    const folder = folderOfUser();
    sh('setfacl', '-m', rule, folder);
    const { code, stderr } = await flash(folder);
    expect({ code, stderr }).toEqual({ code: 73, stderr: expect.stringMatching(/has an access control list/) });
    expect(stderr).toContain('Nothing was written');
    expect(statSync(folder).uid).toBe(lab.uid);
  });
});

describe('a folder on a mount as desktops make them (nosuid, nodev)', () => {
  it('is filled as it is, and its root gets what the archive says; but not where the same filesystem is mounted elsewhere without them', async () => {
    const loop = makeLoop(lab.folder, 64 * 1024 ** 2);
    sh('mkfs.ext4', '-q', loop.device);
    const [card, elsewhere] = [join(lab.folder, 'card'), join(lab.folder, 'elsewhere')];
    for (const at of [card, elsewhere]) mkdirSync(at);
    sh('mount', '-o', 'nosuid,nodev', loop.device, card);
    try {
      const folder = folderOfUser(card);
      expect(await flash(folder)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('belong to root') });
      expect(statSync(folder).mode & 0o7777).toBe(0o777);
      sh('mount', loop.device, elsewhere);
      const other = folderOfUser(card);
      expect(await flash(other)).toMatchObject({ code: 0, stderr: expect.stringContaining('belongs to root now') });
      expect(statSync(other)).toMatchObject({ uid: 0 });
    } finally {
      sh('umount', '--all-targets', loop.device);
      loop.detach();
    }
  });
});
