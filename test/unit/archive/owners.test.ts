import { expect, it } from 'vitest';
import { foldOwners } from '../../../electron/archive/owners.ts';
import { parseEntry, type TarEntry } from '../../../electron/archive/listing.ts';

const entry = (front: string, uid: number): TarEntry => parseEntry(`${front}  ${uid}/7               0 2026-11-23 11:51:05 "./"`) as TarEntry;

function ownersOf(members: readonly (readonly [front: string, uid: number, name: string])[]) {
  const owners = foldOwners();
  for (const [front, uid, name] of members) owners.add(entry(front, uid), name);
  return owners.result();
}

it('tells the root folder as it is at last', () => {
  expect(ownersOf([]).root).toBeNull();
  expect(ownersOf([['-rw-r--r--', 5, '']]).root).toBeNull();
  expect(
    ownersOf([
      ['drwx------', 5, ''],
      ['drwxr-xr-t', 0, ''],
      ['drwx------', 5, 'root'],
    ]).root,
  ).toEqual({ mode: 0o1755, uid: 0, gid: 7 });
});

it('tells who has most of the members, root apart', () => {
  expect(ownersOf([['-rw-r--r--', 0, 'a']]).ordinary).toBeNull();
  const many = [0, 0, 0, 7, 1000, 1000].map((uid, i) => ['-rw-r--r--', uid, `${i}`] as const);
  expect(ownersOf(many).ordinary).toEqual({ uid: 1000, members: 2 });
});
