import { describe, expect, it } from 'vitest';
import { plainFolder } from '../../../../electron/archive/inode.ts';
import { ACCESS, portraitOf } from '../../../../electron/engine/verify/portrait.ts';
import { type Settled, settle } from '../../../../electron/engine/verify/settled.ts';

/** What tar and the kernel make of a mode and of an ACL that does not say the same: tried with tar 1.34 on ext4. */

/** user::rw-, user:27:rw-, group::r--, mask::rw-, other::r--, as the kernel has them. */
const RAW = Buffer.from('0200000001000600ffffffff020006001b00000004000400ffffffff10000600ffffffff20000400ffffffff', 'hex');
const TEXT = 'user::rw-\nuser:27:rw-\ngroup::r--\nmask::rw-\nother::r--\n';

function settled(attributes: Readonly<Record<string, Buffer | string>>, mode: number, type: 'file' | 'directory' | 'symlink' = 'file'): Settled {
  const given = new Map(Object.entries(attributes).map(([name, value]) => [name, Buffer.from(value)]));
  const acl = Object.keys(attributes).some((name) => name.startsWith('SCHILY.'));
  return settle(portraitOf(given), { ...plainFolder(), type, mode, acl });
}

describe('an ACL and a mode', () => {
  it('as text, the ACL counts: bsdtar packs the digit of the group, and not of the mask', () => {
    const { mode, attributes } = settled({ 'SCHILY.acl.access': TEXT }, 0o4644);
    expect(mode).toBe(0o4664);
    expect(attributes.get(ACCESS)).toContain('mask::rw-');
  });

  it('as text, it counts where it is no more than a mode, too, and is not there any more then', () => {
    const { mode, attributes } = settled({ 'SCHILY.acl.access': 'user::rwx\ngroup::r-x\nother::---\n' }, 0o644);
    expect({ mode, kept: [...attributes.keys()] }).toEqual({ mode: 0o750, kept: [] });
  });

  it('as an attribute, the mode counts, and goes into the ACL', () => {
    const { mode, attributes } = settled({ [ACCESS]: RAW }, 0o640);
    expect(mode).toBe(0o640);
    expect(attributes.get(ACCESS)?.split('\n')).toEqual(['group::r--', 'mask::r--', 'other::---', 'user:27:rw-', 'user::rw-']);
  });

  it('with a name that has no number, the ACL is not set', () => {
    expect(settled({ 'SCHILY.acl.access': TEXT.replace('27', 'nobody-knows') }, 0o644).mode).toBe(0o644);
  });

  it('tar sets none of symlinks, and default ones of folders only', () => {
    const both = { 'SCHILY.acl.access': TEXT, 'SCHILY.acl.default': TEXT };
    expect([...settled(both, 0o777, 'symlink').attributes.keys()]).toEqual([]);
    expect([...settled(both, 0o644).attributes.keys()]).toEqual([ACCESS]);
    expect([...settled(both, 0o755, 'directory').attributes.keys()]).toHaveLength(2);
  });
});

describe('other forms of the same', () => {
  it('capabilities of the machine itself come back in the second form, those of another root as they are', () => {
    const third = (root: string): string | undefined =>
      settled({ 'security.capability': Buffer.from(`0100000300200000000000000000000000000000${root}`, 'hex') }, 0o755).attributes.get('security.capability');
    const second = settled({ 'security.capability': Buffer.from('0100000200200000000000000000000000000000', 'hex') }, 0o755);
    expect(third('00000000')).toBe(second.attributes.get('security.capability'));
    expect(third('e8030000')).toHaveLength(24);
  });

  it('a label as text ends with its NUL, whatever is behind it', () => {
    const label = (text: string): string | undefined => settled({ 'RHT.security.selinux': text }, 0o644).attributes.get('security.selinux');
    expect(label('system_u:object_r:etc_t:s0\0')).toBe('system_u:object_r:etc_t:s0\0');
    expect(label('system_u:object_r:etc_t:s0')).toBe('system_u:object_r:etc_t:s0\0');
  });
});
