import type * as Electron from 'electron';

/** `app.commandLine`: what was given, and what the app adds for itself. Chromium runs already and hears of neither. */
export function openSwitches(argv: readonly string[]) {
  const switches = new Map(argv.filter((word) => word.startsWith('--')).map((word) => nameAndValue(word.slice(2))));
  return {
    appendSwitch: (name: string, value = '') => void switches.set(name, value),
    hasSwitch: (name: string) => switches.has(name),
    getSwitchValue: (name: string) => switches.get(name) ?? '',
  } satisfies Pick<Electron.CommandLine, 'appendSwitch' | 'hasSwitch' | 'getSwitchValue'>;
}

function nameAndValue(word: string): [string, string] {
  const [name = '', ...value] = word.split('=');
  return [name, value.join('=')];
}
