import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBigArchive } from '../lab/bigArchive.ts';
import { startCli } from '../lab/cli.ts';
import { engines, leftovers } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

let folder: string;
let archive: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/memory-');
  archive = makeRootfs(folder, { files: 30_000, bytes: 1_000_000_000 });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Peak resident set of a process, in bytes (`VmHWM`); 0 when it is gone. */
function peak(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

describe('memory', () => {
  it('engine and terminal together stay below 200 MB resident for a tarball of 1 GB and 30,000 files', async () => {
    const run = startCli(['flash', archive, `${folder}/big.img`, '--yes', '--verify', 'full', '--json']);
    const peaks = { cli: 0, engine: 0 };
    const look = (): void => {
      const engine = Number(
        engines()
          .find((line) => line.includes('/engine.js'))
          ?.split(' ')[0] ?? 0,
      );
      peaks.cli = Math.max(peaks.cli, peak(run.child.pid as number));
      peaks.engine = Math.max(peaks.engine, peak(engine));
    };
    const timer = setInterval(look, 100);
    const result = await run.done.finally(() => clearInterval(timer));
    expect(result.code).toBe(0);
    const megabytes = Math.round((peaks.cli + peaks.engine) / 1e6);
    process.stdout.write(`peak resident: terminal ${Math.round(peaks.cli / 1e6)} MB, engine ${Math.round(peaks.engine / 1e6)} MB\n`);
    expect(peaks.engine).toBeGreaterThan(0);
    expect(megabytes).toBeLessThan(200);
    expect(leftovers()).toEqual([]);
  }, 300_000);

  it('an inspection needs at most 250 bytes for each of a million members', async () => {
    const peakOf = async (entries: number): Promise<number> => {
      const run = startCli(['inspect', makeBigArchive(folder, { entries, bytes: 1_000_000_000 })]);
      let highest = 0;
      const timer = setInterval(() => (highest = Math.max(highest, peak(run.child.pid as number))), 20);
      expect((await run.done.finally(() => clearInterval(timer))).code).toBe(0);
      return highest;
    };
    const few = await peakOf(100);
    const each = Math.round(((await peakOf(1_000_000)) - few) / 1_000_000);
    process.stdout.write(`bytes for each of a million members: ${each}\n`);
    expect(few).toBeGreaterThan(0);
    expect(each).toBeLessThanOrEqual(250);
  }, 300_000);
});
