import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, drop, openApp, untilState } from '../lab/window.ts';

/** What the archive's zone says of itself and of what is dropped there. */

let folder: string;
let window: App;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-zone-');
  window = await openApp();
});
afterAll(async () => {
  await window.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The page, as far as it is looked at from within. */
interface Inside {
  readonly document: { readonly body: { readonly innerText: string } };
  readonly MutationObserver: new (heard: () => void) => { readonly observe: (what: object, which: object) => void };
  readonly said: string[];
}

it('is described by the formats that it takes, and not called by them as well', async () => {
  const zone = window.page.getByRole('button', { name: 'Drop a root filesystem tarball or a disk image here or choose a file… Ctrl+O', exact: true });
  await zone.waitFor();
  const description = await zone.getAttribute('aria-describedby');
  expect(await window.page.locator(`#${description}`).textContent()).toContain('.tar.gz');
});

it('says nothing of a size that it does not know yet', async () => {
  const { page } = window;
  await page.evaluate(() => {
    const { document, MutationObserver, said } = Object.assign(globalThis as unknown as Inside, { said: [] as string[] });
    new MutationObserver(() => said.push(document.body.innerText)).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await drop(page, page.locator('[data-place="zone"]').first(), makeRootfs(folder, { files: 200, bytes: 20_000_000 }));
  await untilState(page, ({ archive }) => archive.kind === 'ready');
  await page.getByText('Test Linux 1').waitFor();
  const said = await page.evaluate(() => (globalThis as unknown as Inside).said.join('\n'));
  expect(said).toContain('Inspecting');
  expect(said).not.toContain('of 0 B');
});
