import { KNOWN_NAMES } from '../../shared/firstBoot/known.ts';
import { leadsSomewhere, type Tree } from './tree.ts';

/** Of the names that settings for a first boot ask for, those that an archive has, by whatever links of its own. */
export function knownNamesIn(tree: Tree): string[] {
  return KNOWN_NAMES.filter((name) => leadsSomewhere(tree, name));
}
