import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readOnceMore, type Seen, type Wanted } from '../../../../electron/engine/verify/secondPass.ts';
import { jobIn } from '../../../lab/job.ts';

let folder: string;
let root: string;

beforeEach(() => {
  folder = mkdtempSync('/var/tmp/second-');
  root = join(folder, 'root');
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(root, 'etc/fstab'), 'fstab');
  writeFileSync(join(root, 'a'), Buffer.alloc(700_000, 'a'));
  writeFileSync(join(root, 'b'), 'b');
  writeFileSync(join(root, 'holes'), 'x');
  truncateSync(join(root, 'holes'), 1_000_000);
  execFileSync('tar', ['-C', root, '--format=posix', '--sparse', '-cf', join(folder, 'archive.tar'), 'etc', 'a', 'b', 'holes']);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Members are `etc`, `etc/fstab`, `a`, `b`, `holes`. */
async function look(contents: Wanted['contents'], original?: string): Promise<Seen> {
  const archive = join(folder, 'archive.tar');
  const archiveFd = openSync(archive, 'r');
  const ending = { tars: 1, marked: true, junkAt: null, trailing: false };
  const size = statSync(archive).size;
  try {
    const source = { archiveFd, archivePath: archive, compression: 'none' as const, ending, inside: null, archiveSize: size, streamBytes: size };
    return await readOnceMore(
      source,
      { attributes: new Map(), texts: new Set(), contents },
      { root, original, people: { users: [], groups: [] } },
      jobIn({ folder }),
    );
  } finally {
    closeSync(archiveFd);
  }
}

it('compares files with the contents of the members that are named', async () => {
  const contents = new Map([
    [2, ['a', 'c']],
    [3, ['b']],
  ]);
  writeFileSync(join(root, 'c'), Buffer.alloc(700_000, 'a'));
  expect(await look(contents)).toMatchObject({ differ: [], untold: 0 });
  writeFileSync(join(root, 'c'), `${'a'.repeat(699_999)}X`);
  expect(await look(contents)).toMatchObject({ differ: ['c'], untold: 0 });
  writeFileSync(join(root, 'b'), '');
  expect(await look(contents)).toMatchObject({ differ: ['c', 'b'], untold: 0 });
});

it('leaves what is missing to the comparison of the tree', async () => {
  rmSync(join(root, 'b'));
  mkdirSync(join(root, 'b'));
  expect(await look(new Map([[3, ['b', 'nothing']]]))).toMatchObject({ differ: [], untold: 0 });
});

it('takes /etc/fstab without our lines', async () => {
  writeFileSync(join(root, 'etc/fstab'), 'fstab and ours');
  expect(await look(new Map([[1, ['etc/fstab']]]), 'fstab')).toMatchObject({ differ: [] });
  expect(await look(new Map([[1, ['etc/fstab']]]), 'fstaB')).toMatchObject({ differ: ['etc/fstab'] });
});

it('says of how many sparse files it cannot tell', async () => {
  expect(await look(new Map([[4, ['holes']]]))).toMatchObject({ differ: [], untold: 1 });
});
