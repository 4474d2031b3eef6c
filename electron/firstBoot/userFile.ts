import { accessSync, constants, realpathSync } from 'node:fs';
import { errnoName } from '../../shared/errno.ts';
import { hindranceOf } from '../../shared/hindrance.ts';
import { readSmallFile, type Unread } from '../run/smallFile.ts';

/** A text of the user's, or why there is none, as the end of a sentence about it. */
export type UserFile = { readonly text: string } | { readonly problem: string };

const PROBLEMS: Readonly<Record<Unread, string>> = {
  missing: 'there is no such file',
  'not-a-file': 'it is not an ordinary file',
  'too-large': 'it is much too large',
};

/** What is typed by hand has no more bytes. */
const LARGEST = 256 * 1024;

/** A link of the user's is followed; a pipe is not waited for. */
export function readUserFile(path: string): UserFile {
  try {
    const real = realpathSync.native(path);
    accessSync(real, constants.R_OK);
    const file = readSmallFile(real);
    if (typeof file === 'string') return { problem: PROBLEMS[file] };
    return file.contents.length > LARGEST ? { problem: PROBLEMS['too-large'] } : textOf(file.contents);
  } catch (cause) {
    const name = errnoName(cause);
    if (name === 'ENOENT' || name === 'ENOTDIR') return { problem: PROBLEMS.missing };
    return { problem: `it cannot be read: ${hindranceOf(cause)?.what ?? `the system says ${name || 'no'}`}` };
  }
}

function textOf(contents: Buffer): UserFile {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(contents) };
  } catch {
    return { problem: 'it is not a text (UTF-8)' };
  }
}
