import type { Machine } from './machine.ts';
import { SETTINGS } from './settings.ts';

/** To be in a system that has booted: at its serial console, as the user of whom it was told for its first boot. */

/** Of any system, whatever its name. */
export const LOGIN_PROMPT = /^(\S+) login: /m;

/** @throws if it does not let him in */
export async function logIn(machine: Machine): Promise<void> {
  machine.type(`${SETTINGS.name}\n`);
  await machine.until(/Password: /, 60);
  machine.type(`${SETTINGS.password}\n`);
  await machine.until(/\$ $/m, 90);
}

/** @returns what a command of the shell prints */
export async function ask(machine: Machine, command: string, seconds = 60): Promise<string> {
  // The console shows what is typed as well: there these words stand with a sum in them.
  machine.type(`echo begin-$((40+2)); ${command}; echo end-$((40+2))\n`);
  await machine.until(/begin-42\r?\n/, seconds);
  return (await machine.until(/end-42/, seconds)).replace(/end-42$/, '').trim();
}
