import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseCommand } from '../../../electron/cli/commandLine.ts';
import { firstBootOf } from '../../../electron/cli/firstBootOptions.ts';
import { FLASH_OPERANDS, FLASH_OPTIONS } from '../../../electron/cli/options.ts';
import { workshop } from '../archive/workshop.ts';

const folder = workshop();
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

it('keys come from as many files as are named', () => {
  const files = ['me', 'you'].map((name) => {
    writeFileSync(join(folder, name), `${KEY} ${name}\n`);
    return join(folder, name);
  });
  const { values } = parseCommand(['/a', '/b', '--user', 'me', ...files.flatMap((path) => ['--ssh-key', path])], FLASH_OPTIONS, FLASH_OPERANDS);
  expect(firstBootOf(values)?.user?.sshKeys).toEqual([`${KEY} me`, `${KEY} you`]);
});
