import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeTarget } from '../../../electron/drives/target.ts';
import { type Folder, makeFolder } from '../folder.ts';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder[Symbol.dispose]());

const refused = (name: string): object => ({
  code: 'target-illegible',
  facts: { what: /[\ufffd\p{Cs}]/u.test(name) ? 'bytes that are not UTF-8' : 'characters that cannot be seen' },
});

it.each([
  ['a line end, which hides the rest of the question', 'card.img\n\n\n'],
  ['a carriage return, which writes over it', 'sda\rsdb.img'],
  ['a sequence for terminals', '\u001b[2Kx.img'],
  ['delete', 'x\u007f.img'],
  ['a sequence for terminals in one character', '\u009b2Kx.img'],
  ['text that is turned around', '\u202egmi.drac'],
  ['an isolate', '\u2066x\u2069.img'],
  ['a mark of direction', 'x\u200f.img'],
  ['a space without width', 'card\u200b.img'],
  ['a byte order mark', '\ufeffcard.img'],
  ['a soft hyphen', 'ca\u00adrd.img'],
  ['a filler that shows nothing', 'card\u3164.img'],
  ['a paragraph end', 'card\u2029.img'],
  ['half a character', 'card\ud800.img'],
  ['what stands for a byte that is not UTF-8', 'card\ufffd.img'],
])('%s is refused, new or there, and as a folder on the way', async (_, name) => {
  const path = join(folder.path, name);
  await expect(describeTarget(path)).rejects.toMatchObject(refused(name));
  mkdirSync(path);
  await expect(describeTarget(path)).rejects.toMatchObject(refused(name));
  await expect(describeTarget(join(path, 'x.img'))).rejects.toMatchObject(refused(name));
  const link = join(folder.path, 'link');
  symlinkSync(path, link);
  await expect(describeTarget(link)).rejects.toMatchObject(refused(name));
  await expect(describeTarget(join(link, 'x.img'))).rejects.toMatchObject(refused(name));
});

it('a NUL is no error of the program', async () => {
  await expect(describeTarget(join(folder.path, 'a\0b'))).rejects.toMatchObject(refused('a\0b'));
});

it('bytes that are not UTF-8, behind a name that is', async () => {
  const odd = Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.from([0xff, 0xfe])]);
  mkdirSync(odd);
  symlinkSync(odd, join(folder.path, 'link'));
  for (const name of ['link', 'link/x.img']) await expect(describeTarget(join(folder.path, name))).rejects.toMatchObject(refused('\ufffd'));
});

it.each(['größe 日本.img', 'é́.img', 'no\u00a0break.img', '..img', '--yes.img', '"\'$(x)`.img'])('%s is a name', async (name) => {
  const path = join(folder.path, name);
  expect(await describeTarget(path)).toMatchObject({ kind: 'image', path });
});
