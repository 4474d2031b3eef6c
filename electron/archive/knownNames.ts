import { KNOWN_NAMES } from '../../shared/firstBoot/known.ts';
import { resolvePath, type Tree } from './tree.ts';

/** Of the names that settings for a first boot ask for, those that an archive has, by whatever links of its own. */
export function knownNamesIn(tree: Tree): string[] {
  const targetOf = (name: string): string | undefined => {
    const member = tree.get(name);
    return member?.type === 'symlink' ? member.linkTarget : undefined;
  };
  const isThere = (path: string): boolean => {
    const name = resolvePath(path, targetOf);
    return name !== undefined && tree.has(name);
  };
  return KNOWN_NAMES.filter(isThere);
}
