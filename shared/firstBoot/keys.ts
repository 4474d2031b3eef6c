import type { Edit, Owner, TreeView } from '../edits.ts';
import { counted } from '../counted.ts';
import { bytesOf } from './bytes.ts';
import { linesOf, textOf } from './lines.ts';
import { folderEdit, textEdit } from './part.ts';
import { keyItself } from './publicKey.ts';

export interface KeyHolder {
  readonly name: string;
  /** Below root. */
  readonly home: string;
  readonly owner: Owner;
}

/** authorized_keys with modes that sshd accepts (sshd(8), StrictModes). Keys that are there stay. */
export function keyEdits(keys: readonly string[], { name, home, owner: { uid, gid } }: KeyHolder, tree: TreeView): Edit[] {
  if (keys.length === 0) return [];
  const what = `${counted(keys.length, 'SSH key')} of "${name}"`;
  const owner = { uid, gid };
  const file = `${home}/.ssh/authorized_keys`;
  return [folderEdit(`${home}/.ssh`, what, 0o700, owner), textEdit(file, what, withKeys(tree.read(file), keys), { mode: 0o600, owner })];
}

function withKeys(text: string | undefined, keys: readonly string[]): string {
  const lines = linesOf(text);
  const known = new Set(lines.map(keyItself));
  const added = [...new Map(keys.map((key) => [keyItself(key), key])).values()].filter((key) => !known.has(keyItself(key)));
  return textOf([...lines, ...added.map(bytesOf)]);
}
