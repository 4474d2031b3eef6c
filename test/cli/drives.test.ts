import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, startCli } from '../lab/cli.ts';
import { makeLoop } from '../lab/devices.ts';

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
});
