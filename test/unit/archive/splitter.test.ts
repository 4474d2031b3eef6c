import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitter } from '../../../electron/archive/splitter.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'tarstrap-splitter-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const WORDS = 'what comes out of one pipe '.repeat(100_000);

/** @param script has the program in `"$@"`, a pipe as its standard input, and writes `main` and `side` */
function split(script: string): void {
  const { tool, args } = splitter();
  execFileSync('sh', ['-c', script, 'sh', tool, ...args], { cwd: folder, input: WORDS });
  expect(readFileSync(join(folder, 'main'), 'utf8')).toBe(WORDS);
  expect(readFileSync(join(folder, 'side'), 'utf8')).toBe(WORDS);
}

it('hands all of it to two pipes', () => split('mkfifo p; cat p > side & cat | "$@" 3> p | cat > main; wait; rm p'));

it('hands all of it where little comes at a time', () => split('mkfifo p; cat p > side & dd bs=8192 status=none | "$@" 3> p | cat > main; wait; rm p'));

it('hands all of it to what the kernel takes no pages for', () => split('cat | "$@" 3> side > main'));
