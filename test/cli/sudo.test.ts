import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startCli } from '../lab/cli.ts';
import { leftovers, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

let folder: string;
let archive: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/sudo-');
  chmodSync(folder, 0o755);
  archive = makeRootfs(folder, { files: 500, bytes: 30_000_000 });
});

afterEach(() => expect(leftovers()).toEqual([]));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An ordinary user who may use sudo without a password. */
describe('through sudo -n', () => {
  const rule = '/etc/sudoers.d/tarstrap-test';
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

  beforeAll(() => {
    writeFileSync(rule, 'nobody ALL=(root) NOPASSWD: ALL\n', { mode: 0o440 });
    return () => rmSync(rule, { force: true });
  });

  it('the image belongs to the user', async () => {
    const place = mkdtempSync(join(folder, 'user-'));
    chownSync(place, 65534, 65534);
    const result = await startCli(['flash', archive, join(place, 'mine.img'), '--yes', '--json'], nobody).done;
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
    expect(statSync(join(place, 'mine.img'))).toMatchObject({ uid: 65534, gid: 65534 });
  });

  it('no image where the user may not write, and a file of root stays as it is', async () => {
    const place = mkdtempSync(join(folder, 'root-'));
    chmodSync(place, 0o755);
    writeFileSync(join(place, 'roots.img'), 'of root');
    const result = await startCli(['flash', archive, join(place, 'roots.img'), '--yes'], nobody).done;
    expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 77, stderr: expect.stringMatching(/You may not write to/) });
    expect(readFileSync(join(place, 'roots.img'), 'utf8')).toBe('of root');
  });

  it('a folder is filled where the user may write, and only there', async () => {
    const [own, roots] = [mkdtempSync(join(folder, 'user-')), mkdtempSync(join(folder, 'root-'))] as const;
    chownSync(own, 65534, 65534);
    chmodSync(roots, 0o755);
    const filled = await startCli(['flash', archive, own, '--yes', '--json'], nobody).done;
    expect({ code: filled.code, stderr: filled.stderr }).toEqual({ code: 0, stderr: '' });
    expect(statSync(join(own, 'etc'))).toMatchObject({ uid: 0 });
    const refused = await startCli(['flash', archive, roots, '--yes'], nobody).done;
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({ code: 77, stderr: expect.stringMatching(/You may not write to/) });
    expect(readdirSync(roots)).toEqual([]);
  });

  it('the engine does not read for the user what the user may not read', async () => {
    const secret = join(folder, 'secret.tar');
    writeFileSync(secret, readFileSync(archive), { mode: 0o600 });
    const result = await startCli(['inspect', secret], nobody).done;
    expect(result.code).toBe(77);
  });

  it('verify compares a folder that the user can read, and for one that he cannot it says who can', async () => {
    const place = mkdtempSync(join(folder, 'root-'));
    chmodSync(place, 0o755);
    sh('tar', '-C', place, '-xpf', archive);
    sh('chmod', '-R', 'a+rX', place);
    const fresh = join(folder, 'readable.tar');
    sh('tar', '-C', place, '-cf', fresh, '.');
    expect(await startCli(['verify', fresh, place], nobody).done).toMatchObject({ code: 0 });
    chmodSync(join(place, 'etc/os-release'), 0o600);
    for (const mode of [0o755, 0o700]) {
      chmodSync(place, mode);
      const refused = await startCli(['verify', fresh, place], nobody).done;
      const words = new RegExp(
        `^tarstrap: You may not read ${mode === 0o700 ? place : join(place, 'etc/os-release')}, .*\\nHave root compare it: sudo .* verify `,
      );
      expect({ code: refused.code, stderr: refused.stderr }).toEqual({ code: 77, stderr: expect.stringMatching(words) });
    }
  });

  it('verify names nothing on a drive that the user may not read but what his archive has', async () => {
    const loop = makeLoop(folder, 256 * 1024 ** 2);
    try {
      expect((await startCli(['flash', archive, loop.device, '--yes', '--mode', 'direct', '--verify', 'none']).done).code).toBe(0);
      const at = mkdtempSync(join(folder, 'mnt-'));
      sh('mount', `${loop.device}p1`, at);
      writeFileSync(join(at, 'etc/private-key'), '');
      writeFileSync(join(at, 'etc/private-diary'), '');
      rmSync(join(at, 'etc/os-release'));
      sh('umount', at);
      const forRoot = await startCli(['verify', archive, loop.device]).done;
      expect(forRoot).toMatchObject({ code: 75, stderr: expect.stringMatching(/private-key: is not in the archive/) });
      const forNobody = await startCli(['verify', archive, loop.device], nobody).done;
      expect(forNobody).toMatchObject({ code: 75, stderr: expect.stringMatching(/etc\/os-release: is missing\n.*2 files: are not in the archive/) });
      expect(forNobody.stdout + forNobody.stderr).not.toContain('private');
    } finally {
      loop.detach();
    }
  });

  it('killed in mid-flash, everything is put away within two seconds', async () => {
    const place = mkdtempSync(join(folder, 'user-'));
    chownSync(place, 65534, 65534);
    const run = startCli(['flash', archive, join(place, 'mine.img'), '--yes', '--json'], nobody);
    await run.event((event) => event.type === 'phase' && event.phase === 'extract');
    run.child.kill('SIGKILL');
    await vi.waitFor(() => expect(leftovers()).toEqual([]), { timeout: 2000 });
    expect(readdirSync(place)).toEqual([]);
  });

  it('Ctrl-C still puts everything away', async () => {
    const place = mkdtempSync(join(folder, 'user-'));
    chownSync(place, 65534, 65534);
    const run = startCli(['flash', archive, join(place, 'mine.img'), '--yes', '--json'], nobody);
    await run.event((event) => event.type === 'phase' && event.phase === 'extract');
    run.child.kill('SIGINT');
    expect((await run.done).code).toBe(130);
    expect(readdirSync(place)).toEqual([]);
  });
});
