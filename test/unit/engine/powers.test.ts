import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isUserNamespace, missingPowers } from '../../../electron/engine/powers.ts';
import { run } from '../../../electron/run/run.ts';

const status = (caps: string): string => `Name:\tnode\nCapPrm:\t0\nCapEff:\t${caps}\nCapBnd:\t0\n`;

it.each([
  ['000001ffffffffff', []],
  // Of docker, which leaves CAP_SYS_ADMIN out.
  ['00000000a80425fb', ['sys_admin']],
  ['0000000000000000', ['chown', 'dac_override', 'fowner', 'fsetid', 'sys_admin', 'mknod', 'setfcap']],
])('a root of %s lacks %j', (caps, missing) => expect(missingPowers(status(caps))).toEqual(missing));

it.each([
  ['         0          0 4294967295\n', false],
  ['         0       1000          1\n', true],
  ['         0     100000      65536\n         65536 0 1\n', true],
])('%j is of a user namespace: %s', (map, isOne) => expect(isUserNamespace(map)).toBe(isOne));

it('here and now, and behind unshare', async () => {
  const own = readFileSync('/proc/self/uid_map', 'latin1');
  expect(isUserNamespace(own)).toBe(own.trim().split(/\s+/).join(' ') !== '0 0 4294967295');
  const { stdout } = await run({ tool: 'unshare', args: ['--user', '--map-root-user', 'cat', '/proc/self/uid_map'] });
  expect(isUserNamespace(stdout.toString())).toBe(true);
});
