import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../electron/cli/commandLine.ts';
import { ARCHIVE_OPTIONS } from '../../../electron/cli/options.ts';
import { workshop } from '../archive/workshop.ts';

const folder = workshop();

describe('operands', () => {
  const parsed = (paths: readonly string[], most?: number): readonly string[] => parseCommand(paths, ARCHIVE_OPTIONS, ['ARCHIVE', 'TARGET'], most).positionals;
  const many = (count: number): string[] => Array.from({ length: count + 1 }, (_, i) => `/${i}`);

  it.each([
    [['/a'], 1, 'Expected ARCHIVE and TARGET, got /a.'],
    [[], 16, 'Expected ARCHIVE and TARGET, got none.'],
    [['/a', '/b', '/c'], undefined, 'Expected ARCHIVE and TARGET, got /a /b /c.'],
    [['/a', '/b', ''], 16, 'TARGET is empty.'],
    [['', '/b', '/c'], 16, 'ARCHIVE is empty.'],
    [many(17), 16, 'Up to 16 of TARGET can be given, not 17.'],
  ])('%j, up to %s', (paths, most, problem) => expect(() => parsed(paths, most)).toThrow(expect.objectContaining({ code: 'usage', facts: { problem } })));

  it('the last may come more than once', () => {
    expect(parsed(many(2), 16)).toEqual(many(2));
    expect(parsed(many(16), 16)).toEqual(many(16));
  });
});

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
