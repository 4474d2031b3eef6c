import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import { packageOf } from '../../shared/plan/packages.ts';
import { TOOL_FOLDERS } from './environment.ts';

/** Where a program lies, looked for in the fixed folders only; undefined if it is nowhere or not executable. */
export function locateTool(name: string): string | undefined {
  return TOOL_FOLDERS.map((folder) => `${folder}/${name}`).find(isExecutable);
}

/** @throws TarstrapError `tool-missing`, naming the package that has it. */
export function requireTool(name: string): string {
  const path = locateTool(name);
  if (!path) throw new TarstrapError('tool-missing', { tool: name, package: packageOf(name) });
  return path;
}

function isExecutable(path: string): boolean {
  // Asked first: most folders do not have it, and an error takes as long as five answers.
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
