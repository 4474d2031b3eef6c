import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { holdersOf, processesAt } from '../../../electron/drives/holders.ts';
import { Scope } from '../../../electron/run/scope.ts';
import { makeLoop, sh } from '../../lab/devices.ts';
import { makeFolder } from '../folder.ts';

describe('holdersOf', () => {
  it('finds who has its working folder or an open file there, and nobody else', async () => {
    await using scope = new Scope();
    const folder = makeFolder();
    scope.defer('removing the folder', folder[Symbol.dispose]);
    const loop = makeLoop(folder.path, 32 * 1024 ** 2);
    scope.defer('detaching', () => loop.detach());
    const at = join(folder.path, 'held');
    mkdirSync(at);
    sh('mkfs.ext4', '-q', loop.device);
    sh('mount', loop.device, at);
    scope.defer('unmounting', () => sh('umount', at));
    expect(holdersOf(at)).toEqual([]);
    const inside = spawn('sleep', ['60'], { cwd: at });
    scope.defer('ending it', () => inside.kill('SIGKILL'));
    writeFileSync(join(at, 'log'), '');
    const reader = spawn('sh', ['-c', 'exec 3<"$0"; echo open; read -r _', join(at, 'log')]);
    scope.defer('ending it', () => reader.kill('SIGKILL'));
    await once(reader.stdout, 'data');
    for (const path of [at, loop.device]) {
      expect(holdersOf(path).toSorted()).toEqual([`sleep (pid ${inside.pid})`, `sh (pid ${reader.pid})`].toSorted());
    }
    for (const child of [inside, reader]) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(holdersOf(at)).toEqual([]);
  });

  it('asks nothing of a server that is gone', async () => {
    await using scope = new Scope();
    const folder = makeFolder();
    scope.defer('removing the folder', folder[Symbol.dispose]);
    const [tree, image, at] = ['tree', 'tree.squashfs', 'remote'].map((name) => join(folder.path, name)) as [string, string, string];
    for (const made of [tree, at]) mkdirSync(made);
    writeFileSync(join(tree, 'file'), 'x');
    sh('mksquashfs', tree, image, '-quiet', '-no-progress');
    const server = spawn('squashfuse', ['-f', image, at], { stdio: 'ignore' });
    await vi.waitFor(() => expect(sh('findmnt', '--noheadings', '--output', 'FSTYPE', '--target', at)).toContain('squashfuse'), { timeout: 10_000 });
    scope.defer('unmounting', () => sh('umount', at));
    const reader = spawn('sh', ['-c', 'exec 3<"$0"; echo open; read -r _', join(at, 'file')]);
    scope.defer('ending it', () => reader.kill('SIGKILL'));
    await once(reader.stdout, 'data');
    const number = sh('stat', '--format=%Hd:%Ld', at).trim();
    server.kill('SIGSTOP');
    scope.defer('going on', () => server.kill('SIGCONT'));
    const loop = makeLoop(folder.path, 32 * 1024 ** 2);
    scope.defer('detaching', () => loop.detach());
    expect(holdersOf(loop.device)).toEqual([]);
    expect(processesAt(new Set([number]))).toEqual([`sh (pid ${reader.pid})`]);
  });

  it('nobody holds what is not there', () => expect(holdersOf('/nowhere')).toEqual([]));
});
