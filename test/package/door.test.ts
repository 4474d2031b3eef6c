import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HELP } from '../../electron/cli/arguments.ts';
import { run } from '../../electron/run/run.ts';

/** AppRun, the door of every package, before a program that says how it was started. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'a door '));
  mkdirSync(join(folder, 'bin'));
  cpSync(new URL('../../build/linux/AppRun', import.meta.url), join(folder, 'AppRun'));
  program('tarstrap', 'for word; do echo "$word"; done; env');
  program('bin/id', 'echo "${TEST_UID-1000}"');
  program('bin/unshare', 'exit "${TEST_UNSHARE-0}"');
  program('bin/zenity', 'echo "shown $*"');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, body: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

interface Start {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Start> {
  const given = Object.entries({ PATH: `${folder}/bin:/usr/bin:/bin`, ...env }).map(([name, value]) => `${name}=${value}`);
  const { exitCode, stdout, stderr } = await run({ tool: '/usr/bin/env', args: ['-i', ...given, join(folder, 'AppRun'), ...args] });
  const lines = stdout.toString().trim().split('\n');
  const isVariable = (line: string): boolean => /^\w+=/.test(line);
  const variables = lines.filter(isVariable).map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]);
  return { exitCode, stderr, words: lines.filter((line) => !isVariable(line)), env: Object.fromEntries(variables) };
}

/** What a shell sets by itself. */
const OF_THE_SHELL = ['PWD', 'OLDPWD', 'SHLVL', '_'];

describe('the terminal', () => {
  const verbs = [...HELP.matchAll(/^ {2}tarstrap (\w+)/gm)].map((match) => match[1] ?? '');

  it.each([...verbs, 'help', '--help'])('%s: the app told to be Node, and no window', async (verb) => {
    const started = await start([verb, 'a b', '--json']);
    expect(started.words).toEqual([join(folder, 'resources/cli.js'), verb, 'a b', '--json']);
    expect(started.env).toMatchObject({ ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' });
  });

  it('is there for root, too', async () => {
    expect((await start(['flash'], { TEST_UID: '0' })).exitCode).toBe(0);
  });

  it('has the root side behind the word `engine`, with the target as the last word', async () => {
    expect((await start(['engine', '/dev/sdx'], { TEST_UID: '0' })).words).toEqual([join(folder, 'resources/engine.js'), '/dev/sdx']);
  });
});

describe('the window', () => {
  it.each([[[]], [['/home/me/a b.tar']], [['file:///a%20b.tar']], [['flash.tar']]])('%j: is opened in the environment that was there', async (args) => {
    const { words, env } = await start(args);
    expect(words).toEqual(args);
    expect(Object.keys(env).filter((name) => !OF_THE_SHELL.includes(name))).toEqual(['PATH']);
    expect(env['PATH']).toBe(`${folder}/bin:/usr/bin:/bin`);
  });

  it('is not opened for root', async () => {
    expect(await start([], { TEST_UID: '0' })).toMatchObject({ exitCode: 77, words: [''], stderr: expect.stringContaining('as your own user') });
  });

  it('of an AppImage is not opened without a sandbox, and that is said where it is seen', async () => {
    const { exitCode, stderr, words } = await start([], { APPDIR: folder, TEST_UNSHARE: '1', DISPLAY: ':9' });
    expect(exitCode).toBe(69);
    expect(stderr).toContain('Install Tarstrap');
    expect(words.join(' ')).toMatch(/^shown --error .*does not let an AppImage make a sandbox/);
  });

  it('of an installed package is opened: a profile may grant there what is refused here', async () => {
    expect((await start([], { TEST_UNSHARE: '1' })).exitCode).toBe(0);
  });
});
