import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { visitScreens } from '../lab/screens.ts';
import { openStage } from '../lab/stage.ts';
import { openApp } from '../lab/window.ts';

/** `npm run screenshots`: a picture of every screen, for eyes. */

const FOLDER = new URL('../../.cache/screenshots', import.meta.url).pathname;
const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 1120, height: 720 },
  { name: 'dark', colorScheme: 'dark', width: 1120, height: 720 },
  { name: 'small', colorScheme: 'light', width: 720, height: 480 },
  { name: 'zoomed', colorScheme: 'dark', width: 560, height: 360 },
] as const;

it('takes a picture of every screen', { timeout: 300_000 }, async () => {
  mkdirSync(FOLDER, { recursive: true });
  await using stage = openStage();
  await using window = await openApp();
  const { page } = window;
  await visitScreens(window, stage, async (screen) => {
    for (const { name, colorScheme, width, height } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: join(FOLDER, `${screen}-${name}.png`), animations: 'disabled' });
    }
  });
});
