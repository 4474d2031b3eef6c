import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { EntryType } from '../../../electron/archive/listing.ts';
import { obstaclesIn } from '../../../electron/engine/flash/obstacles.ts';
import { workshop } from '../archive/workshop.ts';

const folder = workshop();

const FILES: [string, EntryType][] = [
  ['./usr/lib/a', 'file'],
  ['./usr/lib/b', 'file'],
];
const ALL: [string, EntryType][] = [['./usr/', 'directory'], ['./usr/lib/', 'directory'], ...FILES];

it.each<[string, (at: string) => void, [string, EntryType][], { leaving?: string[]; blocked?: string[]; filled?: string[] }]>([
  ['nothing', () => {}, ALL, {}],
  ['folders', (at) => mkdirSync(join(at, 'usr/lib'), { recursive: true }), ALL, {}],
  ['a file in place of a folder that is not a member', (at) => writeFileSync(join(at, 'usr'), ''), FILES, { blocked: ['usr'] }],
  ['a file in place of one that is, which replaces it', (at) => writeFileSync(join(at, 'usr'), ''), ALL, {}],
  ['a link out', (at) => symlinkSync('/etc', join(at, 'usr')), ALL, { leaving: ['usr'] }],
  ['a link out by way of a file', (at) => symlinkSync('/etc/passwd/x', join(at, 'usr')), ALL, { leaving: ['usr'] }],
  ['a link to nothing', (at) => symlinkSync('nowhere', join(at, 'usr')), ALL, { leaving: ['usr'] }],
  ['a folder in place of a file', (at) => mkdirSync(join(at, 'usr/lib/a/full'), { recursive: true }), ALL, { filled: ['usr/lib/a'] }],
  ['an empty folder in place of a file, which replaces it', (at) => mkdirSync(join(at, 'usr/lib/a'), { recursive: true }), ALL, {}],
  ['a link inside', (at) => (mkdirSync(join(at, 'real/lib'), { recursive: true }), symlinkSync('real', join(at, 'usr'))), ALL, {}],
])('%s', (_, make, entries, { leaving = [], blocked = [], filled = [] }) => {
  const at = mkdtempSync(join(folder, 'at-'));
  make(at);
  const obstacles = obstaclesIn(at);
  for (const [name, type] of entries) obstacles.look({ name, type });
  expect(obstacles).toMatchObject({ leaving, blocked, filled });
});
