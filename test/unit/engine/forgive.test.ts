import { mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { openLosses } from '../../../electron/engine/extract/losses.ts';
import { contrast } from '../../../electron/engine/verify/contrast.ts';
import { isForgiven, roomOf } from '../../../electron/engine/verify/forgive.ts';
import { plainFolder } from '../../../electron/archive/inode.ts';
import { numbersOf } from '../../../electron/engine/verify/acl.ts';
import { type Portrait, portraitOf } from '../../../electron/engine/verify/portrait.ts';
import { settle } from '../../../electron/engine/verify/settled.ts';

const attributes = (values: Readonly<Record<string, string>>): ReadonlyMap<string, Buffer> =>
  new Map(Object.entries(values).map(([name, value]) => [name, Buffer.from(value, 'latin1')]));
const numbers = numbersOf({ users: [['mysql', 27]], groups: [['adm', 4]] });
const acl = (...entries: readonly string[]): string => ['user::rw-', 'group::r--', ...entries, 'mask::rw-', 'other::r--'].join(',');
const portrait = (values: Readonly<Record<string, string>>): Portrait => {
  const acl = Object.keys(values).some((name) => name.startsWith('SCHILY.acl.'));
  return settle(portraitOf(attributes(values), numbers), { ...plainFolder(), mode: 0o664, acl }).attributes;
};

interface Given {
  readonly packed: Readonly<Record<string, string>>;
  readonly found?: Readonly<Record<string, string>>;
  readonly fits?: boolean;
  readonly isPlain?: boolean;
}

function verdict({ packed, found = {}, fits = true, isPlain = true }: Given): { readonly what: string | undefined; readonly lost: number } {
  const losses = openLosses();
  const expected = portrait(packed);
  const forgives = (attribute: string, isThere: boolean): boolean => isForgiven({ name: 'a', expected, attribute, isThere, isPlain }, () => fits, losses);
  return { what: contrast({ expected, found: portraitOf(attributes(found)), discreet: false, forgives }), lost: losses.list({ strangers: [] }).length };
}

/** user::rw-, user:27:rw-, group::r--, mask::rw-, other::r--, as the kernel has them. */
const ACL_OF_27 = Buffer.from('0200000001000600ffffffff020006001b00000004000400ffffffff10000600ffffffff20000400ffffffff', 'hex').toString('latin1');

describe('an attribute that is not there', () => {
  it('is a mismatch', () => expect(verdict({ packed: { 'user.a': '1' } })).toEqual({ what: 'lacks user.a', lost: 0 }));

  it('is a loss where the filesystem has no room for it, but what is there must be right', () => {
    const packed = { 'user.a': 'x'.repeat(5000) };
    expect(verdict({ packed, fits: false })).toEqual({ what: undefined, lost: 1 });
    expect(verdict({ packed, fits: false, found: { 'user.a': 'x'.repeat(4999) } })).toEqual({ what: 'has another user.a', lost: 0 });
  });

  it('is a loss where it is an ACL for somebody without a number, and nothing else', () => {
    expect(verdict({ packed: { 'SCHILY.acl.access': acl('user:unknown:r--') } })).toEqual({ what: undefined, lost: 1 });
    expect(verdict({ packed: { 'SCHILY.acl.access': acl('user:mysql:r--') } })).toEqual({ what: 'lacks ACL', lost: 0 });
    expect(verdict({ packed: { 'SCHILY.acl.access': acl('user:unknown:r--'), 'user.a': '1' } })).toEqual({ what: 'lacks user.a', lost: 1 });
  });

  it('is a loss where nothing of that kind can have one', () => {
    expect(verdict({ packed: { 'user.a': '1' }, isPlain: false })).toEqual({ what: undefined, lost: 1 });
    expect(verdict({ packed: { 'trusted.a': '1' }, isPlain: false })).toEqual({ what: 'lacks trusted.a', lost: 0 });
    for (const name of ['odd.name', 'user.', 'system.nfs4_acl', 'system.ntfs_attrib_be', `user.${'n'.repeat(255)}`]) {
      expect(verdict({ packed: { [name]: '1' } })).toEqual({ what: undefined, lost: 1 });
    }
  });

  it('is a loss where it says that it is a capability, and the kernel takes it for none', () => {
    const capability = (hex: string): Readonly<Record<string, string>> => ({ 'security.capability': Buffer.from(hex, 'hex').toString('latin1') });
    expect(verdict({ packed: capability('0100000200200000') })).toEqual({ what: undefined, lost: 1 });
    expect(verdict({ packed: capability('0100000200200000000000000000000000000000') })).toEqual({ what: 'lacks security.capability', lost: 0 });
  });

  it('is not looked for where xfs shows ACLs to root', () => {
    const packed = { 'SCHILY.acl.access': acl('user:mysql:rw-') };
    const found = { 'system.posix_acl_access': ACL_OF_27, 'trusted.SGI_ACL_FILE': 'x' };
    expect(verdict({ packed, found })).toEqual({ what: undefined, lost: 0 });
  });

  it('has been said by tar', () => {
    const losses = openLosses();
    losses.hear("tar: setxattrat: Cannot set 'user.a' extended attribute for file './a': Operation not supported");
    const held = { name: 'a', expected: portrait({ 'user.a': '1' }), attribute: 'user.a', isThere: false, isPlain: true };
    expect(isForgiven(held, () => true, losses)).toBe(true);
    expect(isForgiven({ ...held, name: 'b' }, () => true, losses)).toBe(false);
  });
});

describe('what an archive says in words', () => {
  it.each([
    ['names', acl('user:mysql:rw-', 'group:adm:r--')],
    ['numbers', acl('user:27:rw-', 'group:4:r--')],
    ['names with numbers, as star has them', acl('user:mysql:rw-:27', 'group:adm:r--:4')],
  ])('is the same ACL by %s', (_, text) => {
    expect(portrait({ 'SCHILY.acl.access': text }).get('system.posix_acl_access')).toBe(
      'group:4:r--\ngroup::r--\nmask::rw-\nother::r--\nuser:27:rw-\nuser::rw-',
    );
  });

  it('is a label of SELinux with its NUL', () => {
    const label = 'system_u:object_r:etc_t:s0';
    expect(portrait({ 'RHT.security.selinux': label })).toEqual(portrait({ 'security.selinux': `${label}\0` }));
  });
});

describe('room for attributes', () => {
  const folder = mkdtempSync('/var/tmp/room-');
  afterAll(() => rmSync(folder, { recursive: true }));

  /** By trying it. */
  function lands(value: string): boolean {
    execFileSync('sh', ['-c', 'rm -f "$0"; : > "$0"', `${folder}/file`]);
    try {
      execFileSync('setfattr', ['-n', 'user.a', '-v', value, `${folder}/file`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  it('is never thought to be there where the kernel has none', () => {
    const room = roomOf(folder);
    for (let length = 3900; length < 4200; length += 4) {
      const value = 'x'.repeat(length);
      if (!lands(value)) expect([length, room(portrait({ 'user.a': value }), 'user.a')]).toEqual([length, false]);
    }
    expect(room(portrait({ 'user.a': 'x'.repeat(3900) }), 'user.a')).toBe(true);
  });
});
