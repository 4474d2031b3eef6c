import { expect, it } from 'vitest';
import { FLASH_OPTIONS, INSPECT_OPTIONS } from '../../../electron/cli/options.ts';
import { COMMAND_NAMES, helpOf, isCommand, SHORT_USAGE } from '../../../electron/cli/help.ts';

it('help of a command has its usage, and all of its options', () => {
  for (const option of Object.keys(FLASH_OPTIONS)) expect(helpOf('flash')).toMatch(` --${option} `);
  expect(helpOf('flash').split('\n').slice(0, 5).join('\n')).toMatch(/^ {2}tarstrap flash .*\n .*--json\]\n {2}tarstrap flash +IMAGE .*--json\]\n\nWrites/);
  for (const option of Object.keys(INSPECT_OPTIONS)) expect(helpOf('inspect')).toMatch(` --${option} `);
  expect(helpOf('drives').split('\n')[0]).toBe('  tarstrap drives  [--watch] [--all] [--json]');
});

it('every command stands in the short usage', () => {
  for (const name of COMMAND_NAMES) expect(SHORT_USAGE).toContain(`tarstrap ${name} `);
  expect(isCommand('constructor')).toBe(false);
});
