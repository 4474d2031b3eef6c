import type { Change, Edit, Owner } from '../edits.ts';

/** What a subject makes of the answers: edits, and whole sentences on what cannot be done in this tree. */
export interface Part {
  readonly edits: readonly Edit[];
  readonly gaps: readonly string[];
}

export const NOTHING: Part = { edits: [], gaps: [] };

export const ROOT: Owner = { uid: 0, gid: 0 };

export function gap(sentence: string): Part {
  return { edits: [], gaps: [sentence] };
}

export function together(parts: readonly Part[]): Part {
  return { edits: parts.flatMap(({ edits }) => edits), gaps: parts.flatMap(({ gaps }) => gaps) };
}

/** What is left out of mode and owner is that of the file that is there. */
export function textEdit(path: string, what: string, text: string, attributes: Omit<Extract<Change, { kind: 'text' }>, 'kind' | 'text'> = {}): Edit {
  return { path, what, change: { kind: 'text', text, ...attributes } };
}

/** A file that only root may read, whatever was there. */
export function secretEdit(path: string, what: string, text: string): Edit {
  return textEdit(path, what, text, { mode: 0o600, owner: ROOT });
}

export function linkEdit(path: string, what: string, target: string): Edit {
  return { path, what, change: { kind: 'link', target } };
}

export function folderEdit(path: string, what: string, mode: number, owner: Owner): Edit {
  return { path, what, change: { kind: 'folder', mode, owner } };
}

export function removeEdit(path: string, what: string): Edit {
  return { path, what, change: { kind: 'remove' } };
}
