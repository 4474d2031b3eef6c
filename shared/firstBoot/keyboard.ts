import type { Edit, TreeView } from '../edits.ts';
import type { FirstBoot } from './answers.ts';
import { assign } from './lines.ts';
import { gap, linkEdit, NOTHING, type Part, removeEdit, textEdit } from './part.ts';
import { hasAny, type Init, initOf, NO_INIT } from './system.ts';
import { xkbOf } from './xkb.ts';

/** The keyboard of the console, and of the desktop where both share a file. */
export function keyboardPart({ keymap }: FirstBoot, tree: TreeView): Part {
  if (keymap === undefined) return NOTHING;
  const what = `keyboard ${keymap}`;
  if (tree.has('etc/debian_version')) return debianPart(keymap, what, tree);
  if (tree.has('usr/share/bkeymaps')) return alpinePart(keymap, what, tree);
  if (!hasAny(tree, ['usr/bin/loadkeys', 'bin/loadkeys'])) return gap(`The ${what} cannot be set: the archive has no keyboards for the console (kbd).`);
  const init = initOf(tree);
  const edits = init === undefined ? [] : (KEYMAPS[init]?.(keymap, what, tree) ?? []);
  return edits.length > 0 ? { edits, gaps: [] } : gap(`The ${what} cannot be set: ${NO_INIT}.`);
}

type Keymaps = (keymap: string, what: string, tree: TreeView) => Edit[];

const KEYMAPS: Partial<Record<Init, Keymaps>> = {
  /** vconsole.conf(5). */
  systemd: (keymap, what, tree) => [textEdit('etc/vconsole.conf', what, assign(tree.read('etc/vconsole.conf'), 'KEYMAP', keymap))],
  openrc: (keymap, what, tree) => [
    textEdit('etc/conf.d/keymaps', what, assign(tree.read('etc/conf.d/keymaps'), 'keymap', `"${keymap}"`)),
    linkEdit('etc/runlevels/boot/keymaps', what, '/etc/init.d/keymaps'),
  ],
  /** Of Void. */
  runit: (keymap, what, tree) => [textEdit('etc/rc.conf', what, assign(tree.read('etc/rc.conf'), 'KEYMAP', keymap))],
};

/** keyboard(5) of console-setup, in XKB's words. What setupcon has kept of the keyboard before would be loaded in its place. */
function debianPart(keymap: string, what: string, tree: TreeView): Part {
  const path = 'etc/default/keyboard';
  if (!hasAny(tree, ['usr/bin/setupcon', 'bin/setupcon', path])) return gap(`The ${what} cannot be set: the archive has no console-setup.`);
  const { layout, variant } = xkbOf(keymap);
  const kept = 'etc/console-setup/cached_setup_keyboard.sh';
  const settings = Object.entries({ XKBMODEL: 'pc105', XKBLAYOUT: layout, XKBVARIANT: variant, XKBOPTIONS: '', BACKSPACE: 'guess' });
  return {
    edits: [
      textEdit(
        path,
        what,
        settings.reduce((text, [name, value]) => assign(text, name, `"${value}"`), tree.read(path) ?? ''),
      ),
      ...(tree.has(kept) ? [removeEdit(kept, what)] : []),
    ],
    gaps: [],
  };
}

/** As setup-keymap does it: busybox loads a copy, because /usr may come later. */
function alpinePart(keymap: string, what: string, tree: TreeView): Part {
  const layout = keymap.split('-')[0] ?? keymap;
  const from = `usr/share/bkeymaps/${layout}/${keymap}.bmap.gz`;
  if (!tree.has(from)) return gap(`The ${what} cannot be set: the archive does not have it in /usr/share/bkeymaps.`);
  const copy = `etc/keymap/${keymap}.bmap.gz`;
  return {
    edits: [
      { path: copy, what, change: { kind: 'copy', from } },
      textEdit('etc/conf.d/loadkmap', what, assign(tree.read('etc/conf.d/loadkmap'), 'KEYMAP', `/${copy}`)),
      linkEdit('etc/runlevels/boot/loadkmap', what, '/etc/init.d/loadkmap'),
    ],
    gaps: [],
  };
}
