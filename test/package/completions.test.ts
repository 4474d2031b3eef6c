import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HELP } from '../../electron/cli/help.ts';
import { FLASH_OPTIONS } from '../../electron/cli/options.ts';
import { shippedLayouts } from '../../shared/layouts.ts';
import { sh } from '../lab/devices.ts';

const LINUX = new URL('../../build/linux/', import.meta.url).pathname;

describe('man page and completions', () => {
  const verbs = [...HELP.matchAll(/^ {2}tarstrap (\w+)/gm)].map((match) => match[1] ?? '');
  const options = [...Object.keys(FLASH_OPTIONS), 'watch', 'all'];
  const read = (name: string): string => readFileSync(join(LINUX, name), 'utf8');

  it.each([
    ['tarstrap.1', (option: string) => `\\-\\-${option.replaceAll('-', '\\-')}`],
    ['completions/tarstrap.bash', (option: string) => `--${option}`],
    ['completions/_tarstrap', (option: string) => `--${option}`],
    ['completions/tarstrap.fish', (option: string) => `-l ${option} `],
  ])('%s knows every verb and option', (name, written) => {
    const text = read(name);
    for (const verb of verbs) expect(text).toContain(verb);
    for (const option of options) expect(text).toContain(written(option));
  });

  it.each(['completions/tarstrap.bash', 'completions/_tarstrap', 'completions/tarstrap.fish'])('%s knows every layout', (name) => {
    expect(read(name)).toContain(
      shippedLayouts()
        .map(({ id }) => id)
        .join(' '),
    );
  });

  it('fish and the synopsis of the man page have what each command takes', () => {
    const usages = HELP.split('\n\n')[1]?.split(/\n(?=  tarstrap \w)/) ?? [];
    const synopses =
      read('tarstrap.1')
        .split('.SH DESCRIPTION')[0]
        ?.replaceAll('\\-', '-')
        .split(/^\.B tarstrap /m) ?? [];
    for (const usage of usages) {
      const [, verb = ''] = /tarstrap (\w+)/.exec(usage) ?? [];
      for (const [, option = ''] of usage.matchAll(/\[--([\w-]+)/g)) {
        expect(read('completions/tarstrap.fish')).toMatch(new RegExp(`__fish_seen_subcommand_from [^']*\\b${verb}\\b[^']*' -l ${option} `));
        expect(synopses.filter((synopsis) => synopsis.startsWith(verb)).join('\n')).toMatch(new RegExp(`--${option}(?![\\w-])`));
      }
    }
  });

  it.each([
    [['tarstrap', 'fl'], 'flash'],
    [['tarstrap', 'flash', '--la'], '--layout --label'],
    [['tarstrap', 'flash', '--fs', 'x'], 'xfs'],
    [['tarstrap', 'drives', ''], '--watch --all --json --help'],
    [['tarstrap', 'verify', '--'], '--inside --layout --json --help'],
    [['tarstrap', 'flash', 'root'], ''],
  ])('bash completes %j', (words, expected) => {
    const script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tarstrap; echo "${COMPREPLY[*]}"';
    expect(sh('bash', '-c', script, 'bash', join(LINUX, 'completions/tarstrap.bash'), ...words).trim()).toBe(expected);
  });
});
