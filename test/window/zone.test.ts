import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, dragOver, drop, openApp, untilState } from '../lab/window.ts';

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

it('reads the formats that it takes once', async () => {
  const zone = window.page.getByRole('button', { name: /^Drop a root filesystem tarball or a disk image here.*\.tar\.gz.*\.img/ });
  await zone.waitFor();
  expect(await zone.getAttribute('aria-describedby')).toBeNull();
});

describe('in a narrow window, where it lies above the cards', () => {
  beforeAll(() => window.page.setViewportSize({ width: 500, height: 700 }));
  afterAll(() => window.page.setViewportSize({ width: 1120, height: 720 }));

  /** Where the card stands before something is dragged over it, and then. */
  async function placesOf(file: string): Promise<readonly unknown[]> {
    const card = window.page.locator('[data-place="image"]').first();
    const before = await card.boundingBox();
    const drag = await dragOver(window.page, card, [file]);
    await window.page.locator('[data-place="image"][data-over="true"]').waitFor();
    const then = await card.boundingBox();
    await drag.leave();
    await window.page.locator('[data-place="image"][data-look="idle"]').waitFor();
    return [before, then];
  }

  it('moves none of them when a drag begins', async () => {
    const { page } = window;
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'no tarball');
    const [empty, dragged] = await placesOf(text);
    expect(dragged).toEqual(empty);
    await drop(page, page.locator('[data-place="zone"]').first(), text);
    await page.getByRole('button', { name: 'Choose another…' }).waitFor();
    const [refused, draggedAgain] = await placesOf(text);
    expect(draggedAgain).toEqual(refused);
  });
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
