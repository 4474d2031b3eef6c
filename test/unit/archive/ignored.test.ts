import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectArchive } from '../../../electron/archive/inspect.ts';
import { type ArchiveFacts, archiveFacts } from '../../../shared/facts.ts';
import { type PaxMember, paxTarOf } from '../../lab/pax.ts';
import { make, workshop } from './workshop.ts';

const folder = workshop();

async function factsOf(members: readonly PaxMember[], compression?: 'gzip'): Promise<ArchiveFacts> {
  writeFileSync(join(folder, 'archive.tar'), paxTarOf(members));
  if (compression) make(folder, compression, ['-kf', 'archive.tar']);
  // What the engine accepts, too.
  return archiveFacts.parse(await inspectArchive(join(folder, compression ? 'archive.tar.gz' : 'archive.tar')));
}

const CAPABILITY = 'AQAAAgAgAAAAAAAAAAAAAAAAAAA';

describe('what tar passes over', () => {
  it.each([undefined, 'gzip'] as const)('is counted, with an example, compressed by %s', async (compression) => {
    const records = { 'LIBARCHIVE.xattr.security.capability': CAPABILITY };
    const { ignored } = await factsOf(
      [
        { name: './etc/', type: '5', records: {} },
        { name: './bin/ping', records },
        { name: './bin/arping', records },
      ],
      compression,
    );
    expect(ignored).toEqual([{ what: expect.stringMatching(/security\.capability.*old bsdtar/), count: 2, example: './bin/ping' }]);
  });

  it('is not missed where a newer bsdtar has packed it in both forms', async () => {
    const records = { 'LIBARCHIVE.xattr.user.a%20b': 'eA', 'SCHILY.xattr.user.a b': 'x' };
    expect((await factsOf([{ name: 'a', records }])).ignored).toEqual([]);
    expect(
      (
        await factsOf([
          { name: 'a', records },
          { name: 'b', records: { 'LIBARCHIVE.xattr.user.a%20b': 'eA' } },
        ])
      ).ignored,
    ).toEqual([{ what: expect.stringContaining('the attribute user.a b'), count: 1, example: 'b' }]);
  });

  it.each([
    ['SCHILY.fflags', 'nodump', 'file flags'],
    ['SCHILY.acl.ace', 'owner@:rw::allow', 'ACLs of a kind'],
    ['ACME.seal', '1', 'ACME.seal'],
    ['ACME.\u001b[2J', '1', 'ACME.\\x1b[2J'],
  ])('%s is told', async (keyword, value, what) => {
    expect((await factsOf([{ name: 'a', records: { [keyword]: value } }])).ignored).toEqual([{ what: expect.stringContaining(what), count: 1, example: 'a' }]);
  });

  it.each([
    'LIBARCHIVE.creationtime',
    'SCHILY.dev',
    'SCHILY.ino',
    'SCHILY.nlink',
    'SCHILY.realsize',
    'hdrcharset',
    'comment',
    'charset',
    'atime',
    'ctime',
    'APK-TOOLS.checksum.SHA1',
    'GNU.crc32',
  ])('%s is bookkeeping, which nobody misses', async (keyword) => expect((await factsOf([{ name: 'a', records: { [keyword]: '1' } }])).ignored).toEqual([]));

  it('is told apart for a few kinds, however many an archive makes up', async () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ name: `f${i}`, records: { [`ACME.${i}`]: 'x' } }));
    expect((await factsOf(many)).ignored).toHaveLength(16);
  });
});

describe('attributes of the root folder itself', () => {
  it.each([
    [{ 'SCHILY.xattr.trusted.overlay.opaque': 'y' }, { privileged: 1, extended: 1 }],
    [{ 'SCHILY.acl.access': 'user::rwx,user:7:r-x,group::r-x,mask::r-x,other::r-x' }, { acls: 1, extended: 1 }],
    [{ 'RHT.security.selinux': 'system_u:object_r:root_t:s0' }, { labels: 1, privileged: 1, extended: 1 }],
  ])('%j are facts like any other', async (records, expected) => {
    expect(
      await factsOf([
        { name: './', type: '5', records },
        { name: './etc/', type: '5', records: {} },
      ]),
    ).toMatchObject(expected);
  });
});

describe('whom the ACLs of an archive name', () => {
  const acl = (...entries: readonly string[]): Record<string, string> => ({
    'SCHILY.acl.access': ['user::rw-', 'group::r--', ...entries, 'mask::rw-', 'other::r--', ''].join('\n'),
  });
  const own = [
    { name: './etc/passwd', records: {}, content: 'root:x:0:0::/:/bin/sh\nmysql:x:27:27::/:\n' },
    { name: './etc/group', records: {}, content: 'root:x:0:\nadm:x:44:\n' },
  ];

  it('is known by its own users and groups, wherever they stand in it', async () => {
    const log = { name: './var/log/x', records: acl('user:mysql:rw-', 'group:adm:r--', 'group:nobody-knows:r--') };
    for (const members of [
      [log, ...own],
      [...own, log],
    ]) {
      expect(await factsOf(members)).toMatchObject({
        aclNames: { users: [['mysql', 27]], groups: [['adm', 44]] },
        aclStrangers: ['nobody-knows'],
      });
    }
  });

  it("is known by this machine's, where the archive has none", async () => {
    expect((await factsOf([{ name: 'a', records: acl('user:root:rw-', 'group:root:r--') }])).aclNames).toEqual({ users: [['root', 0]], groups: [['root', 0]] });
  });

  it('is not asked where there are none', async () => {
    expect(await factsOf(own)).toMatchObject({ aclNames: { users: [], groups: [] }, aclStrangers: [] });
  });
});
