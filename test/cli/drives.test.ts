import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cli, startCli } from '../lab/cli.ts';
import { makeLoop } from '../lab/devices.ts';
import { hanging } from '../lab/hanging.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drives-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('tarstrap drives', () => {
  it('shows a loop device as ready and the system disk as locked', async () => {
    const loop = makeLoop(folder, 64 * 1024 ** 2);
    try {
      const { code, stdout } = await cli('drives');
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^${loop.device} +67\\.1 MB +loop.*ready$`, 'm'));
      expect(stdout).toMatch(/PROTECTED: it holds the running system/);
    } finally {
      loop.detach();
    }
  });

  it('--watch shows a drive that comes, and ends on SIGINT without a process left', async () => {
    const run = startCli(['drives', '--watch']);
    const shows = (text: string): Promise<void> =>
      new Promise((resolve, reject) => {
        let seen = '';
        run.child.stdout?.on('data', (chunk: string) => (seen += chunk).includes(text) && resolve());
        void run.done.then(() => reject(new Error(`ended: ${seen}`)));
      });
    await shows('PROTECTED');
    let loop = makeLoop(folder, 96 * 1024 ** 2);
    const came = shows('101 MB');
    // The monitor may not have been listening yet when the first one came.
    const timer = setInterval(() => {
      loop.detach();
      loop = makeLoop(folder, 96 * 1024 ** 2);
    }, 3000);
    await came.finally(() => {
      clearInterval(timer);
      loop.detach();
    });
    run.child.kill('SIGINT');
    expect((await run.done).code).toBe(0);
  });

  it('a drive that does not answer is listed all the same, without what lies on it', async () => {
    const [dead, other] = [makeLoop(folder, 96 * 1024 ** 2), makeLoop(folder, 128 * 1024 ** 2)];
    try {
      const { hangs, wrapper } = hanging('/usr/sbin/blkid', folder, dead.device);
      writeFileSync(hangs, '');
      const { code, stdout } = await startCli(['drives'], wrapper).done;
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^${dead.device} +101 MB +loop.*ready$`, 'm'));
      expect(stdout).toMatch(new RegExp(`^${other.device} +134 MB +loop.*ready$`, 'm'));
    } finally {
      for (const { detach } of [dead, other]) detach();
    }
  });

  it('--watch goes on where they cannot be listed for a while: it says so once, and lists them again by itself', async () => {
    const { hangs, wrapper } = hanging('/usr/bin/lsblk', folder);
    const run = startCli(['drives', '--watch'], wrapper);
    let shown = '';
    let complaints = '';
    run.child.stdout.on('data', (text: string) => (shown += text));
    run.child.stderr.on('data', (text: string) => (complaints += text));
    const first = makeLoop(folder, 96 * 1024 ** 2);
    await vi.waitFor(() => expect(shown).toContain('101 MB'), { timeout: 20_000 });
    writeFileSync(hangs, '');
    const second = makeLoop(folder, 128 * 1024 ** 2);
    await vi.waitFor(() => expect(complaints).toMatch(/lsblk/), { timeout: 20_000 });
    rmSync(hangs);
    await vi.waitFor(() => expect(shown).toContain('134 MB'), { timeout: 20_000 });
    expect(complaints.match(/tarstrap:/g)).toHaveLength(1);
    run.child.kill('SIGINT');
    expect((await run.done).code).toBe(0);
    for (const { detach } of [first, second]) detach();
  });
});
