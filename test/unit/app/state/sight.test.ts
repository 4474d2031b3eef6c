import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
