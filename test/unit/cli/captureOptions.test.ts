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

it('each of them is checked', () => {
  expect(() => leftOut('--without', 'log', '--without', 'host-keys')).toThrow(
    expect.objectContaining({ facts: { problem: expect.stringContaining('not "log". Did you mean logs?') } }),
  );
});
