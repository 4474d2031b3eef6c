import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSmallFile } from '../../../electron/run/smallFile.ts';
import { LARGEST_SMALL_FILE } from '../../../shared/files.ts';
import { workshop } from '../archive/workshop.ts';

const folder = workshop();
const at = (name: string): string => join(folder, name);

function sparse(name: string, size: number): string {
  writeFileSync(at(name), 'start');
  truncateSync(at(name), size);
  return at(name);
}

describe('a small file', () => {
  it('is read as it is, up to the limit', () => {
    writeFileSync(at('plain'), Buffer.from([0, 255, 10]));
    expect(readSmallFile(at('plain'))).toMatchObject({ contents: Buffer.from([0, 255, 10]), stat: { size: 3n } });
    expect(readSmallFile(sparse('largest', LARGEST_SMALL_FILE))).toMatchObject({ stat: { size: BigInt(LARGEST_SMALL_FILE) } });
  });

  it.each([
    ['a sparse file of a terabyte', () => sparse('huge', 1024 ** 4), 'too-large'],
    ['one byte too many', () => sparse('larger', LARGEST_SMALL_FILE + 1), 'too-large'],
    ['a pipe that nobody writes to', () => (execFileSync('mkfifo', [at('pipe')]), at('pipe')), 'not-a-file'],
    ['a link to a file of this machine', () => (symlinkSync('/etc/passwd', at('link')), at('link')), 'not-a-file'],
    ['a folder', () => (mkdirSync(at('folder')), at('folder')), 'not-a-file'],
    ['a device that never ends', () => '/dev/zero', 'not-a-file'],
    ['nothing', () => at('nothing'), 'missing'],
    ['something below a file', () => `${sparse('file', 1)}/fstab`, 'missing'],
  ])('is not %s', (_, make, expected) => {
    expect(readSmallFile(make())).toBe(expected);
  });
});
