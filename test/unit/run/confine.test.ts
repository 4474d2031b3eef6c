import { describe, expect, it } from 'vitest';
import { asPerson, NOBODY, smallLimits, withCapabilities } from '../../../electron/run/confine.ts';
import { parseLimits } from '../../../electron/run/limits.ts';
import { run } from '../../../electron/run/run.ts';

const UNLIMITED = { memory: Infinity, files: Infinity, fileSize: Infinity };

describe('the words for setpriv and prlimit', () => {
  it('root becomes somebody, with nothing of root left', () =>
    expect(asPerson({ uid: 1000, groups: [1000, 27] }, 0)).toEqual([
      '--reuid=1000',
      '--regid=1000',
      '--groups=1000,27',
      '--no-new-privs',
      '--inh-caps=-all',
      '--bounding-set=-all',
    ]));
  it('an ordinary user stays who he is, and can become nobody else', () => expect(asPerson({ uid: 1000, groups: [1000] }, 1000)).toEqual(['--no-new-privs']));
  it('capabilities are named one by one', () => expect(withCapabilities(['chown', 'mknod']).at(-1)).toBe('--bounding-set=-all,+chown,+mknod'));
  it.each([
    [1024 ** 3, 2 * 1024 ** 3],
    [64 * 1024 ** 3, 32 * 1024 ** 3],
  ])('of a machine with %d bytes %d may be used', (machine, most) => expect(smallLimits(machine, UNLIMITED)[0]).toBe(`--as=${most}`));

  it('what we have ourselves is not exceeded', () =>
    expect(smallLimits(64 * 1024 ** 3, { memory: 1e9, files: 32 })).toEqual(['--as=1000000000', '--nofile=32', '--core=0']));
});

it('a program that reads for root is nobody, has no capability and no way to one, and limits', async () => {
  const { stdout } = await run({ tool: 'cat', args: ['/proc/self/status', '/proc/self/limits'], as: NOBODY, tied: true });
  const text = stdout.toString();
  for (const line of ['Uid:\t65534\t65534\t65534\t65534', 'Groups:\t65534 ', 'NoNewPrivs:\t1', 'CapPrm:\t0000000000000000', 'CapBnd:\t0000000000000000'])
    expect(text).toContain(line);
  expect(text).toMatch(/Max open files +256 +256 /);
  expect(text).not.toMatch(/Max address space +unlimited/);
});

it('limits are read as the kernel has them, here by those of a program that was given some', async () => {
  const { stdout } = await run({ tool: 'prlimit', args: ['--as=1000000000:2000000000', '--nofile=20:30', '--fsize=40:50', 'cat', '/proc/self/limits'] });
  expect(parseLimits(stdout.toString())).toEqual({ memory: 2_000_000_000, files: 30, fileSize: 50 });
  expect(parseLimits('Max address space         unlimited            unlimited            bytes     \n')).toEqual(UNLIMITED);
});
