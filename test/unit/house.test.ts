import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../electron/run/run.ts';

/**
 * The house is kept by machines: what a folder must not see does not compile there, and what must not be imported does
 * not pass the linter. Snippets are judged by the real settings of the real folders, from inside of the checkout, so
 * that the packages they could reach are the ones that real code could reach.
 */
const HOUSE = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const NODE = process.execPath;

let folder: string;
beforeAll(() => {
  mkdirSync(join(HOUSE, '.cache'), { recursive: true });
  folder = mkdtempSync(join(HOUSE, '.cache', 'house-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** The error codes of the compiler for one snippet, as if it lay in that folder of the house. */
async function compile(room: string, snippet: string): Promise<string[]> {
  const own = `${room}-${Math.random().toString(36).slice(2)}`;
  put(`${own}/snippet.ts`, `${snippet}\nexport {};\n`);
  const compilerOptions = { composite: false, emitDeclarationOnly: false, noEmit: true, rootDir: '.', tsBuildInfoFile: null, outDir: null };
  put(
    `${own}/tsconfig.json`,
    JSON.stringify({ extends: `${HOUSE}/${room}/tsconfig.json`, compilerOptions, include: ['snippet.ts'], exclude: [], references: [] }),
  );
  const { stdout } = await run({ tool: NODE, args: [`${HOUSE}/node_modules/typescript/bin/tsc`, '-p', join(folder, own), '--pretty', 'false'] });
  return [...stdout.toString().matchAll(/error (TS\d+)/g)].map((match) => match[1] ?? '');
}

/** Unknown name (one code for each kind of global that tsc knows of), or unknown module. */
const UNKNOWN_NAME = /^TS(2304|2580|2584|2591|2552)$/;
const UNKNOWN_MODULE = /^TS(2307|2591)$/;

describe('the compiler keeps rooms apart', () => {
  it.each([
    ['shared', 'process', 'console.log(process.pid);', UNKNOWN_NAME],
    ['shared', 'document', 'document.title;', UNKNOWN_NAME],
    ['shared', 'window', 'window.close();', UNKNOWN_NAME],
    ['shared', 'Buffer', "Buffer.from('a');", UNKNOWN_NAME],
    ['shared', 'setTimeout', 'setTimeout(() => {}, 1);', UNKNOWN_NAME],
    ['shared', 'node:fs', "import { readFileSync } from 'node:fs'; readFileSync('/');", UNKNOWN_MODULE],
    ['renderer', 'process', 'document.title = String(process.pid);', UNKNOWN_NAME],
    ['renderer', 'Buffer', "Buffer.from('a');", UNKNOWN_NAME],
    ['renderer', 'node:fs', "import { readFileSync } from 'node:fs'; readFileSync('/');", UNKNOWN_MODULE],
    ['electron', 'document', 'document.title;', UNKNOWN_NAME],
  ])('%s does not see %s', async (room, _, snippet, expected) => {
    const errors = await compile(room, snippet);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect(error).toMatch(expected);
  });

  it.each([
    ['shared', "import * as z from 'zod/mini'; z.string().parse([1n].at(0));"],
    ['electron', "import { readFileSync } from 'node:fs'; readFileSync(`/proc/${process.pid}/status`);"],
    ['renderer', "document.title = 'Tarstrap'; window.setTimeout(() => {}, 1);"],
  ])('%s compiles what it may see: the harness does not refuse everything', async (room, snippet) => {
    expect(await compile(room, snippet)).toEqual([]);
  });
});

/** The rules that one file breaks, as if it lay at that path in the house. */
async function lint(path: string, text: string): Promise<string[]> {
  cpSync(join(HOUSE, '.oxlintrc.json'), join(folder, 'lint', '.oxlintrc.json'));
  put(join('lint', path), text);
  const args = [`${HOUSE}/node_modules/oxlint/bin/oxlint`, '--no-ignore', '-f', 'json', path];
  const { stdout } = await run({ tool: NODE, args, cwd: join(folder, 'lint') });
  const report = JSON.parse(stdout.toString()) as { readonly diagnostics: readonly { readonly code: string }[]; readonly number_of_files: number };
  expect(report.number_of_files).toBe(1);
  return report.diagnostics.map(({ code }) => code);
}

const SPAWN = "import { spawn } from 'node:child_process';\nspawn('/bin/true');\n";
const FS = "import { readFileSync } from 'node:fs';\nreadFileSync('/');\n";
const IPC = "import { ipcMain } from 'electron';\nipcMain.removeHandler('x');\n";
const IPC_RENDERER = "import { ipcRenderer } from 'electron';\nipcRenderer.send('x');\n";
const APP = "import { app } from 'electron';\napp.quit();\n";
const ENGINE = reaching('../engine/session/session.ts');

/** A file of one wing with a word from another. */
function reaching(path: string): string {
  return `import { word } from '${path}';\nword();\n`;
}

describe('the linter guards the doors', () => {
  it.each([
    ['electron/archive/peek.ts', SPAWN],
    ['electron/engine/disk/mount.ts', SPAWN],
    ['electron/run/run.ts', SPAWN],
    ['electron/cli/main.ts', ENGINE],
    ['shared/peek.ts', FS],
    ['renderer/peek.ts', FS],
    ['renderer/peek.ts', APP],
    ['electron/app/window.ts', IPC],
    ['electron/main.ts', IPC_RENDERER],
    ['electron/app/ipc.ts', IPC_RENDERER],
    ['electron/preload.ts', IPC],
    ['electron/preload.ts', FS],
    ['electron/app/state/peek.ts', APP],
    ['electron/drives/peek.ts', APP],
    ['electron/engine/peek.ts', APP],
    ['electron/app/state/peek.ts', SPAWN],
    ['electron/app/peek.ts', reaching('../cli/files.ts')],
    ['electron/app/state/peek.ts', reaching('../../engine/job.ts')],
    ['electron/cli/peek.ts', reaching('../app/ipc.ts')],
    ['electron/engine/peek.ts', reaching('../app/state/store.ts')],
    ['electron/drives/peek.ts', reaching('../cli/files.ts')],
    ['electron/elevate/peek.ts', reaching('../app/state/log.ts')],
    ['electron/run/peek.ts', reaching('../archive/open.ts')],
    ['electron/run/peek.ts', reaching('../image/inspect.ts')],
    ['electron/image/peek.ts', reaching('../cli/files.ts')],
  ])('%s is refused', async (path, text) => {
    expect(await lint(path, text)).toContain('eslint(no-restricted-imports)');
  });

  it.each([
    ['electron/run/spawn.ts', SPAWN],
    ['electron/archive/peek.ts', FS],
    ['electron/engine/main.ts', "import { runSession } from './session/session.ts';\nrunSession();\n"],
    ['test/unit/peek.ts', ENGINE],
    ['electron/app/ipc.ts', IPC],
    ['electron/preload.ts', IPC_RENDERER],
    ['electron/main.ts', APP],
    ['electron/app/peek.ts', APP],
    ['electron/app/state/peek.ts', reaching('../../drives/list.ts')],
    ['electron/cli/peek.ts', reaching('../elevate/engine.ts')],
    ['electron/engine/peek.ts', reaching('../archive/open.ts')],
    ['electron/archive/peek.ts', reaching('../run/run.ts')],
    ['electron/image/peek.ts', reaching('../archive/open.ts')],
  ])('%s passes', async (path, text) => {
    expect(await lint(path, text)).toEqual([]);
  });
});

describe('what runs as root', () => {
  const sources = (): { readonly path: string; readonly text: string }[] =>
    readdirSync(join(HOUSE, 'electron'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => ({ path: name, text: readFileSync(join(HOUSE, 'electron', name), 'utf8') }));
  const withText = (pattern: RegExp): string[] => sources().flatMap(({ path, text }) => (pattern.test(text) ? [path] : []));

  it('removes nothing recursively: something may be mounted there', () => expect(withText(/\b(?:rm|rmdir|rmSync|rmdirSync)\([^;]*recursive/)).toEqual([]));
  it('makes no pattern of data, but the one that is put together from constants', () => expect(withText(/new RegExp\(/)).toEqual(['archive/listing.ts']));
});

it('has its schemas from one place, which tells them not to compile themselves', () => {
  const folders = ['electron', 'renderer', 'shared'];
  const names = folders.flatMap((name) => readdirSync(join(HOUSE, name), { recursive: true, encoding: 'utf8' }).map((path) => `${name}/${path}`));
  const sources = names.filter((name) => /\.tsx?$/.test(name));
  expect(sources.filter((name) => /from 'zod['/]/.test(readFileSync(join(HOUSE, name), 'utf8')))).toEqual(['shared/zod.ts']);
});
