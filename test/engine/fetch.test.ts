import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { identityOf } from '../../electron/archive/open.ts';
import { fetchArchive, requireRoomForCopy, requireTheirs } from '../../electron/engine/flash/fetch.ts';
import { NOBODY } from '../../electron/run/confine.ts';
import type { FileIdentity } from '../../shared/facts.ts';
import { sh } from '../lab/devices.ts';
import { jobIn } from '../lab/job.ts';

/** An archive on a FUSE mount of the user's own, whose program ends before all of it was copied for root. */

let folder: string;
let at: string;
let server: ChildProcess;
let identity: FileIdentity;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/fetch-');
  chmodSync(folder, 0o755);
  at = join(folder, 'remote');
  mkdirSync(join(folder, 'tree'));
  mkdirSync(at);
  chownSync(at, NOBODY.uid, NOBODY.uid);
  writeFileSync(join(folder, 'tree/a.tar'), 'x'.repeat(100_000));
  sh('mksquashfs', join(folder, 'tree'), join(folder, 'a.squashfs'), '-quiet', '-no-progress');
  chmodSync('/dev/fuse', 0o666);
  const user = [`--reuid=${NOBODY.uid}`, `--regid=${NOBODY.uid}`, '--clear-groups'];
  server = spawn('setpriv', [...user, 'squashfuse', '-f', join(folder, 'a.squashfs'), at], { stdio: 'ignore' });
  while (sh('findmnt', '--noheadings', '--output', 'FSTYPE', '--target', at).trim() !== 'fuse.squashfuse') sh('sleep', '0.05');
  const seen = sh('setpriv', ...user, 'stat', '--format=%d %i %s %Y', join(at, 'a.tar'))
    .trim()
    .split(' ');
  identity = { path: join(at, 'a.tar'), dev: seen[0] ?? '', ino: seen[1] ?? '', size: Number(seen[2]), mtimeNs: `${seen[3]}000000000` };
});
afterEach(() => expect(readdirSync('/var/tmp').filter((name) => name.startsWith('tarstrap-'))).toEqual([]));
afterAll(() => {
  sh('umount', at);
  rmSync(folder, { recursive: true });
});

it('is copied as long as its program runs; when that has ended, this is said, and not that he may not read it', async () => {
  const job = jobIn({ folder });
  await using _ = job.scope;
  const follow = vi.spyOn(job.meter, 'follow');
  await requireTheirs(identity, NOBODY, job);
  expect(identityOf(await fetchArchive(identity, NOBODY, job)).size).toBe(identity.size);
  expect(follow.mock.calls.map(([position]) => position())).toEqual([identity.size]);
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
  const failed = { code: 'archive-io', facts: { path: identity.path, reason: expect.stringMatching(/has failed or was gone/) } };
  await expect(fetchArchive(identity, NOBODY, job)).rejects.toMatchObject(failed);
  await expect(requireTheirs(identity, NOBODY, job)).rejects.toMatchObject(failed);
});

it('an archive for whose copy there is too little room is no fault of its own', () => {
  const { bavail, bsize } = statfsSync('/var/tmp');
  expect(() => requireRoomForCopy({ path: '/remote/large.tar', size: bavail * bsize + 2 ** 32 })).toThrow(expect.objectContaining({ code: 'copy-no-room' }));
});
