import { describe, expect, it } from 'vitest';
import type { Device } from '../../../../electron/drives/device.ts';
import { isShown } from '../../../../electron/drives/list.ts';
import { isRemovable, protectedReason } from '../../../../electron/drives/safety.ts';
import { boards } from './boards.ts';
import { desks } from './desks.ts';
import { images } from './images.ts';
import { replay, type Recording } from './record.ts';
import { servers } from './servers.ts';
import { settings } from './settings.ts';
import { sticks } from './sticks.ts';

const RECORDINGS: readonly Recording[] = [...desks, ...boards, ...servers, ...images, ...sticks, ...settings];

const WORDS: Readonly<Record<string, string | undefined>> = {
  free: undefined,
  swap: 'it is used as swap',
  archive: 'the archive lies on it',
  app: 'Tarstrap itself lies on it',
  loader: 'it holds the boot loader of the running system',
};

/** The words of a verdict; a mount point is one of the running system. */
function wordsOf(verdict: string): string | undefined {
  if (verdict.startsWith('due:')) return `it is set up as ${verdict.slice(4)} of the running system`;
  return verdict.startsWith('/') ? `it holds the running system (${verdict})` : WORDS[verdict];
}

describe.each(RECORDINGS)('$name', (recording) => {
  const { snapshot, carried, rows } = replay(recording);

  it.each(rows)('$path: $verdict $marks', ({ number, verdict, marks, type }) => {
    const device = snapshot.devices.get(number) as Device;
    expect(verdict).toBeDefined();
    expect(protectedReason(snapshot, number, carried)).toBe(wordsOf(verdict ?? ''));
    expect(device.readOnly).toBe(marks.includes('locked'));
    if (type !== 'disk' && type !== 'loop') return;
    expect(isShown(device, false)).toBe(!marks.includes('hidden'));
    if (verdict === 'free') expect(isRemovable(device)).toBe(!marks.includes('fixed'));
  });
});

it('there are at least 40 machines, no two of one name', () => {
  expect(RECORDINGS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(RECORDINGS.map(({ name }) => name)).size).toBe(RECORDINGS.length);
});

it('every system place is one on some machine', () => {
  const verdicts = RECORDINGS.flatMap((recording) => replay(recording).rows.map(({ verdict }) => verdict));
  for (const at of ['/', '/boot', '/boot/efi', '/usr', '/var', '/home', 'swap', 'archive', 'app', 'free', 'loader', 'due:/boot', 'due:swap'])
    expect(verdicts).toContain(at);
});
