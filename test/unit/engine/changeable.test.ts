import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireChangeable, whileThere } from '../../../electron/engine/disk/changeable.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import { type Folder, makeFolder } from '../folder.ts';

let folder: Folder;
beforeAll(() => void (folder = makeFolder()));
afterAll(() => folder[Symbol.dispose]());

function chattr(mark: string, path: string): boolean {
  return spawnSync('chattr', [mark, path]).status === 0;
}

describe('a folder that nobody can change is refused', () => {
  it.each(['i', 'a'])('for its mark %s', async (mark) => {
    const path = `${folder.path}/${mark}`;
    mkdirSync(path);
    await requireChangeable(path, path);
    // Not every filesystem has marks, and not everybody may set them.
    if (!chattr(`+${mark}`, path)) return;
    try {
      await expect(requireChangeable(path, path)).rejects.toMatchObject({ code: 'target-immutable', facts: { path, mark } });
    } finally {
      execFileSync('chattr', [`-${mark}`, path]);
    }
  });

  it('not where no filesystem knows of marks', async () => {
    await requireChangeable('/proc/self', '/proc/self');
  });
});

describe('what fails in a folder', () => {
  const fail = () => Promise.reject(new TarstrapError('archive-does-not-unpack', {}, 'tar: ./a: Cannot mkdir: No such file or directory'));

  it('is a consequence where the folder was removed', async () => {
    const path = `${folder.path}/gone`;
    mkdirSync(path);
    const fd = openSync(path, 'r');
    try {
      await expect(whileThere({ fd, path }, fail)).rejects.toMatchObject({ code: 'archive-does-not-unpack' });
      rmdirSync(path);
      await expect(whileThere({ fd, path }, fail)).rejects.toMatchObject({ code: 'folder-gone', facts: { path }, detail: expect.stringContaining('./a') });
      mkdirSync(path);
      await expect(whileThere({ fd, path }, fail)).rejects.toMatchObject({ code: 'folder-gone' });
      expect(await whileThere({ fd, path }, async () => 'done')).toBe('done');
    } finally {
      closeSync(fd);
    }
  });
});
