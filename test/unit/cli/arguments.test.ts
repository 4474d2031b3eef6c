import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_OPTIONS, parseCommand } from '../../../electron/cli/arguments.ts';
import { workshop } from '../archive/workshop.ts';

const folder = workshop();

describe('the current folder', () => {
  it('must be there for what lies in it, and for nothing else', () => {
    const gone = join(folder, 'gone');
    const before = process.cwd();
    mkdirSync(gone);
    process.chdir(gone);
    rmdirSync(gone);
    try {
      const parsed = (...paths: string[]): readonly string[] => parseCommand(paths, ARCHIVE_OPTIONS, ['ARCHIVE', 'TARGET']).positionals;
      expect(() => parsed('/root.tar', '.')).toThrow(expect.objectContaining({ code: 'current-folder-gone', detail: undefined }));
      expect(() => parsed('root.tar', '/t')).toThrow(expect.objectContaining({ code: 'current-folder-gone' }));
      expect(parsed('/root.tar', '/t')).toEqual(['/root.tar', '/t']);
    } finally {
      process.chdir(before);
    }
  });
});
