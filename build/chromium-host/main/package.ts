import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The app that was started: its folder, and what its package.json says of it. */
export interface AppPackage {
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

/** @param started what stands first on the command line: the app's folder, or its main file */
export function readPackage(started: string): AppPackage {
  const folder = statSync(started, { throwIfNoEntry: false })?.isDirectory() ? started : dirname(started);
  return nearest(folder) ?? { path: folder, name: 'Electron', version: '0.0.0' };
}

function nearest(folder: string): AppPackage | undefined {
  try {
    const {
      name = 'Electron',
      productName = name,
      version = '0.0.0',
    } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    return { path: folder, name: productName, version };
  } catch {
    return folder === dirname(folder) ? undefined : nearest(dirname(folder));
  }
}
