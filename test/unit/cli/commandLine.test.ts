import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listOf, parseCommand } from '../../../electron/cli/commandLine.ts';
import { ARCHIVE_OPTIONS, FLASH_OPERANDS, FLASH_OPTIONS } from '../../../electron/cli/options.ts';
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

describe('an option', () => {
  const values = (...args: readonly string[]) => parseCommand(['/a', '/b', ...args], FLASH_OPTIONS, FLASH_OPERANDS).values;

  it.each([
    [['--label', 'one', '--label', 'two'], '--label is given twice, as "one" and as "two".'],
    [['--fs=ext4', '--json', '--fs', 'xfs'], '--fs is given twice, as "ext4" and as "xfs".'],
    [['--hostname', 'x', '--hostname', 'x', '--hostname', ''], '--hostname is given twice, as "x" and as "".'],
  ])('that contradicts itself is refused (%j)', (args, problem) =>
    expect(() => values(...args)).toThrow(expect.objectContaining({ code: 'usage', facts: { problem } })),
  );

  it('may be said again', () => expect(values('--label', 'one', '--label', 'one', '--yes', '--yes')).toMatchObject({ label: 'one', yes: true }));

  it('that is a list adds up', () => {
    const keys = values('--ssh-key', '/a', '--ssh-key=/b')['ssh-key'];
    expect(listOf(keys)).toEqual(['/a', '/b']);
    expect(listOf(undefined)).toEqual([]);
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
