import { describe, expect, it } from 'vitest';
import { type Databases, foldAclNames, numbersOf } from '../../../electron/archive/aclNames.ts';
import { type AclNames, aclNames, MOST_ACL_NAMES } from '../../../shared/facts.ts';

function numbered(entries: readonly string[], databases: Partial<Databases> = {}): AclNames {
  const names = foldAclNames();
  entries.forEach(names.add);
  return numbersOf(names.seen, { users: [], groups: [], ...databases });
}

describe('whom ACLs name', () => {
  it.each([
    ['a user', 'user:mysql:rw-', { users: [['mysql', 1]], groups: [] }],
    ['a group', 'group:mysql:r--', { users: [], groups: [['mysql', 2]] }],
    ['in the short form', 'u:mysql:rw-', { users: [['mysql', 1]], groups: [] }],
    ['of a default ACL', 'default:group:mysql:r-x', { users: [], groups: [['mysql', 2]] }],
    ['with the number that star packs', 'user:mysql:r--:27', { users: [['mysql', 27]], groups: [] }],
    ['nobody', 'user::rw-', { users: [], groups: [] }],
    ['by number', 'user:1234:rw-', { users: [], groups: [] }],
    ['the mask', 'mask::rw-', { users: [], groups: [] }],
    ['somebody unknown', 'user:wheel:rw-', { users: [], groups: [] }],
    ['with more than a number', 'user:mysql:rw-:-1', { users: [], groups: [] }],
  ])('%s', (_, entry, expected) => {
    expect(numbered([entry], { users: ['root:x:0:0::/:/bin/sh\nmysql:x:1:5::/:\n'], groups: ['mysql:x:2:\n'] })).toEqual(expected);
  });

  it('has the number of the archive, whatever this machine says', () => {
    expect(numbered(['group:adm:r--'], { groups: ['adm:x:40:\n', 'adm:x:4:\n'] })).toEqual({ users: [], groups: [['adm', 40]] });
    expect(numbered(['group:adm:r--:44'], { groups: ['adm:x:40:\n'] })).toEqual({ users: [], groups: [['adm', 44]] });
    expect(numbered(['group:adm:r--'], { groups: ['nothing\nadm:x:\nadm:x:4294967295:\n', 'adm:x:4:\n'] }).groups).toEqual([['adm', 4]]);
  });

  it('is never more than a name, nor more than a request may hold', () => {
    const odd = ['a\nroot', 'a b', '', '-x', '../x', 'é', 'x'.repeat(65), '__proto__', 'a.b@c$', 'DOM\\u'];
    expect(numbered(odd.map((name) => `user:${name}:r--:5`)).users.map(([name]) => name)).toEqual(['__proto__', 'a.b@c$']);
    const many = numbered(Array.from({ length: 1000 }, (_, i) => `group:g${i}:r--:${i}`));
    expect(many.groups).toHaveLength(MOST_ACL_NAMES);
    expect(aclNames.parse(many)).toEqual(many);
  });
});
