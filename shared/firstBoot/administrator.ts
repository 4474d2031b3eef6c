import type { Edit, TreeView } from '../edits.ts';
import type { FirstBoot } from './answers.ts';
import { withLine } from './lines.ts';
import { NOTHING, type Part, ROOT, textEdit } from './part.ts';
import { hasAny } from './system.ts';

/**
 * Becoming root with sudo or doas, where they are. A rule of the user's own is right everywhere, while the groups wheel and sudo mean something on some
 * distributions only (Arch, Void and Alpine have that commented out). Without a password nobody could be asked for one.
 */
export function administratorPart({ name, passwordHash, administrator }: NonNullable<FirstBoot['user']>, tree: TreeView): Part {
  if (!administrator) return NOTHING;
  const asks = passwordHash !== undefined;
  const what = `"${name}" may become root${asks ? '' : ', without a password'}`;
  const edits = [
    ...(hasAny(tree, ['usr/bin/sudo', 'bin/sudo']) ? [sudoRule(name, asks, what, tree)] : []),
    ...(hasAny(tree, ['usr/bin/doas', 'bin/doas']) ? [doasRule(name, asks, what, tree)] : []),
  ];
  return { edits, gaps: edits.length > 0 ? [] : [`"${name}" cannot become root: the archive has neither sudo nor doas.`] };
}

/** sudoers(5): read in the order of names, of which none may have a dot. openSUSE has sudo ask for root's own password, which nobody may have. */
function sudoRule(name: string, asks: boolean, what: string, tree: TreeView): Edit {
  const settings = tree.read('etc/sudoers') ?? tree.read('usr/etc/sudoers') ?? '';
  const own = /^[ \t]*Defaults[ \t].*\btargetpw\b/m.test(settings) ? `Defaults:${name} !targetpw\n` : '';
  return textEdit(`etc/sudoers.d/010-${name}`, what, `${own}${name} ALL=(ALL:ALL) ${asks ? '' : 'NOPASSWD: '}ALL\n`, { mode: 0o440, owner: ROOT });
}

/** doas.conf(5): the last rule that fits counts. Alpine reads a folder of them, others the one file. */
function doasRule(name: string, asks: boolean, what: string, tree: TreeView): Edit {
  const rule = `permit ${asks ? 'persist' : 'nopass'} ${name}`;
  if (tree.has('etc/doas.d')) return textEdit(`etc/doas.d/${name}.conf`, what, `${rule}\n`, { mode: 0o600, owner: ROOT });
  const file = 'etc/doas.conf';
  return textEdit(file, what, withLine(tree.read(file), rule), tree.has(file) ? {} : { mode: 0o600, owner: ROOT });
}
