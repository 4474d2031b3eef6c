import { expect, it } from 'vitest';
import { CAPTURE_OPTIONS, captureOptions } from '../../../electron/cli/captureOptions.ts';
import { parseCommand } from '../../../electron/cli/commandLine.ts';
import { ON_REQUEST, USUALLY } from '../../../shared/capture/leaveOut.ts';

const leftOut = (...args: readonly string[]): readonly string[] =>
  captureOptions(parseCommand(['/tree', '/a.tar', ...args], CAPTURE_OPTIONS, ['SOURCE', 'ARCHIVE']), '/a.tar').leaveOut;

it.each([
  [
    ['--without', 'host-keys', '--without', 'logs'],
    [...USUALLY, 'host-keys', 'logs'],
  ],
  [
    ['--without', 'logs,host-keys', '--without=logs'],
    [...USUALLY, 'host-keys', 'logs'],
  ],
  [
    ['--without', 'logs', '--without', 'all'],
    [...USUALLY, ...ON_REQUEST],
  ],
  [['--with', 'swap', '--with', 'tmp'], USUALLY.filter((kind) => kind !== 'swap' && kind !== 'tmp')],
  [[], USUALLY],
])('%j adds up', (args, kinds) => expect(new Set(leftOut(...args))).toEqual(new Set(kinds)));

it('a name that says another kind of archive is refused, with those that are made', () => {
  expect(() => captureOptions(parseCommand(['/tree', '/a.tar.bz2'], CAPTURE_OPTIONS, ['SOURCE', 'ARCHIVE']), '/a.tar.bz2')).toThrow(
    expect.objectContaining({
      facts: { problem: 'Tarstrap does not make archives of the kind that /a.tar.bz2 names; it makes .tar.zst, .tar.xz, .tar.gz, .tar.lz4 and .tar.' },
    }),
  );
});

it('each of them is checked', () => {
  expect(() => leftOut('--without', 'log', '--without', 'host-keys')).toThrow(
    expect.objectContaining({ facts: { problem: expect.stringContaining('not "log". Did you mean logs?') } }),
  );
});
