import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dialog } from '../../../build/chromium-host/desktop/dialog.ts';
import { type Folder, makeFolder } from '../folder.ts';

/** The real dialogs, by a zenity of the test's own. */

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
  vi.stubEnv('PATH', folder.path);
  vi.stubEnv('TARSTRAP_HEADLESS', '0');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  folder[Symbol.dispose]();
});

function zenity(script: string): void {
  const path = join(folder.path, 'zenity');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

describe('dialogs', () => {
  it('give what the user chose', async () => {
    zenity("echo '/a/é b.tar'");
    expect(await dialog.showOpenDialog({})).toEqual({ canceled: false, filePaths: ['/a/é b.tar'] });
    expect(await dialog.showSaveDialog({ filters: [{ name: 'Images', extensions: ['img'] }] })).toEqual({ canceled: false, filePath: '/a/é b.tar' });
  });

  it('give nothing when the user closed them', async () => {
    zenity('exit 1');
    expect(await dialog.showOpenDialog({})).toEqual({ canceled: true, filePaths: [] });
    expect(await dialog.showMessageBox({ message: 'Really?', buttons: ['Yes', 'Later'], cancelId: 1 })).toEqual({ response: 1, checkboxChecked: false });
  });

  it('say so when there is no zenity', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await dialog.showSaveDialog({})).toEqual({ canceled: true, filePath: '' });
    expect(written.mock.calls.join('')).toContain('apt-get install zenity');
  });
});
