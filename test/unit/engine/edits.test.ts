import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyEdits, type Done } from '../../../electron/engine/flash/edits.ts';
import { viewTree } from '../../../electron/engine/flash/treeView.ts';
import { compareEdited } from '../../../electron/engine/verify/edited.ts';
import { Mismatches } from '../../../electron/engine/verify/mismatches.ts';
import type { Change } from '../../../shared/edits.ts';
import { jobIn } from '../../lab/job.ts';

/** Edits of a tree, on a real one. */

let root: string;
beforeEach(() => {
  root = mkdtempSync('/var/tmp/edits-');
  for (const folder of ['etc/x', 'usr/bin']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/hostname'), 'old\n');
  chmodSync(join(root, 'etc/hostname'), 0o640);
  for (const folder of ['etc', '']) utimesSync(join(root, folder), 1000, 1000);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function edit(path: string, change: Change): Promise<{ readonly done: Done[]; readonly said: string[] }> {
  const said: string[] = [];
  const job = jobIn({ folder: root, emit: (event) => void (event.type === 'notice' && said.push(event.text)) });
  const done = await applyEdits(root, viewTree(root), [{ path, what: 'a test', change }], job);
  return { done, said };
}

function differences(done: readonly Done[]): string {
  const found = new Mismatches();
  compareEdited(root, done, [], found);
  return found.text;
}

describe('an edit', () => {
  it('of a file that is there keeps its mode, and the time of its folder', async () => {
    const { done } = await edit('etc/hostname', { kind: 'text', text: 'new\n' });
    expect(readFileSync(join(root, 'etc/hostname'), 'utf8')).toBe('new\n');
    expect(statSync(join(root, 'etc/hostname')).mode & 0o7777).toBe(0o640);
    expect(statSync(join(root, 'etc')).mtimeMs).toBe(1_000_000);
    expect(differences(done)).toBe('');
  });

  it('of a secret was never readable for others', async () => {
    const { done } = await edit('etc/net/key', { kind: 'text', text: 'secret\n', mode: 0o600, owner: { uid: 1000, gid: 100 } });
    const { mode, uid, gid } = statSync(join(root, 'etc/net/key'));
    expect([mode & 0o7777, uid, gid]).toEqual([0o600, 1000, 100]);
    expect(done[0]?.made).toEqual(['etc/net']);
    expect(differences(done)).toBe('');
  });

  it('copies, links, makes folders and removes', async () => {
    const { done: copied } = await edit('boot/copy', { kind: 'copy', from: 'etc/hostname' });
    const { done: linked } = await edit('etc/localtime', { kind: 'link', target: '/usr/share/zoneinfo/UTC' });
    const { done: made } = await edit('home/me', { kind: 'folder', mode: 0o700, owner: { uid: 1000, gid: 1000 } });
    const { done: removed } = await edit('etc/hostname', { kind: 'remove' });
    expect(readlinkSync(join(root, 'etc/localtime'))).toBe('/usr/share/zoneinfo/UTC');
    expect(lstatSync(join(root, 'home/me'))).toMatchObject({ uid: 1000, gid: 1000 });
    expect(existsSync(join(root, 'etc/hostname'))).toBe(false);
    expect(differences([...linked, ...made, ...removed])).toBe('');
    expect(copied).toHaveLength(1);
  });

  it('through a link of the tree stays in it', async () => {
    symlinkSync('/var/home', join(root, 'home'));
    mkdirSync(join(root, 'var/home'), { recursive: true });
    const { done } = await edit('home/note', { kind: 'text', text: 'here\n' });
    expect(done.map(({ path }) => path)).toEqual(['var/home/note']);
    expect(readFileSync(join(root, 'var/home/note'), 'utf8')).toBe('here\n');
  });

  it.each<[string, string, Change, () => void]>([
    ['what is a link', 'etc/motd', { kind: 'text', text: 'x' }, () => symlinkSync('/etc/passwd', join(root, 'etc/motd'))],
    ['what is a folder', 'etc/x', { kind: 'link', target: 'y' }, () => {}],
    ['a copy of a fifo', 'boot/copy', { kind: 'copy', from: 'etc/pipe' }, () => execFileSync('mkfifo', [join(root, 'etc/pipe')])],
    ['a copy of a folder', 'boot/copy', { kind: 'copy', from: 'etc/x' }, () => {}],
    ['what lies below a file', 'etc/hostname/below', { kind: 'text', text: 'x' }, () => {}],
    ['what is there already', 'usr/tool', { kind: 'copy', from: 'etc/hostname' }, () => writeFileSync(join(root, 'usr/tool'), 'mine')],
    ['folders that are links in a circle', 'a/b', { kind: 'text', text: 'x' }, () => symlinkSync('a', join(root, 'a'))],
  ])('leaves %s as it is, and says so', async (_, path, change, prepare) => {
    prepare();
    const { done, said } = await edit(path, change);
    expect(done).toEqual([]);
    expect(said.join()).toContain(`/${path} was left as it is (a test)`);
  });

  it('copies what a link leads to', async () => {
    symlinkSync('../etc/hostname', join(root, 'usr/name'));
    const { done } = await edit('boot/copy', { kind: 'copy', from: 'usr/name' });
    expect(readFileSync(join(root, 'boot/copy'), 'utf8')).toBe('old\n');
    expect(differences(done)).toBe('');
  });

  it('of what is private closes it to others', async () => {
    writeFileSync(join(root, 'etc/shadow'), 'root:*:::::::\n', { mode: 0o644 });
    const { done } = await edit('etc/shadow', { kind: 'text', text: 'me:x:::::::\n', isPrivate: true });
    expect(statSync(join(root, 'etc/shadow')).mode & 0o7777).toBe(0o640);
    expect(differences(done)).toBe('');
  });

  it('through links that are made to take long takes no longer', async () => {
    symlinkSync(`${'x/../'.repeat(800)}e`, join(root, 'e'));
    const { said } = await edit('e/a', { kind: 'text', text: 'x' });
    expect(said.join()).toContain('/e/a was left as it is');
  });

  it('that did not last is found', async () => {
    const { done } = await edit('etc/hostname', { kind: 'text', text: 'new\n', mode: 0o644 });
    writeFileSync(join(root, 'etc/hostname'), 'old\n');
    expect(differences(done)).toBe('etc/hostname: is not what was written');
    writeFileSync(join(root, 'etc/hostname'), 'new\n');
    chmodSync(join(root, 'etc/hostname'), 0o666);
    expect(differences(done)).toBe('etc/hostname: has mode 666 instead of 644');
    rmSync(join(root, 'etc/hostname'));
    expect(differences(done)).toBe('etc/hostname: is missing');
  });
});
