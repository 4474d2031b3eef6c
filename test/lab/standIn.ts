import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from './devices.ts';

/** What packages are made from where neither Electron nor its tools can be fetched: stand-ins, for tests and nothing else. */

const ROOT = new URL('../..', import.meta.url).pathname;
const FIXTURES = new URL('../fixtures/', import.meta.url).pathname;

/** Files of a real distribution of Electron that packages treat in some way, and that our stand-in has no use for. */
const UNUSED = ['LICENSE', 'LICENSES.chromium.html', 'version', 'resources.pak', 'locales/en-US.pak', 'locales/de.pak'];

/** A folder that electron-builder takes for Electron: this machine's Node, and the Chromium host. */
export function makeElectron(folder: string): string {
  const hidden = join(folder, 'STAND-IN');
  for (const name of ['locales', 'resources', 'STAND-IN/build/chromium-host']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of UNUSED) writeFileSync(join(folder, name), 'stand-in\n');
  writeProgram(join(folder, 'chrome-sandbox'), '#!/bin/sh\n');
  writeProgram(join(folder, 'electron'), readFileSync(join(FIXTURES, 'stand-in/electron'), 'utf8').replaceAll('@NODE@', process.execPath));
  for (const name of ['node.cjs', 'asar.cjs', 'unpack.cjs']) cpSync(join(FIXTURES, 'stand-in', name), join(hidden, name));
  cpSync(join(ROOT, 'build/chromium-host/electron'), join(hidden, 'build/chromium-host/electron'));
  cpSync(join(ROOT, 'out/chromium-host'), join(hidden, 'out/chromium-host'), { recursive: true });
  return folder;
}

/** What stands for electron-builder's tools for AppImages. The runtime for x64 is a program; that for arm64 is only of its length. */
export function makeAppImageTools(folder: string): void {
  for (const name of ['runtimes', 'lib/x64', 'lib/arm64']) mkdirSync(join(folder, name), { recursive: true });
  for (const tool of ['mksquashfs', 'desktop-file-validate']) symlinkSync(sh('which', tool).trim(), join(folder, tool));
  const runtime = join(folder, 'runtimes/runtime-x64');
  sh('gcc', '-O2', '-Wall', '-Wextra', '-Werror', '-static', '-o', runtime, join(FIXTURES, 'appimage-runtime.c'));
  writeFileSync(join(folder, 'runtimes/runtime-arm64'), Buffer.alloc(4096));
}

function writeProgram(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** Files below a folder, by their paths from there, sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
