import { expect, it } from 'vitest';
import { flashOptions } from '../../../electron/cli/arguments.ts';
import { parseCommand } from '../../../electron/cli/commandLine.ts';
import { refuseIdleOnFat } from '../../../electron/cli/effect.ts';
import { FLASH_OPTIONS } from '../../../electron/cli/options.ts';

function refusal(layout: string, ...options: readonly string[]): unknown {
  const line = parseCommand(['/a', '/b', '--layout', layout, ...options], FLASH_OPTIONS, ['ARCHIVE', 'TARGET']);
  try {
    refuseIdleOnFat(line, flashOptions(line));
    return undefined;
  } catch (error) {
    return (error as { facts: unknown }).facts;
  }
}

it.each([
  [['--boot', 'fit'], '--boot has no effect.'],
  [['--fstab', 'amend', '--fs', 'xfs', '--hostname', 'pie'], '--fs and --fstab and --hostname have no effect.'],
])('on FAT %j is refused', (options, problem) => {
  expect(refusal('rpi-alpine', ...options)).toEqual({ problem: `Layout rpi-alpine is one with FAT at /, for which ${problem}` });
  expect(refusal('boot-root', ...options)).toBeUndefined();
});

it('on FAT what asks for what happens anyway is not refused', () => {
  expect(refusal('rpi-alpine', '--boot', 'keep', '--fstab', 'keep', '--label', 'X')).toBeUndefined();
});
