import type * as Electron from 'electron';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** `app.getPath`, with `--user-data-dir=DIR` as Electron's Chromium reads it. */

type Name = Parameters<Electron.App['getPath']>[0];

export interface Paths {
  readonly get: (name: Name) => string;
  readonly set: (name: string, path: string) => void;
}

const SWITCH = '--user-data-dir=';

export function openPaths({ name, argv }: { readonly name: string; readonly argv: readonly string[] }): Paths {
  const home = homedir();
  const appData = process.env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  const userData = argv.findLast((word) => word.startsWith(SWITCH))?.slice(SWITCH.length);
  const known = new Map<string, string>([
    ['home', home],
    ['appData', appData],
    ['userData', userData === undefined ? join(appData, name) : resolve(userData)],
    ['temp', tmpdir()],
    ['desktop', join(home, 'Desktop')],
    ['documents', join(home, 'Documents')],
    ['downloads', join(home, 'Downloads')],
  ]);
  const get = (wanted: Name): string => {
    const path = known.get(wanted);
    if (path === undefined) throw new Error(`Failed to get '${wanted}' path`);
    if (wanted === 'userData') mkdirSync(path, { recursive: true });
    return path;
  };
  const set = (wanted: string, path: string): void => {
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    known.set(wanted, path);
  };
  return { get, set };
}
