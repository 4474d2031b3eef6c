import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../electron/engine/failure.ts';
import { TarstrapError } from '../../../shared/errors.ts';

function system(code: string): Error {
  return Object.assign(new Error(`${code}: lstat '/x'`), { code });
}

describe('how a job failed', () => {
  it.each(['EIO', 'ENXIO', 'ENODEV', 'EREMOTEIO', 'ENODATA'])('%s of a look of ours is the drive’s fault', (code) => {
    expect(failureOf(system(code))).toEqual({ code: 'drive-io', facts: { path: 'the target' }, detail: `${code}: lstat '/x'` });
  });

  // As Node throws them: libuv has no names for these two.
  it.each([74, 117])('error %i, which a filesystem gives that reads nonsense, too', (errno) => {
    const error = Object.assign(new Error(`Unknown system error -${errno}: lstat '/x'`), { code: `Unknown system error -${errno}`, errno: -errno });
    expect(failureOf(error)).toMatchObject({ code: 'drive-io', facts: { path: 'the target' } });
  });

  it('other errors of the system are not', () => {
    expect(failureOf(system('ENOENT')).code).toBe('unexpected');
  });

  it('a failure to put away stands behind the one that came first', () => {
    const both = Object.assign(new Error('x'), { name: 'SuppressedError', suppressed: new TarstrapError('drive-full', {}, 'first'), error: system('EIO') });
    expect(failureOf(both)).toEqual({ code: 'drive-full', facts: {}, detail: "first\nAfterwards: EIO: lstat '/x'" });
  });
});
