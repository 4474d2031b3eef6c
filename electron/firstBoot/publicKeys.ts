import { readUserFile } from './userFile.ts';

/** Public keys of a file, such as ~/.ssh/id_ed25519.pub or an authorized_keys: its lines without remarks. A problem is the end of a sentence. */
export function keysIn(path: string): { readonly keys: readonly string[] } | { readonly problem: string } {
  const file = readUserFile(path);
  if ('problem' in file) return file;
  if (isPrivate(file.text)) return { problem: 'it is a private key, which stays where it is; the public one has the same name with .pub behind it' };
  const lines = file.text.split('\n').map(tidyKey);
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return keys.length > 0 ? { keys } : { problem: 'there is no public key in it' };
}

export function isPrivate(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
}

/** One blank between its parts, none around it. */
export function tidyKey(line: string): string {
  const [type = '', data = '', ...comment] = line.trim().split(/\s+/);
  return [type, data, ...comment].join(' ').trim();
}
