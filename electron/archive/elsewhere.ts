import { fileURLToPath } from 'node:url';
import { TarstrapError } from '../../shared/errors.ts';
import { shellQuote } from '../../shared/shell.ts';

/** What people give as an archive that is no path of this machine. An archive is read more than once, so it has to be a file. */

/** RFC 3986, section 3.1, with the slashes that a path would not have. */
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/** @returns what to do about it; undefined for a path. A file that is called `-` is `./-`. */
export function elsewhere(given: string): TarstrapError | undefined {
  if (given === '-') return refusal(given, 'standard input', 'Save it to a file first, then give that file.');
  const scheme = SCHEME.exec(given)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  if (scheme === 'file') return refusal(given, 'a URL', `Give the path instead: ${pathOf(given)}`);
  const download = /^(?:https?|ftps?)$/.test(scheme) ? `Download it first (curl -fLO ${shellQuote(given)})` : 'Copy it to this machine first';
  return refusal(given, 'an address', `${download}, then give the file.`);
}

function refusal(path: string, what: string, advice: string): TarstrapError {
  return new TarstrapError('archive-elsewhere', { path, what, advice });
}

function pathOf(url: string): string {
  try {
    return shellQuote(fileURLToPath(url));
  } catch {
    return '/…';
  }
}
