import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A name that nothing has yet: with a number where that is needed. @param suffix with its dot */
export function freeName(folder: string, stem: string, suffix: string): string {
  const names = Array.from({ length: 100 }, (_, i) => join(folder, `${stem}${i === 0 ? '' : `-${i + 1}`}${suffix}`));
  return names.find((name) => !existsSync(name)) ?? join(folder, `${stem}-${Date.now()}${suffix}`);
}
