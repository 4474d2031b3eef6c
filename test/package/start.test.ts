import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { CLI } from '../lab/cli.ts';

/** What is begun while a program is still being read must come before what takes long to read: the schemas, and all that has some. */

const read = (name: string): string => readFileSync(new URL(name, `file://${CLI}`), 'utf8');
const SCHEMAS = 'node_modules/zod/';

it('the terminal launches the engine, and then has the file read that has the schemas', () => {
  const [first, rest] = [read('cli.js'), read('cli-program.js')];
  const launched = first.search(/launched(?:\$\d+)? = launchEarly(?:\$\d+)?\(/);
  expect(launched).toBeGreaterThan(0);
  expect(first.indexOf('import("./cli-program.js")')).toBeGreaterThan(launched);
  expect(first).toMatch(/isImageName(?:\$\d+)?\(source\)\) expectFlash(?:\$\d+)?\(running\)/);
  expect(first).not.toContain(SCHEMAS);
  expect(rest).toContain(SCHEMAS);
});

it('the engine opens its line in front of every schema', () => {
  const program = read('engine.js');
  const opened = program.search(/opening(?:\$\d+)? = openLine(?:\$\d+)?\(/);
  expect(opened).toBeGreaterThan(0);
  expect(program.indexOf(SCHEMAS)).toBeGreaterThan(opened);
});

it('a terminal of which a file is missing says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'half-'));
  try {
    copyFileSync(CLI, join(folder, 'cli.mjs'));
    const { exitCode, stderr } = await run({ tool: process.execPath, args: [join(folder, 'cli.mjs'), '--version'] });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 69,
      stderr: expect.stringMatching(/^tarstrap: A file of this program cannot be read\.\n {2}Error.*cli-program\.js.*\nInstall Tarstrap again\.\n$/),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
