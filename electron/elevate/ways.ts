import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { TOOL_FOLDERS } from '../run/environment.ts';
import { type Way, WAYS } from './command.ts';

/** Beside those of every system: where NixOS keeps its set-uid programs. */
const MORE_FOLDERS = ['/run/wrappers/bin'];

export interface AvailableWay {
  readonly way: Way;
  readonly tool: string;
}

/**
 * The ways to become root that this machine has. These tools run as the user, who may have them anywhere in his PATH;
 * what root runs is looked for in fixed folders only.
 */
export function availableWays(uid: number, path = process.env['PATH'] ?? ''): AvailableWay[] {
  if (uid === 0) return [{ way: 'root', tool: '' }];
  const folders = [...MORE_FOLDERS, ...path.split(':').filter(isAbsolute), ...TOOL_FOLDERS];
  return WAYS.flatMap((way) => {
    const tool = folders.map((folder) => join(folder, way)).find(isExecutable);
    return tool === undefined ? [] : [{ way, tool }];
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
