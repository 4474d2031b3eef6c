import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../electron/elevate/engine.ts';
import { sh } from '../../lab/devices.ts';

/** Executables in the engine's place that say what others say who stand between us and it, and end. Nothing of it is of the protocol. */

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'between-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As an AppImage is started: a file that becomes the engine if all goes well. */
async function failureOf(body: string): Promise<{ readonly problem: unknown; readonly ms: number }> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.AppImage`);
  writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  const began = performance.now();
  const problem = await startEngine({ origin: { kind: 'appimage', file }, byHand: 'sudo tarstrap' }, { targets: ['/dev/sdx'] }).catch(
    (error: unknown) => error,
  );
  return { problem, ms: performance.now() - began };
}

/** The runtime says it on its standard output, and what is left of it on its standard error (type2-runtime, src/runtime/runtime.c). */
const NO_MOUNT = `cat <<'END'

Cannot mount AppImage, please check your FUSE setup.
You might still be able to extract the contents of this AppImage
if you run it with the --appimage-extract option.
See https://github.com/AppImage/AppImageKit/wiki/FUSE
for more information
END
echo 'execv error: No such file or directory' >&2
exit 127`;

describe('whoever stands between us and the engine', () => {
  it.each([
    ['a runtime that cannot mount', NO_MOUNT, 'engine-no-fuse', 'Cannot mount AppImage'],
    [
      'the old runtime, without libfuse2',
      "printf 'dlopen(): error loading libfuse.so.2\\n\\nAppImages require FUSE to run. \\n'; exit 127",
      'engine-no-fuse',
      'libfuse.so.2',
    ],
    ['a kernel without FUSE', 'echo "fuse: device not found, try \'modprobe fuse\' first" >&2; exit 1', 'engine-no-fuse', 'modprobe fuse'],
    [
      'ld.so, on its standard error',
      'echo "./tarstrap: error while loading shared libraries: libnss3.so: cannot open shared object file: No such file or directory" >&2; exit 127',
      'engine-library-missing',
      'libnss3.so',
    ],
    ['a home that root may not read', 'echo "env: \'/home/me/T/tarstrap\': Permission denied" >&2; exit 126', 'engine-unreadable', 'Permission denied'],
    [
      'a home by FUSE that has gone',
      'echo "unshare: failed to execute /home/me/t: Transport endpoint is not connected" >&2; exit 1',
      'engine-unreadable',
      'Transport endpoint',
    ],
    ['somebody who says a thing that nobody knows', 'echo Moin; exit 3', 'engine-lost', 'Moin'],
  ])('%s: ends in its own sentence within a second', async (_, body, code, word) => {
    const { problem, ms } = await failureOf(body);
    expect(problem).toMatchObject({ code, detail: expect.stringContaining(word) });
    expect(ms).toBeLessThan(1000);
  });

  it('names the library', async () => {
    const { problem } = await failureOf('echo "x: error while loading shared libraries: libgbm.so.1: cannot open shared object file" >&2; exit 127');
    expect(problem).toMatchObject({ facts: { library: 'libgbm.so.1' }, message: expect.stringContaining('libgbm.so.1 is missing') });
  });

  it('is not waited for by way of what it leaves behind, which holds its pipes', async () => {
    const left = join(folder, 'left');
    const { problem, ms } = await failureOf(`sleep 1000 & echo $! > "${left}"\n${NO_MOUNT}`);
    process.kill(Number(sh('cat', left)));
    expect(problem).toMatchObject({ code: 'engine-no-fuse' });
    expect(ms).toBeLessThan(1000);
  });
});
