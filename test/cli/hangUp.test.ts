import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leftovers } from '../lab/devices.ts';
import { descendants, isRunning } from '../lab/processes.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { tarHeader } from '../lab/tarHeader.ts';
import { startOnTerminal } from '../lab/terminal.ts';

/** A terminal whose window is closed. */

let folder: string;
let archive: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hang-up-'));
  archive = makeRootfs(folder, { files: 3000, bytes: 300_000_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a shell says of a program that SIGHUP has ended. */
const HUNG_UP = '129\n';

describe('a terminal that is closed', () => {
  it.each<[string, string[], string]>([
    ['at the question', [], 'Type yes: '],
    ['while it unpacks', ['--yes'], 'unpacking'],
  ])('%s: ended by SIGHUP, and nothing stays', async (name, options, words) => {
    const codeTo = join(folder, `code of ${name}`);
    const target = join(folder, `target of ${name}`);
    mkdirSync(target);
    const terminal = startOnTerminal(['flash', archive, target, ...options], { columns: 80, codeTo });
    await terminal.shows(words);
    terminal.close();
    await vi.waitFor(() => expect(existsSync(codeTo) && readFileSync(codeTo, 'utf8')).toBe(HUNG_UP), 20_000);
    await vi.waitFor(() => expect(leftovers()).toEqual([]), 20_000);
    if (!options.includes('--yes')) expect(readdirSync(target)).toEqual([]);
  });

  it.each<[string, string[], string]>([
    ['while it inspects', ['inspect', 'ENDLESS'], 'zstd'],
    ['while it watches', ['drives', '--watch'], 'udevadm'],
  ])('%s: it ends, and so does what it has started', async (name, args, helper) => {
    const codeTo = join(folder, `code of ${name}`);
    const endless = join(folder, 'endless.tar.zst');
    if (args.includes('ENDLESS')) writeFileSync(endless, endlessArchive());
    const terminal = startOnTerminal(
      args.map((word) => (word === 'ENDLESS' ? endless : word)),
      { columns: 80, codeTo },
    );
    const started = await vi.waitFor(() => {
      const found = descendants(terminal.pid);
      expect(found.map((each) => each.name)).toContain(helper);
      return found;
    }, 20_000);
    terminal.close();
    await vi.waitFor(() => expect(existsSync(codeTo) && readFileSync(codeTo, 'utf8')).toBe(HUNG_UP), 20_000);
    await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), 20_000);
  });
});

/** A member of 256 GiB, in the room of its frames: nobody sees the end of it before the window is closed. */
function endlessArchive(): Buffer {
  const zstd = (input: Buffer): Buffer => execFileSync('zstd', ['--stdout', '--quiet'], { input });
  const frames = 4096;
  const zeros = Buffer.alloc(64 * 1024 ** 2);
  const header = zstd(tarHeader({ name: './zeros', size: frames * zeros.length }));
  const frame = zstd(zeros);
  return Buffer.concat([header, ...Array.from({ length: frames }, () => frame)]);
}
