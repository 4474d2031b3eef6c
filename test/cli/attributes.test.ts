import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paxTarOf } from '../lab/pax.ts';
import { cli, type CliResult } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';

const acl = (...entries: readonly string[]): string => ['user::rw-', 'group::r--', ...entries, 'mask::r--', 'other::r--', ''].join('\n');
const LABEL = 'system_u:object_r:etc_t:s0';

const LANDING = [
  { name: './', type: '5', records: { 'SCHILY.xattr.user.root': 'y' } },
  { name: './etc/', type: '5', records: {} },
  { name: './etc/passwd', records: {}, content: 'root:x:0:0::/:/bin/sh\nmysql:x:27:27::/:\n' },
  { name: './etc/group', records: {}, content: 'root:x:0:\nadm:x:44:\n' },
  { name: './named', records: { 'SCHILY.acl.access': acl('user:mysql:r--', 'group:adm:r--') } },
  { name: './star', records: { 'SCHILY.acl.access': acl('user:elsewhere:r--:1234').replaceAll('\n', ',').slice(0, -1) } },
  { name: './labelled', records: { 'RHT.security.selinux': LABEL } },
];
const LOST = [
  { name: './stranger', records: { 'SCHILY.acl.access': acl('group:nobody-knows-them:r--') } },
  { name: './large', records: { 'SCHILY.xattr.user.large': 'x'.repeat(5000) } },
  { name: './old', records: { 'LIBARCHIVE.xattr.user.note': 'eA' } },
  { name: './flags', records: { 'SCHILY.fflags': 'nodump' } },
];

let folder: string;
let loop: Loop;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attributes-'));
  writeFileSync(join(folder, 'archive.tar'), paxTarOf([...LANDING, ...LOST]));
  loop = makeLoop(folder, 512 * 1024 ** 2);
});
afterEach(() => {
  loop.detach();
  rmSync(folder, { recursive: true, force: true });
});

/** What is lost, by its first words, and the example. */
function lost({ code, stderr, events }: CliResult): Readonly<Record<string, string>> {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const last = events.at(-1);
  const losses = last?.type === 'finished' ? last.summary.lost : [];
  return Object.fromEntries(losses.map(({ what, example }) => [what.split(/[,:]/)[0], example.replace('./', '')]));
}

const ALL_LOST = {
  'ACLs that name nobody-knows-them': 'stranger',
  'file flags (chattr)': 'flags',
  'the attribute user.large': 'large',
  'the attribute user.note': 'old',
};

describe('every attribute lands, or is said', () => {
  it.each(['direct', 'staged'])('on ext4, %s, and a later verification says the same', async (mode) => {
    const archive = join(folder, 'archive.tar');
    expect(lost(await cli('flash', archive, loop.device, '--yes', '--mode', mode, '--json'))).toEqual(ALL_LOST);
    const at = mkdtempSync(join(folder, 'mnt-'));
    sh('mount', '-o', 'ro,noload', `${loop.device}p1`, at);
    try {
      const words = (tool: string, ...args: readonly string[]): string => execFileSync(tool, args, { cwd: at, encoding: 'utf8' });
      expect(words('getfattr', '--only-values', '-n', 'user.root', '.')).toBe('y');
      expect(words('getfattr', '--only-values', '-n', 'security.selinux', 'labelled')).toBe(`${LABEL}\0`);
      expect(words('getfacl', '-n', '-c', 'named')).toMatch(/user:27:r--\n[^]*group:44:r--\n/);
      expect(words('getfacl', '-n', '-c', 'star')).toContain('user:1234:r--\n');
    } finally {
      sh('umount', at);
    }
    expect(lost(await cli('verify', archive, loop.device, '--json'))).toEqual(ALL_LOST);
    expect(leftovers()).toEqual([]);
  });

  it('in the words of the terminal', async () => {
    const { stdout } = await cli('flash', join(folder, 'archive.tar'), join(folder, 'card.img'), '--yes');
    expect(stdout).toContain('Not kept: ACLs that name nobody-knows-them: nobody knows the number (./stranger).\n');
    expect(stdout).toMatch(/Not kept: the attribute user\.large, too large .*xfs 64 KB/);
  });

  it('and what has been changed since is still found', async () => {
    const archive = join(folder, 'archive.tar');
    await cli('flash', archive, loop.device, '--yes', '--mode', 'direct', '--verify', 'none');
    const at = mkdtempSync(join(folder, 'mnt-'));
    sh('mount', `${loop.device}p1`, at);
    sh('setfattr', '-x', 'security.selinux', join(at, 'labelled'));
    sh('setfacl', '-b', join(at, 'named'));
    sh('umount', at);
    const { code, stderr } = await cli('verify', archive, loop.device);
    expect(code).toBe(75);
    expect(stderr).toMatch(/labelled: lacks security\.selinux/);
    expect(stderr).toMatch(/named: lacks ACL/);
  });
});
