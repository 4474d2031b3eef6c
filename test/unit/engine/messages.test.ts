import { describe, expect, it } from 'vitest';
import { failureOf, Log, meaningOf } from '../../../electron/engine/extract/messages.ts';

describe('meaningOf', () => {
  it.each([
    ["tar: Ignoring unknown extended header keyword 'LIBARCHIVE.creationtime'", 'harmless'],
    ['tar: ./a: time stamp 2036-11-23 11:51:05 is 315360000.123456789 s in the future', 'harmless'],
    ["tar: Removing leading `/' from member names", 'harmless'],
    ["tar: Removing leading `../../' from hard link targets", 'harmless'],
    ['tar: ./a: Cannot write: No space left on device', 'full'],
    ['tar: ./a: Cannot open: Input/output error', 'io'],
    ['tar: Archive contains ‘99999999’ where numeric off_t value expected', 'damaged'],
    ["tar: setxattrat: Cannot set 'user.a' extended attribute for file './a': Operation not supported", 'metadata'],
    ["tar: acl_delete_def_file_at: Cannot drop default POSIX ACLs for file './a': Operation not supported", 'harmless'],
    ["tar: acl_delete_def_file_at: Cannot drop default POSIX ACLs for file './a': Operation not permitted", 'metadata'],
    ["tar: Cannot set POSIX ACLs for file './a': Operation not supported", 'metadata'],
    ['tar: ./a: Cannot change ownership to uid 1, gid 1: Operation not permitted', 'metadata'],
    ['tar: ./a: Cannot open: File exists', 'unknown'],
    ['/usr/bin/tar: ./a: Cannot mkdir: Operation not permitted', 'refused'],
    ['tar: ./a: Cannot unlink: Operation not permitted', 'refused'],
    ['tar: ./a: Cannot mknod: Operation not permitted', 'unknown'],
    ["tar: ./a: Unknown file type 'Z', extracted as normal file", 'odd'],
    ['tar: Extracting contiguous files as regular files', 'harmless'],
  ])('%s: %s', (line, meaning) => expect(meaningOf(line)).toBe(meaning));

  it.each(['time stamp ', 'Removing leading `', 'Archive contains ', 'Cannot set '.slice(0, -1)])(
    'a name that begins what tar says again and again takes four times the work where it is four times as long: %j',
    (words) => {
      const work = (length: number): number => {
        const line = words.repeat(length / words.length);
        const before = process.cpuUsage();
        for (let i = 0; i < 20; i += 1) meaningOf(line);
        const { user, system } = process.cpuUsage(before);
        return user + system;
      };
      const short = Math.min(...[1, 2, 3].map(() => work(50_000)));
      expect(work(200_000) / short).toBeLessThan(10);
    },
  );
});

describe('what a job keeps of what tar says', () => {
  it('is the first lines, and the number of the others', () => {
    const log = new Log(20);
    for (let i = 0; i < 100_000; i += 1) log.add(`line ${i}`);
    expect(log.lines).toHaveLength(20);
    expect(log.text.split('\n')).toEqual([...Array.from({ length: 12 }, (_, i) => `line ${i}`), '… and 99988 more lines']);
  });

  it('has what a drive says that fails, however much was said before of what matters less', () => {
    const log = new Log();
    for (let i = 0; i < 3000; i += 1) log.add(`tar: lsetfileconat: Cannot set SELinux context for file './usr/${i}': Operation not supported`);
    log.add('tar: ./usr/x: Cannot write: Input/output error');
    expect(failureOf(log.lines)).toBe('drive-io');
    expect(log.text.split('\n')[0]).toBe('tar: ./usr/x: Cannot write: Input/output error');
    expect(log.text.split('\n').at(-1)).toBe('… and 2989 more lines');
  });

  it('amounts to the gravest of them', () => {
    expect(failureOf(['tar: Unexpected EOF in archive', 'tar: ./a: Cannot write: No space left on device'])).toBe('drive-full');
    expect(failureOf(['tar: ./a: Cannot open: File exists'])).toBe('archive-does-not-unpack');
    expect(failureOf(['tar: ./a: Cannot open: No such file or directory', 'tar: .: Cannot mkdir: Operation not permitted'])).toBe('target-refuses');
  });
});
