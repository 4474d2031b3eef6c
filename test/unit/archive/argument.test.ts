import { chmodSync, closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveArgument } from '../../../electron/archive/argument.ts';
import { listArchive } from '../../../electron/archive/inspect.ts';
import { NOBODY, readerHere } from '../../../electron/run/confine.ts';
import { make, workshop } from './workshop.ts';

const folder = workshop();
const opened: number[] = [];
const open = (name: string): number => {
  const fd = openSync(join(folder, name), 'r');
  opened.push(fd);
  return fd;
};

beforeAll(() => {
  for (const name of ['open.tar', 'closed.tar', 'denied.tar', 'granted.tar']) make(folder, 'tar', ['-cf', name, '-C', '/etc', 'os-release']);
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'closed.tar'), 0o600);
});
afterAll(() => opened.forEach((fd) => closeSync(fd)));

describe('tar opens a plain archive itself where its reader can do that', () => {
  it('and leaves its offset alone', async () => {
    const fd = open('open.tar');
    expect(await archiveArgument({ fd, compression: 'none', as: readerHere() })).toBe('/proc/self/fd/0');
    expect(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1')).toContain('pos:\t0\n');
  });

  it('not where it is compressed, or what is junk must not be seen', async () => {
    const fd = open('open.tar');
    const ending = { tars: 2, marked: true, junkAt: 4096, trailing: false };
    expect(await archiveArgument({ fd, compression: 'gzip', as: readerHere() })).toBe('-');
    expect(await archiveArgument({ fd, compression: 'none', ending, as: readerHere() })).toBe('-');
  });
});

describe.runIf(process.getuid?.() === 0)('whether he can is tried, as mode bits do not tell', () => {
  it.each([
    ['closed.tar', undefined, '-'],
    // As on a FUSE mount, which its user alone may look into.
    ['denied.tar', 'u:65534:---', '-'],
    ['granted.tar', 'u:65534:r--', '/proc/self/fd/0'],
  ])('%s with %s: %s', async (name, acl, argument) => {
    if (name === 'granted.tar') chmodSync(join(folder, name), 0o600);
    if (acl) make(folder, 'setfacl', ['-m', acl, name]);
    const request = { fd: open(name), compression: 'none' as const, folder, as: NOBODY };
    expect(await archiveArgument(request)).toBe(argument);
    const names: string[] = [];
    await listArchive(request, { onEntry: (entry) => names.push(entry.name) });
    expect(names).toEqual(['os-release']);
  });
});
