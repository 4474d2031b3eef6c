import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import configuration from '../../build/electron-builder.ts';
import { run } from '../../electron/run/run.ts';
import { sh } from '../lab/devices.ts';
import { MARK, packages } from '../lab/packages.ts';

/** Electron's fuses, set in a program that has nothing else: Electron itself cannot be had here. */

const ROOT = new URL('../..', import.meta.url).pathname;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuses-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What becomes of nine fuses that are all like this. */
async function setIn(all: '0' | '1'): Promise<string> {
  const electron = join(folder, `electron-${all}`);
  sh('cp', '-r', (await packages()).electron, electron);
  writeFileSync(join(electron, 'electron'), Buffer.concat([Buffer.from(MARK), Buffer.from([1, 9]), Buffer.from(all.repeat(9))]), { mode: 0o755 });
  const config = join(folder, `config-${all}.json`);
  const output = join(folder, `dir-${all}`);
  writeFileSync(config, JSON.stringify({ extends: join(ROOT, 'build/electron-builder.ts'), electronDist: electron, directories: { output } }));
  const args = [join(ROOT, 'node_modules/electron-builder/cli.js'), '--linux', 'dir', '--x64', '--publish', 'never', '--config', config];
  const { exitCode, stderr } = await run({ tool: process.execPath, args, cwd: ROOT, env: { HOME: folder } });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return readFileSync(join(output, 'linux-unpacked/tarstrap'), 'latin1').slice(MARK.length + 2);
}

describe('fuses', () => {
  // In order: runAsNode, cookie encryption, NODE_OPTIONS, --inspect, integrity, only from asar, own snapshot, file:// privileges, WASM traps.
  it.each([
    ['1', '100001001'],
    ['0', '100001000'],
  ] as const)('of an Electron that has them all at %s: all but the newest are set, and no cookies are encrypted', async (all, expected) => {
    expect(await setIn(all)).toBe(expected);
  });

  it('have their reason, each, beside it', () => {
    const [, block = ''] = readFileSync(join(ROOT, 'build/electron-builder.ts'), 'utf8').split('electronFuses: {\n');
    const rows = [...(block.split('\n  },')[0] ?? '').matchAll(/^ {4}\/\/ (?:On|Off|Stays on): .+\n {4}(\w+): (?:true|false),$/gm)];
    expect(rows.map((row) => row[1])).toEqual(Object.keys(configuration.electronFuses ?? {}));
  });

  it('are not left out where the packages are made in earnest', () => {
    expect(configuration.electronFuses).toMatchObject({ runAsNode: true, onlyLoadAppFromAsar: true, enableNodeOptionsEnvironmentVariable: false });
    expect(basename(String(configuration.directories?.output))).toBe('packages');
  });
});
