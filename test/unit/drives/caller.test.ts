import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeTarget } from '../../../electron/drives/target.ts';
import { asCaller } from '../../../electron/engine/caller.ts';
import { Scope } from '../../../electron/run/scope.ts';
import { makeLoop, sh } from '../../lab/devices.ts';
import { makeFolder } from '../folder.ts';

/** Root looks with the rights of whoever called. */

let scope: Scope;
let folder: string;
beforeEach(() => {
  scope = new Scope();
  const made = makeFolder();
  folder = made.path;
  chmodSync(folder, 0o755);
  scope.defer('the folder', () => made[Symbol.dispose]());
});
afterEach(() => scope[Symbol.asyncDispose]());

function file(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, 'x');
  return path;
}

const nobody = { uid: 65_534, groups: [65_534] };
const as = <T>(step: () => T): T => asCaller(nobody, step);

function secret(): string {
  const at = join(folder, 'secret');
  mkdirSync(join(at, 'a-folder'), { recursive: true });
  sh('mkfifo', join(at, 'a-fifo'));
  writeFileSync(join(at, 'a-file'), '12345');
  symlinkSync('/nowhere', join(at, 'a-link'));
  symlinkSync('/etc', join(at, 'a-link-out'));
  chmodSync(at, 0o700);
  return at;
}

it.each(['a-file', 'a-folder', 'a-folder/x', 'a-fifo', 'a-link', 'a-link-out', 'nothing', 'nothing/x'])(
  'root does not tell whether /root/secret/%s is there',
  async (name) => {
    const path = join(secret(), name);
    await expect(describeTarget(path, { as })).rejects.toMatchObject({ code: 'target-not-yours', facts: { path } });
  },
);

it('nor through a link of the caller', async () => {
  const at = secret();
  for (const name of ['a-file', 'nothing']) {
    const link = join(folder, 'his-link');
    symlinkSync(join(at, name), link);
    await expect(describeTarget(link, { as })).rejects.toMatchObject({ code: 'target-not-yours', facts: { path: link } });
    rmSync(link);
  }
});

it('nor that an archive in there is a file of the caller by another name', async () => {
  const archivePath = join(secret(), 'root.tar');
  const path = file('his.img');
  sh('ln', path, archivePath);
  expect((await describeTarget(path, { archivePath })).protectedBy).toBe('it is the archive itself');
  expect(await describeTarget(path, { archivePath, as })).not.toHaveProperty('protectedBy');
});

it('tells all that the caller may see', async () => {
  const loop = makeLoop(folder, 1024 ** 2);
  scope.defer(loop.device, loop.detach);
  secret();
  const open = join(folder, 'open');
  mkdirSync(open);
  const archivePath = file('open.tar');
  for (const path of [loop.device, open, join(open, 'new.img'), archivePath, '/etc']) {
    const told = await describeTarget(path, { archivePath });
    // What is free changes by itself.
    const changing = { size: expect.any(Number), ...('freeInodes' in told ? { freeInodes: expect.any(Number) } : {}) };
    expect(await describeTarget(path, { archivePath, as })).toEqual({ ...told, ...changing });
  }
});
