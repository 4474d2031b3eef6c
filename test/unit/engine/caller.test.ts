import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readCaller } from '../../../electron/engine/caller.ts';

const number = (which: string, user: string): number => Number(execFileSync('id', [which, user], { encoding: 'utf8' }));
const NOBODY = number('-u', 'nobody');
const DAEMON = number('-u', 'daemon');

describe('readCaller', () => {
  it.each([
    [{ PKEXEC_UID: `${NOBODY}` }],
    [{ SUDO_UID: `${NOBODY}`, SUDO_USER: 'daemon' }],
    [{ DOAS_USER: 'nobody' }],
    [{ PKEXEC_UID: `${NOBODY}`, SUDO_UID: `0${NOBODY}`, DOAS_USER: 'nobody' }],
  ])('is nobody: %j', async (env) => {
    expect(await readCaller(env)).toEqual({ uid: NOBODY, groups: [number('-g', 'nobody')] });
  });

  it.each([[{}], [{ PKEXEC_UID: '0' }], [{ SUDO_UID: '0', DOAS_USER: 'root' }]])('is root, for whom nobody stands back: %j', async (env) => {
    expect(await readCaller(env)).toBeNull();
  });

  it.each([
    [{ PKEXEC_UID: `${NOBODY}`, SUDO_UID: `${DAEMON}` }, `PKEXEC_UID says that user ${NOBODY} called, and SUDO_UID that user ${DAEMON} did`],
    [{ PKEXEC_UID: '0', SUDO_UID: `${NOBODY}` }, `PKEXEC_UID says that user 0 called, and SUDO_UID that user ${NOBODY} did`],
    [{ SUDO_UID: `${NOBODY}`, DOAS_USER: 'root' }, `SUDO_UID says that user ${NOBODY} called, and DOAS_USER that user 0 did`],
    [
      { PKEXEC_UID: `${NOBODY}`, SUDO_UID: `${NOBODY}`, DOAS_USER: 'daemon' },
      `PKEXEC_UID says that user ${NOBODY} called, and DOAS_USER that user ${DAEMON} did`,
    ],
  ])('variables that disagree about who called are refused: %j', async (env, problem) => {
    await expect(readCaller(env)).rejects.toMatchObject({ code: 'engine-refused', facts: { problem } });
  });

  it.each(['', ' ', 'nobody', 'root', '0x0', '-1', '+0', '1e3', `${NOBODY}\n0`, '٣', '--help', '99999999999'])('%j is no number of a user', async (who) => {
    for (const name of ['PKEXEC_UID', 'SUDO_UID'])
      await expect(readCaller({ [name]: who })).rejects.toMatchObject({ code: 'engine-refused', facts: { problem: `${name} is not the number of a user` } });
  });

  it.each([[{ PKEXEC_UID: '4294967294' }], [{ PKEXEC_UID: '4294967295' }], [{ DOAS_USER: 'no-such-user' }], [{ DOAS_USER: '' }]])(
    'somebody whom nobody knows is refused: %j',
    async (env) => {
      await expect(readCaller(env)).rejects.toMatchObject({ code: 'engine-refused', facts: { problem: expect.stringContaining('nobody knows the user') } });
    },
  );
});
