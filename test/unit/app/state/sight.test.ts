import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openSight } from '../../../../electron/app/state/sight.ts';
import type { Choice } from '../../../../electron/app/state/target.ts';

/** A target that was looked at a moment ago, for the same archive, is not looked at again. */

let folder: string;
let choice: Choice;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sight-'));
  choice = { ref: { kind: 'folder' }, path: folder, isProposed: false };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is recalled for the same targets and the same archive, whatever was learned of them meanwhile', async () => {
  const { look, recall } = openSight();
  const seen = await look([choice], '/a.tar');
  expect(seen).toMatchObject([{ target: { kind: 'directory' } }]);
  expect(await recall([{ ...choice, device: seen[0]?.target?.device }], '/a.tar')).toBe(seen);
});

it('is looked at for other targets, another archive, and where nobody has looked', async () => {
  const { look, recall } = openSight();
  expect(await recall([choice], '/a.tar')).toMatchObject([{ target: { kind: 'directory' } }]);
  const seen = await look([choice], '/a.tar');
  expect(await recall([choice], '/b.tar')).not.toBe(seen);
  expect(await recall([choice, choice], '/b.tar')).toHaveLength(2);
});

it('what is seen anew is what is recalled', async () => {
  const { look, recall } = openSight();
  await look([choice], '/a.tar');
  const file = join(folder, 'file.img');
  writeFileSync(file, '');
  const again = await look([{ ref: { kind: 'image' }, path: file, isProposed: false }], '/a.tar');
  expect(await recall([{ ref: { kind: 'image' }, path: file, isProposed: false }], '/a.tar')).toBe(again);
});

it('a look that failed is no look', async () => {
  const { look, recall } = openSight();
  const file: Choice = { ref: { kind: 'image' }, path: join(folder, 'gone/file.img'), isProposed: false };
  expect(await look([file], '/a.tar')).toMatchObject([{ problem: { code: expect.any(String) } }]);
  mkdirSync(join(folder, 'gone'));
  expect(await recall([file], '/a.tar')).toMatchObject([{ target: { kind: 'image' } }]);
});

it('nor is one of long ago', async () => {
  const { look, recall } = openSight();
  const seen = await look([choice], '/a.tar');
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 2000);
  expect(await recall([choice], '/a.tar')).not.toBe(seen);
  vi.restoreAllMocks();
});
