import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unreadableIn } from '../../../electron/drives/readable.ts';
import { asCaller } from '../../../electron/engine/caller.ts';

/** Who is root reads everything: then somebody else looks. */
const isRoot = process.getuid?.() === 0;
const look = (folder: string) => unreadableIn(folder, (step) => asCaller(isRoot ? { uid: 65_534, groups: [65_534] } : null, step));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tarstrap-test-'));
  chmodSync(folder, 0o755);
  mkdirSync(`${folder}/etc/ssl`, { recursive: true });
  writeFileSync(`${folder}/etc/ssl/key`, 'x');
  writeFileSync(Buffer.from(`${folder}/etc/ssl/\xff`, 'latin1'), 'x');
  symlinkSync('/no/such/file', `${folder}/link`);
});
afterEach(() => {
  for (const name of ['', 'etc', 'etc/ssl']) chmodSync(join(folder, name), 0o755);
  rmSync(folder, { recursive: true });
});

it('finds nothing where all can be read, be it a link to nowhere or a name that is no text', async () => {
  expect(await look(folder)).toBeUndefined();
});

it.each([
  ['', 0o700],
  ['etc', 0o711],
  ['etc/ssl', 0o744],
  ['etc/ssl/key', 0o600],
])('finds what cannot be read: %j, mode %o', async (name, mode) => {
  chmodSync(join(folder, name), isRoot ? mode : mode & 0o077);
  expect(await look(folder)).toMatch(name === 'etc/ssl' ? /^etc\/ssl\// : new RegExp(`^${name}$`));
});
