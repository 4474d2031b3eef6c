import { describe, expect, it } from 'vitest';
import { inside, insideOptions } from '../../../shared/inside.ts';

const isTaken = (folder: string, spellings: readonly string[] = [folder]): boolean => inside.safeParse({ folder, spellings }).success;

describe('the folder of an archive that is laid', () => {
  it.each(['rootfs', 'linux-6.1/x86_64', 'my rootfs, [new]', 'Wurzel ü', '-x', '..a'])('may be %s', (folder) => expect(isTaken(folder)).toBe(true));
  it.each(['', '.', '..', '/rootfs', 'rootfs/', 'a//b', 'a/./b', 'a/../b', 'a\\b', 'a\nb', 'a\0b', '\u202eb', 'x'.repeat(1025)])('may not be %j', (folder) =>
    expect(isTaken(folder)).toBe(false),
  );
  it('is spelled as itself only', () => {
    expect(isTaken('a/b', ['./a/b', 'a//b', '/a/./b/'])).toBe(true);
    for (const spelling of ['a', 'a/b/c', '../a/b', '--to-command=x']) expect(isTaken('a/b', ['a/b', spelling])).toBe(false);
    expect(isTaken('a', [])).toBe(false);
    expect(
      isTaken(
        'a',
        Array.from({ length: 9 }, () => 'a'),
      ),
    ).toBe(false);
  });
});

describe('options of tar', () => {
  it('of one folder at the top', () => {
    expect(insideOptions({ folder: 'rootfs', spellings: ['rootfs'] })).toContain('--transform=s,^(\\.?/)*[^/]+(/|$),./,xS');
  });
  it('are none where all of the archive is meant', () => expect(insideOptions(null)).toEqual([]));
  it('take the folder to the letter, and a pattern that has nothing of it', () => {
    expect(insideOptions({ folder: 'a,b/c.d', spellings: ['./a,b/c.d', 'a,b/c.d'] })).toEqual([
      '--anchored',
      '--no-wildcards',
      '--show-transformed-names',
      '--transform=s,^(\\.?/)*([^/]+/(\\.?/)*){1}[^/]+(/|$),./,xS',
      '--add-file=./a,b/c.d',
      '--add-file=a,b/c.d',
    ]);
  });
});
