import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visitScreens } from '../lab/screens.ts';
import { openStage, type Stage } from '../lab/stage.ts';
import { type App, openApp, PLATFORM } from '../lab/window.ts';

let stage: Stage;
let window: App;
beforeAll(async () => {
  stage = openStage();
  window = await openApp();
});
afterAll(async () => {
  await window.close();
  await stage[Symbol.asyncDispose]();
});

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds on the page as it stands. */
async function findings(): Promise<string[]> {
  if (!(await window.page.evaluate(() => 'axe' in globalThis))) await window.page.evaluate(axe.source);
  const found = await window.page.evaluate(async () => {
    const page = globalThis as unknown as { axe: { run: () => Promise<{ violations: Finding[] }> } };
    return (await page.axe.run()).violations;
  });
  return found.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`);
}

describe(`every screen on ${PLATFORM}`, () => {
  it('has nothing that keeps people out, light and dark, and never scrolls sideways', async () => {
    const problems: string[] = [];
    const seen: string[] = [];
    await visitScreens(window, stage, async (name) => {
      seen.push(name);
      for (const colorScheme of ['light', 'dark'] as const) {
        await window.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        for (const finding of await findings()) problems.push(`${name} ${colorScheme}: ${finding}`);
      }
      for (const width of [1120, 720, 360]) {
        await window.page.setViewportSize({ width, height: 480 });
        const overflow = await window.page.evaluate(() => {
          const { document } = globalThis as unknown as { document: { documentElement: { scrollWidth: number; clientWidth: number } } };
          return document.documentElement.scrollWidth - document.documentElement.clientWidth;
        });
        if (overflow > 0) problems.push(`${name}: ${overflow} px too wide at ${width}`);
      }
    });
    expect(problems).toEqual([]);
    expect(seen.length).toBeGreaterThan(15);
    expect(window.complaints).toEqual([]);
  }, 240_000);
});
