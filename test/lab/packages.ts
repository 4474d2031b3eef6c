import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../electron/run/run.ts';
import { makeAppImageTools, makeElectron } from './standIn.ts';

/** The packages as `npm run package` makes them, with stand-ins for what cannot be fetched; made once a run of all tests. */

const ROOT = new URL('../..', import.meta.url).pathname;
/** As @electron/fuses finds them in a program: this mark, the version, their number, and one letter each. */
export const MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

const CACHE = join(ROOT, '.cache/package-tests');
/** Every test file is a process of its own; the one that starts them all is the same for a whole run. */
const FOLDER = join(CACHE, String(process.ppid));

const TOOLS = {
  APPIMAGE_TOOLS_PATH: join(FOLDER, 'tools'),
  CUSTOM_FPM_PATH: join(ROOT, 'test/fixtures/fpm'),
  ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za',
};

export interface Packages {
  readonly appImage: string;
  readonly appImageArm64: string;
  readonly deb: string;
  readonly rpm: string;
  readonly tarGz: string;
  /** The stand-in for Electron from which they were made. */
  readonly electron: string;
  /** What electron-builder is told by the environment, so that it fetches nothing. */
  readonly tools: Readonly<Record<string, string>>;
  /** Folder of the runtimes, whose length is where the filesystem of an AppImage begins. */
  readonly runtimes: string;
}

export async function packages(): Promise<Packages> {
  const out = join(FOLDER, 'packages');
  if (!existsSync(join(FOLDER, 'complete'))) await make(out);
  const find = (end: string): string => {
    const name = readdirSync(out).find((file) => file.endsWith(end));
    if (name === undefined) throw new Error(`no ${end} was made`);
    return join(out, name);
  };
  return {
    appImage: find('-x86_64.AppImage'),
    appImageArm64: find('-arm64.AppImage'),
    deb: find('-amd64.deb'),
    rpm: find('-x86_64.rpm'),
    tarGz: find('-x64.tar.gz'),
    electron: join(FOLDER, 'electron'),
    tools: TOOLS,
    runtimes: join(FOLDER, 'tools/runtimes'),
  };
}

async function make(out: string): Promise<void> {
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const electronDist = makeElectron(join(FOLDER, 'electron'));
  const config = join(FOLDER, 'config.json');
  // Ours, but: a script has no fuses to be set.
  writeFileSync(config, JSON.stringify({ extends: join(ROOT, 'build/electron-builder.ts'), electronDist, electronFuses: null, directories: { output: out } }));
  makeAppImageTools(join(FOLDER, 'tools'));
  const env = { ...TOOLS, HOME: FOLDER, PATH: process.env['PATH'] ?? '' };
  const builder = (...words: string[]) =>
    run({
      tool: process.execPath,
      args: [join(ROOT, 'node_modules/electron-builder/cli.js'), ...words, '--publish', 'never', '--config', config],
      cwd: ROOT,
      env,
    });
  for (const targets of [
    ['--linux', 'AppImage', 'deb', 'rpm', 'tar.gz', '--x64'],
    ['--linux', 'AppImage', '--arm64'],
  ]) {
    const { exitCode, stdout, stderr } = await builder(...targets);
    if (exitCode !== 0) throw new Error(`electron-builder ended with ${exitCode}: ${stdout.toString()}${stderr}`);
  }
  writeFileSync(join(FOLDER, 'complete'), '');
}
