import { mkdtempSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Count, signalAtOnce } from './nokill.ts';

const STARTS = Number(process.env['TARSTRAP_KILL_STARTS'] ?? 600);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync('/dev/shm/tarstrap-test-');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function say(what: string, count: Count): void {
  process.stdout.write(`no kill, ever: ${what}: ${JSON.stringify(count)}\n`);
}

describe('no kill, ever', () => {
  it.each([
    ['unpacks', false],
    ['packs', true],
  ])(
    `${STARTS} starts of a tar that %s, each signalled the moment its handler is up, half of them beside two busy loops`,
    async (does, packs) => {
      const count = await signalAtOnce({ starts: STARTS, check: true, loaded: STARTS / 2, packs, folder });
      say(`${does}, with the check`, count);
      expect(count).toMatchObject({ starts: STARTS, killed: 0, failed: 0 });
      // A run in which tar was gone before the signal, or did not answer it, would prove nothing.
      expect(count.signalled).toBeGreaterThan(STARTS * 0.75);
      expect(count.answered).toBeGreaterThan(STARTS * 0.75);
    },
    60_000 + STARTS * 100,
  );

  it('the same without the check kills tar: the test can fail', async () => {
    const count = await signalAtOnce({ starts: 40, check: false, loaded: 20, folder });
    say('without the check', count);
    expect(count.starts).toBe(40);
    expect(count.killed).toBeGreaterThan(0);
  });
});
