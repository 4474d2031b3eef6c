import { counted } from '../../../shared/counted.ts';
import { displayName } from '../../archive/names.ts';
import { ACCESS, DEFAULT, type Portrait } from './portrait.ts';

/** Labels and seals that the kernel itself sets on whatever is made, where these security modules are at work; and how xfs shows ACLs to root. */
const KERNELS_OWN = ['trusted.SGI_ACL_FILE', 'trusted.SGI_ACL_DEFAULT', 'security.selinux', 'security.ima', 'security.evm', 'security.SMACK64'];
const MOST_SAID = 5;

export interface Contrast {
  readonly expected: Portrait;
  readonly found: Portrait;
  /** Names on the drive are not for whoever asks. */
  readonly discreet: boolean;
  /** Of one that is not there, or not as it was packed: whether it was said already that it could not be set. */
  readonly forgives: (attribute: string, isThere: boolean) => boolean;
}

/**
 * @returns which attributes differ, in the words of a sentence's end; undefined where none does
 */
export function contrast({ expected, found, discreet, forgives }: Contrast): string | undefined {
  const wrong = [...expected].filter(([name, value]) => found.get(name) !== value && !forgives(name, found.has(name)));
  const lacking = wrong.filter(([name]) => !found.has(name)).map(([name]) => `lacks ${spoken(name)}`);
  const other = wrong.filter(([name]) => found.has(name)).map(([name]) => `has another ${spoken(name)}`);
  const more = [...found.keys()].filter((name) => !expected.has(name) && !KERNELS_OWN.includes(name));
  const all = [...lacking, ...other, ...extra(more, discreet)];
  const rest = all.length > MOST_SAID ? [`differs in ${counted(all.length - MOST_SAID, 'more attribute')}`] : [];
  return all.length === 0 ? undefined : [...all.slice(0, MOST_SAID), ...rest].join(', ');
}

function extra(names: readonly string[], discreet: boolean): string[] {
  if (!discreet || names.length === 0) return names.map((name) => `has ${spoken(name)}, which the archive has not`);
  return [`has ${counted(names.length, 'attribute')} that the archive has not`];
}

function spoken(name: string): string {
  if (name === ACCESS) return 'ACL';
  return name === DEFAULT ? 'default ACL' : displayName(name).slice(0, 255);
}
