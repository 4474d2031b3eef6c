import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leftovers } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
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
});
