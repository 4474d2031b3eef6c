import type { LaidSystem, LaidVolume } from './laid.ts';
import { rootSpec } from './rootSpec.ts';

/** U-Boot's variables that name the root, as `NAME=VALUE` in a file of them, or `setenv NAME VALUE` in a script. */

/** What is before the first word of a value, the name, and that word; a quote may be around it. */
const VARIABLE = /^(\s*(?:setenv\s+([A-Za-z_]\w*)\s+|([A-Za-z_]\w*)=)["']?)([^\s"']+)/;

export function amendVariable(line: string, { volumes }: LaidSystem): string {
  const root = volumes.find(({ mount }) => mount === '/');
  if (!root) return line;
  return line.replace(VARIABLE, (whole: string, before: string, set: string | undefined, plain: string | undefined, value: string) => {
    const now = valueOf(set ?? plain ?? '', value, root);
    return now === undefined ? whole : before + now;
  });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function valueOf(name: string, value: string, root: LaidVolume): string | undefined {
  if (name.endsWith('rootfstype')) return /[$%{]/.test(value) || value.split(',').includes(root.filesystem) ? undefined : root.filesystem;
  if (/^(?:root_?(?:fs_?)?)?uuid$/.test(name)) return UUID.test(value) && value.toLowerCase() !== root.uuid ? root.uuid : undefined;
  if (/^root_?partuuid$/.test(name)) return /[$%{]/.test(value) ? undefined : root.partuuid;
  // Of a partition some have only the number.
  return name.includes('root') && /^(?:\/dev\/|[A-Z]+=)/.test(value) ? rootSpec(value, root, false) : undefined;
}
