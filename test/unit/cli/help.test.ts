import { expect, it } from 'vitest';
import { FLASH_OPTIONS, INSPECT_OPTIONS } from '../../../electron/cli/options.ts';
import { COMMAND_NAMES, HELP, helpOf, isCommand, SHORT_USAGE } from '../../../electron/cli/help.ts';

it('help of a command has its usage, and all of its options', () => {
  for (const option of Object.keys(FLASH_OPTIONS)) expect(helpOf('flash')).toMatch(` --${option} `);
  expect(helpOf('flash')).toMatch(/^ {2}tarstrap flash .*\n(?: {3}.*\n)+ .*--json\]\n {2}tarstrap flash +IMAGE .*\n .*--json\]\n\nWrites/);
  for (const option of Object.keys(INSPECT_OPTIONS)) expect(helpOf('inspect')).toMatch(` --${option} `);
  expect(helpOf('drives').split('\n')[0]).toBe('  tarstrap drives  [--watch] [--all] [--json]');
});

const HELPS: readonly (readonly [string, string])[] = [
  ['tarstrap', SHORT_USAGE],
  ['--help', HELP],
  ...COMMAND_NAMES.filter(isCommand).map((name) => [name, helpOf(name)] as const),
];

it.each(HELPS)('no line of the help of %s is longer than a terminal is wide', (_, help) =>
  expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]),
);

it('every command stands in the short usage', () => {
  for (const name of COMMAND_NAMES) expect(SHORT_USAGE).toContain(`tarstrap ${name} `);
  expect(isCommand('constructor')).toBe(false);
});
