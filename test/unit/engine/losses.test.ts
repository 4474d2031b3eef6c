import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readComplaint } from '../../../electron/engine/extract/complaints.ts';
import { type Losses, openLosses } from '../../../electron/engine/extract/losses.ts';
import { failureOf, meaningOf } from '../../../electron/engine/extract/messages.ts';
import { losses as lossesSchema } from '../../../shared/facts.ts';
import { type PaxMember, paxTarOf } from '../../lab/pax.ts';

// Not on a tmpfs: before Linux 6.6 that has no attributes of users.
const folder = mkdtempSync('/var/tmp/losses-');
afterAll(() => rmSync(folder, { recursive: true }));

/** What tar itself says when it unpacks them. */
function wordsOf(members: readonly PaxMember[]): string[] {
  const into = mkdtempSync(join(folder, 'into-'));
  writeFileSync(join(folder, 'archive.tar'), paxTarOf(members));
  const args = ['-C', into, '-xpf', join(folder, 'archive.tar'), '--acls', '--xattrs', '--xattrs-include=*', '--no-same-owner'];
  const { stderr } = spawnSync('/usr/bin/tar', args, { env: { LC_ALL: 'C' }, encoding: 'utf8' });
  return stderr.split('\n').slice(0, -1);
}

function heard(lines: readonly string[]): Losses {
  const losses = openLosses();
  for (const line of lines) expect([line, losses.hear(line)]).toEqual([line, true]);
  return losses;
}

const listed = (losses: Losses, strangers: readonly string[] = []) => lossesSchema.parse(losses.list({ strangers }));

const HUGE = 'x'.repeat(70_000);
const acl = (...entries: readonly string[]): string => ['user::rw-', 'group::r--', ...entries, 'mask::rw-', 'other::r--', ''].join('\n');

describe('attributes that do not land', () => {
  it('are named with their members, whatever these are called', () => {
    const names = ['./plain', "./quo'te: \\", './two\nlines', './b\xe9b\xc3\xa9', 'no-dot'];
    const losses = heard(wordsOf(names.map((name) => ({ name, records: { 'SCHILY.xattr.user.huge': HUGE } }))));
    expect(listed(losses)).toEqual([
      { what: expect.stringMatching(/^the attribute user\.huge, too large.*xfs 64 KB/), count: names.length, example: './plain' },
    ]);
    for (const name of names) expect(losses.has(name, 'user.huge')).toBe(true);
    expect(losses.has('plain', 'user.huge')).toBe(true);
    expect(losses.has('plain', 'user.other')).toBe(false);
    expect(losses.has('other', 'user.huge')).toBe(false);
  });

  it('are no full drive', () => {
    const lines = ["tar: setxattrat: Cannot set 'user.big' extended attribute for file './a': No space left on device", 'tar: ./b: Cannot open: File exists'];
    expect(lines.map(meaningOf)).toEqual(['metadata', 'unknown']);
    expect(failureOf(lines)).toBe('archive-does-not-unpack');
    expect(failureOf([...lines, 'tar: ./c: Cannot write: No space left on device'])).toBe('drive-full');
  });

  it('are ACLs that name somebody unknown: of a folder two, which count as one', () => {
    const entries = acl('group:nobody-knows-them:r-x');
    const records = { 'SCHILY.acl.access': entries, 'SCHILY.acl.default': entries };
    const losses = heard(wordsOf([{ name: './a:\n\u00e9/', type: '5', records }]));
    expect(listed(losses, ['nobody-knows-them'])).toEqual([
      { what: 'ACLs that name nobody-knows-them: nobody knows the number', count: 1, example: expect.stringContaining('./a:') },
    ]);
    for (const name of ['posix_acl_access', 'posix_acl_default']) expect(losses.has('a:\n\u00e9', `system.${name}`)).toBe(true);
  });

  it('are told apart by attribute and reason', () => {
    const losses = heard(
      wordsOf([
        { name: 'a', records: { 'SCHILY.xattr.user.huge': HUGE } },
        { name: 'b', records: { 'SCHILY.xattr.odd.name': '1', 'SCHILY.xattr.user.huge': HUGE } },
      ]),
    );
    expect(listed(losses).map(({ what, count }) => [what.split(',')[0], count])).toEqual([
      ['the attribute user.huge', 2],
      ['the attribute odd.name', 1],
    ]);
  });

  it('are all of a kind, where tar was built without it', () => {
    const losses = heard(['/usr/bin/tar: SELinux support is not available']);
    expect(losses.has('any', 'security.selinux')).toBe(true);
    expect(losses.has('any', 'user.a')).toBe(false);
    expect(heard(['tar: XATTR support is not available']).has('any', 'user.a')).toBe(true);
    expect(losses.list({ strangers: [], members: { label: 7 } })).toEqual([
      { what: "SELinux labels, which this machine's tar cannot set", count: 7, example: '' },
    ]);
  });

  it('are ACLs of those members that have one, where tar complains of all', () => {
    const losses = heard([1, 2, 3].map((i) => `tar: acl_set_file_at: Cannot set POSIX ACLs for file './boot/${i}': Operation not supported`));
    expect(losses.list({ strangers: [], withoutAcl: { count: 0 } })).toEqual([]);
    expect(losses.list({ strangers: [], withoutAcl: { count: 1, example: 'boot/2' } })).toEqual([
      { what: 'ACLs, which this filesystem cannot hold', count: 1, example: 'boot/2' },
    ]);
  });

  it('are few kinds, however many an archive makes up', () => {
    const losses = openLosses();
    for (let i = 0; i < 100; i += 1) losses.add(`f${i}`, { kind: 'xattr', name: `user.${i}` }, 'Operation not supported');
    expect(listed(losses)).toHaveLength(16);
    expect(losses.has('f99', 'user.99')).toBe(true);
  });

  it.each(['tar: ./a: Cannot open: File exists', "setxattrat: Cannot set 'user.a' extended attribute for file './a': x", 'tar: Total bytes', ''])(
    'are not meant by %j',
    (line) => expect(readComplaint(line)).toBeUndefined(),
  );

  it('of a name with a newline end with their reason, and with the next line of tar at the latest', () => {
    const losses = openLosses();
    const first = "tar: setxattrat: Cannot set 'user.a' extended attribute for file './a";
    expect([first, 'more', "b': Operation not supported", 'elsewhere'].map(losses.hear)).toEqual([true, true, true, false]);
    expect([first, 'tar: ./x: Cannot open: File exists'].map(losses.hear)).toEqual([true, false]);
  });
});
