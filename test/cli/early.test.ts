import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cli, startCli } from '../lab/cli.ts';
import { leftovers } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Root's own command has its engine before anybody has looked at anything: whatever ends it then has ended the engine, too. */

let folder: string;
let archive: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/early-');
  archive = makeRootfs(folder, { files: 10, bytes: 100_000 });
});

afterAll(() => rmSync(folder, { recursive: true }));

it.each<[string, number, (names: { archive: string; image: string; nothing: string }) => string[]]>([
  ['an option that means nothing', 64, ({ archive: from, image }) => [from, image, '--layout', 'nonesuch']],
  ['a value that means nothing', 64, ({ archive: from, image }) => [from, image, '--size', 'large']],
  ['standard output as target', 66, ({ archive: from }) => [from, '-']],
  ['no such archive', 66, ({ image, nothing }) => [nothing, image]],
  ['a folder that is not there', 66, ({ archive: from, nothing }) => [from, join(nothing, 'card.img')]],
  ['a target given twice', 64, ({ archive: from, image }) => [from, image, image]],
  ['an archive that does not fit', 73, ({ archive: from, image }) => [from, image, '--size', '1M']],
])('%s', async (_, code, args) => {
  const ended = await cli('flash', ...args({ archive, image: join(folder, 'card.img'), nothing: join(folder, 'nothing') }), '--yes');
  const left = leftovers();
  expect({ code: ended.code, left }).toEqual({ code, left: [] });
});

it('what cannot become the engine is heard, though it has ended before anybody listens', async () => {
  const { code, stderr } = await startCli(
    ['flash', archive, join(folder, 'card.img'), '--yes'],
    ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin'],
  ).done;
  expect({ code, stderr }).toEqual({ code: 77, stderr: expect.stringMatching(/Root has too few rights here/) });
});
