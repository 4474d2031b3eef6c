import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCli } from '../lab/cli.ts';
import { makeLoop } from '../lab/devices.ts';
import { record } from '../lab/pax.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { tarHeader } from '../lab/tarHeader.ts';

/** An archive is unpacked once to be inspected, whatever is to be known of it. */

const ZSTD = realpathSync('/usr/bin/zstd');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync('/var/tmp/once-');
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc(-data.length & 511)]);
const file = (name: string, text: string, mode = 0o644): Buffer =>
  Buffer.concat([tarHeader({ name, size: text.length, mode }), padded(Buffer.from(text, 'latin1'))]);
const extended = (keyword: string, value: string): Buffer => {
  const records = record(keyword, value);
  return Buffer.concat([tarHeader({ name: 'x', type: 'x', size: records.length }), padded(records)]);
};

/** Members that took passes of their own, and no end mark. */
const ODD = [
  tarHeader({ name: 'etc/', type: '5' }),
  file('etc/os-release', 'NAME=Old\n'),
  file('etc/fstab', '/dev/sda9 /x ext4 defaults 0 0\n'),
  file('etc/passwd', 'root:x:0:0::/:\nmysql:x:27:27::/:\n'),
  file('bin/sh', `\x7fELF\x02\x01\x01${'\0'.repeat(9)}\x02\0\x3e\0`, 0o755),
  extended('SCHILY.acl.access', 'user::rw-\nuser:mysql:r--\ngroup::r--\nmask::r--\nother::r--\n'),
  file('log', 'x'),
  extended('SCHILY.fflags', 'nodump'),
  file('flags', 'x'),
  tarHeader({ name: 'link', type: '2', target: 'log', size: 3 }),
  file('slashed/', 'contents'),
  file('etc/os-release', 'NAME=New\n'),
];

it('also for what its contents tell, for what is odd in it, and without an end mark', async () => {
  const [archive, real, program, log] = ['odd.tar.zst', 'real', 'counting', 'log'].map((name) => join(folder, name)) as [string, string, string, string];
  writeFileSync(archive, execFileSync(ZSTD, ['-qc'], { input: Buffer.concat(ODD) }));
  copyFileSync(ZSTD, real);
  writeFileSync(program, `#!/bin/sh\necho once >> ${log}\nexec ${real} "$@"\n`, { mode: 0o755 });
  writeFileSync(log, '');
  chmodSync(log, 0o666);
  const instead = ['unshare', '--mount', 'sh', '-c', `mount --bind ${program} ${ZSTD} && exec "$@"`, 'sh'];
  const { code, stdout, stderr } = await startCli(['inspect', archive, '--json'], instead).done;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    distribution: 'New',
    machine: 'x86_64',
    fstabDevices: ['/dev/sda9 /x ext4 defaults 0 0'],
    aclNames: { users: [['mysql', 27]] },
    ignored: [{ count: 1, example: 'flags' }],
    problems: [{ kind: 'folder-with-contents', count: 1, example: 'slashed/' }],
    ending: { marked: false, falseSizes: true },
    entries: { total: 10 },
  });
  expect(readFileSync(log, 'utf8')).toBe('once\n');
});

it('also for a comparison, where a drive that looks like a card turns out to be quicker than its decompressor', async () => {
  const memory = mkdtempSync('/dev/shm/once-');
  const loop = makeLoop(memory, 256 * 1024 ** 2);
  try {
    const archive = makeRootfs(folder, { files: 50, bytes: 4_000_000 });
    execFileSync('bzip2', [archive]);
    const { code, events } = await startCli(['flash', `${archive}.bz2`, loop.device, '--yes', '--json', '--verify', 'full']).done;
    const end = events.at(-1);
    expect({ code, mode: end?.type === 'finished' && end.summary.mode }).toEqual({ code: 0, mode: 'direct' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'notice', text: 'The archive is decompressed once, in memory.' }));
  } finally {
    loop.detach();
    rmSync(memory, { recursive: true });
  }
});
