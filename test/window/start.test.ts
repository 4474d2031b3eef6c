import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRootfs } from '../lab/rootfs.ts';
import { EXECUTABLE, launchArguments, LAUNCH_ENVIRONMENT, openApp, PLATFORM, stateOf, untilState } from '../lab/window.ts';

let folder: string;
let archive: string;
beforeAll(() => {
  folder = mkdtempSync('/var/tmp/window start-');
  archive = makeRootfs(folder, { files: 20, bytes: 200_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the app once more beside the one that runs. @returns its exit code */
function startAgain(userData: string, ...args: string[]): Promise<number | null> {
  const second = spawn(EXECUTABLE, launchArguments({ args, userData }), { env: LAUNCH_ENVIRONMENT, stdio: 'ignore', cwd: folder });
  return new Promise((resolve) => second.once('close', resolve));
}

describe(`starting the app on ${PLATFORM}`, () => {
  it.each([
    ['a path', (path: string) => path],
    ['a file URL', (path: string) => pathToFileURL(path).href],
  ])('with an archive given as %s', async (_, form) => {
    await using window = await openApp({ args: [form(archive)] });
    const { archive: view } = await untilState(window.page, ({ archive: found }) => found.kind === 'ready');
    expect(view).toMatchObject({ path: archive });
  });

  it('with several files says that it takes one at a time, as when they are dropped, and opens none', async () => {
    await using window = await openApp({ args: [archive, pathToFileURL(archive).href] });
    await window.page.getByText('One file at a time').first().waitFor();
    expect(await stateOf(window.page)).toMatchObject({ archive: { kind: 'refused', problem: { code: 'archive-several' } }, review: null });
    expect(await startAgain(window.userData, archive)).toBe(0);
    await untilState(window.page, ({ archive: found }) => found.kind === 'ready');
  });

  it('a second time hands its file over to the first, and ends', async () => {
    await using window = await openApp();
    expect(await startAgain(window.userData, pathToFileURL(archive).href)).toBe(0);
    await untilState(window.page, ({ archive: found }) => found.kind === 'ready');
    expect(await startAgain(window.userData, 'no-such.tar')).toBe(0);
    const { archive: view } = await untilState(window.page, ({ archive: found }) => found.kind === 'refused');
    expect(view).toMatchObject({ path: join(folder, 'no-such.tar'), problem: { code: 'archive-missing' } });
    expect(await window.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });
});
