import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { capabilitiesTo, openCell } from '../../electron/engine/extract/cell.ts';
import { inTwoSteps } from '../../electron/engine/extract/rights.ts';
import { openTrials } from '../../electron/engine/trials.ts';
import { run } from '../../electron/run/run.ts';
import { Scope } from '../../electron/run/scope.ts';
import { locateTool } from '../../electron/run/tools.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync('/var/tmp/cell-');
  for (const name of ['target', 'outside', 'work', 'packed']) mkdirSync(join(folder, name));
  mkdirSync(join(folder, 'packed/etc'));
  writeFileSync(join(folder, 'packed/etc/passwd'), 'of the archive');
});
afterEach(() => {
  expect(readFileSync('/proc/self/mountinfo', 'latin1')).not.toContain(folder);
  rmSync(folder, { recursive: true });
});

/** Unpacks a small tree into the target within a cell, as root. */
async function unpack(): Promise<{ readonly code: number | null; readonly words: string }> {
  await using scope = new Scope();
  const fd = openSync(join(folder, 'target'), 'r');
  scope.defer('closing the folder', () => closeSync(fd));
  const within = await openCell({ into: `/proc/${process.pid}/fd/${fd}`, folder: join(folder, 'work'), capabilities: capabilitiesTo('fill', 0) }, scope);
  const input = execFileSync('tar', ['-C', join(folder, 'packed'), '-cf', '-', 'etc/passwd']);
  const { exitCode, stderr } = await run({ ...within({ tool: 'tar', args: ['-x', '-f', '-'] }), input });
  return { code: exitCode, words: stderr };
}

/** What setpriv(1) says of a program in there. */
async function rightsWithin(work: 'fill' | 'look', privileged: number): Promise<string> {
  await using scope = new Scope();
  const within = await openCell({ into: join(folder, 'target'), folder: join(folder, 'work'), capabilities: capabilitiesTo(work, privileged) }, scope);
  return (await run(within({ tool: 'env', args: ['sh', '-c', 'setpriv --dump'] }))).stdout.toString();
}

// What is captured may be looked at through mounts: nothing of it may be left, which is looked for behind every test here.
it('is tried before a capture, once, and nothing of it stays', async () => {
  const { packing } = openTrials(join(folder, 'work'));
  await Promise.all([packing(), packing()]);
  expect(readdirSync(join(folder, 'work/trial'))).toEqual([]);
});

describe('the cell in which tar fills a folder', () => {
  it.each([
    ['fill', 0, 'chown,dac_override,fowner,fsetid,mknod,setfcap'],
    ['fill', 3, 'chown,dac_override,fowner,fsetid,sys_admin,mknod,setfcap'],
    ['look', 0, 'dac_read_search'],
  ] as const)('leaves root little to %s it, with %i attributes of an administrator', async (work, privileged, kept) => {
    const rights = await rightsWithin(work, privileged);
    expect(rights).toContain('no_new_privs: 1\n');
    expect(rights).toContain('Inheritable capabilities: [none]\n');
    expect(rights).toContain(`Capability bounding set: ${kept}\n`);
  });

  it.each(['perl', 'python3'])('leaves it as little by %s, where setpriv cannot do it in there', async (chosen) => {
    await using scope = new Scope();
    const root = join(folder, 'work');
    for (const name of ['bin', 'lib', 'lib64', 'sbin']) symlinkSync(`usr/${name}`, join(root, name));
    mkdirSync(join(root, 'usr'));
    execFileSync('mount', ['--bind', '/usr', join(root, 'usr')]);
    scope.defer('unmounting the programs', () => execFileSync('umount', [join(root, 'usr')]));
    const confined = inTwoSteps(root, capabilitiesTo('fill', 0), (tool) => (tool === chosen ? locateTool(tool) : undefined));
    const rights = (await run(confined?.(['/usr/bin/setpriv', '--dump']) ?? { tool: 'false', args: [] })).stdout.toString();
    expect(rights).toContain('no_new_privs: 1\n');
    expect(rights).toContain('Capability bounding set: chown,dac_override,fowner,fsetid,mknod,setfcap\n');
    expect(rights).not.toMatch(/setpcap|sys_chroot/);
  });

  it('does not show what is mounted inside of it later', async () => {
    await using scope = new Scope();
    const place = join(folder, 'target/place');
    mkdirSync(place);
    const shared = join(folder, 'target');
    execFileSync('mount', ['--bind', '--make-shared', shared, shared]);
    scope.defer('unmounting the folder', () => execFileSync('umount', ['--recursive', shared]));
    const within = await openCell({ into: shared, folder: join(folder, 'work'), capabilities: capabilitiesTo('fill', 0) }, scope);
    execFileSync('mount', ['-t', 'tmpfs', 'late', place]);
    writeFileSync(join(place, 'seen'), '');
    expect((await run(within({ tool: 'env', args: ['sh', '-c', 'ls /target/place'] }))).stdout.toString()).toBe('');
  });

  it('lets tar fill that folder', async () => {
    expect(await unpack()).toEqual({ code: 0, words: '' });
    expect(readFileSync(join(folder, 'target/etc/passwd'), 'utf8')).toBe('of the archive');
  });

  it.each([
    ['an absolute link', () => join(folder, 'outside')],
    ['a relative link', () => '../outside'],
    ['a link to the real thing', () => '/etc'],
  ])('keeps it in there, although %s leads out', async (_, leadsTo) => {
    const before = readFileSync('/etc/passwd');
    symlinkSync(leadsTo(), join(folder, 'target/etc'));
    const { code, words } = await unpack();
    expect({ code, words }).toEqual({ code: 2, words: expect.stringMatching(/Cannot (open|unlink|mkdir)/) });
    expect(readdirSync(join(folder, 'outside'))).toEqual([]);
    expect(readFileSync('/etc/passwd')).toEqual(before);
  });
});
