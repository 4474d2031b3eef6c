import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { roomIn } from '../../../electron/run/host.ts';
import { openPipe } from '../../../electron/run/pipe.ts';
import { temporaryPlaces, withinTemporary } from '../../../electron/run/scratch.ts';
import { makeFolder } from '../folder.ts';

describe('temporaryPlaces', () => {
  it.each([
    [{}, ['/tmp', '/var/tmp', '/dev/shm']],
    [{ TMPDIR: '' }, ['/tmp', '/var/tmp', '/dev/shm']],
    [{ TMPDIR: '/tmp/' }, ['/tmp', '/var/tmp', '/dev/shm']],
    [{ TMPDIR: '/tmp/user/4711', XDG_RUNTIME_DIR: '/run/user/4711' }, ['/tmp/user/4711', '/tmp', '/run/user/4711', '/var/tmp', '/dev/shm']],
    [{ TMPDIR: 'here' }, [join(process.cwd(), 'here'), '/tmp', '/var/tmp', '/dev/shm']],
  ])('%j', (env, places) => expect(temporaryPlaces(env)).toEqual(places));
});

describe('withinTemporary', () => {
  it('takes the first place that works, and leaves nothing there', async () => {
    using folder = makeFolder();
    writeFileSync(join(folder.path, 'file'), '');
    mkdirSync(join(folder.path, 'good'));
    const places = ['missing', 'file', 'good'].map((name) => join(folder.path, name));
    const within = await withinTemporary((at) => Promise.resolve(at), places);
    expect(within).toContain(join(folder.path, 'good/tarstrap-'));
    expect(readdirSync(join(folder.path, 'good'))).toEqual([]);
  });

  it('goes on where the work fails, as in a folder that takes no more names', async () => {
    using folder = makeFolder();
    for (const name of ['a', 'b']) mkdirSync(join(folder.path, name));
    const work = (at: string): Promise<string> => (at.includes('/a/') ? Promise.reject(new Error('full')) : Promise.resolve(at));
    expect(await withinTemporary(work, [join(folder.path, 'a'), join(folder.path, 'b')])).toContain('/b/');
  });

  it('says of each place why, if there is none', async () => {
    using folder = makeFolder();
    writeFileSync(join(folder.path, 'file'), '');
    const places = [join(folder.path, 'missing'), join(folder.path, 'file')];
    await expect(withinTemporary(openPipe, places)).rejects.toMatchObject({
      code: 'no-scratch',
      facts: { folders: places.join(', ') },
      detail: `${places[0]}: it is not there\n${places[1]}: it is not a folder`,
    });
  });
});

it('openPipe needs no folder', async () => {
  using pipe = await openPipe();
  expect(pipe.readEnd).not.toBe(pipe.writeEnd);
});

it('there is room where one can write, and none in what is not there', () => {
  using folder = makeFolder();
  expect(roomIn(folder.path)).toBeGreaterThan(0);
  expect(roomIn(join(folder.path, 'missing'))).toBe(0);
});
