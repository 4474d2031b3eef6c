import { displayName } from '../../archive/names.ts';
import { unknownNames } from './acl.ts';
import { ACCESS, DEFAULT, type Portrait } from './portrait.ts';

/** Labels and seals that the kernel itself sets on whatever is made, where these security modules are at work. */
const KERNELS_OWN = ['security.selinux', 'security.ima', 'security.evm', 'security.SMACK64'];
const MOST_SAID = 5;

/**
 * @param discreet names on the drive are not for whoever asks
 * @returns which attributes differ, in the words of a sentence's end; undefined where none does
 */
export function contrast(expected: Portrait, found: Portrait, discreet: boolean): string | undefined {
  const lacking = [...expected].filter(([name]) => !found.has(name)).map(([name, value]) => `lacks ${spoken(name)}${remark(name, value)}`);
  const other = [...expected].filter(([name, value]) => found.has(name) && found.get(name) !== value);
  const more = [...found.keys()].filter((name) => !expected.has(name) && !KERNELS_OWN.includes(name));
  const all = [...lacking, ...other.map(([name, value]) => `has another ${spoken(name)}${remark(name, value)}`), ...extra(more, discreet)];
  const rest = all.length > MOST_SAID ? [`and ${all.length - MOST_SAID} more attributes differ`] : [];
  return all.length === 0 ? undefined : [...all.slice(0, MOST_SAID), ...rest].join(', ');
}

function extra(names: readonly string[], discreet: boolean): string[] {
  if (!discreet || names.length === 0) return names.map((name) => `has ${spoken(name)}, which the archive has not`);
  return [names.length === 1 ? 'has an attribute that the archive has not' : `has ${names.length} attributes that the archive has not`];
}

function spoken(name: string): string {
  if (name === ACCESS) return 'ACL';
  return name === DEFAULT ? 'default ACL' : displayName(name).slice(0, 255);
}

/** Why an ACL cannot be there, or cannot be told to be the same. */
function remark(name: string, value: string): string {
  const unknown = name === ACCESS || name === DEFAULT ? unknownNames(value) : [];
  return unknown.length > 0 ? ` (nobody here knows the number of ${displayName(unknown[0] as string).slice(0, 64)})` : '';
}
