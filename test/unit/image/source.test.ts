import { copyFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { isAsInspected, inspectSource } from '../../../electron/image/source.ts';
import { failureOf, NOISE } from '../archive/workshop.ts';
import { imageWorkshop, MiB } from './workshop.ts';

/** A file is what is in it: its name decides only what is looked for first. */

const { path, run, disk, patch } = imageWorkshop();

const PACKED = [
  ['', undefined],
  ['.gz', ['gzip', '-k']],
  ['.zst', ['zstd', '-q', '-k']],
] as const;

beforeAll(() => {
  disk('card.img', 32 * MiB, ['label: gpt', 'type=L, name=root']);
  patch('card.img', 8 * MiB, NOISE);
  mkdirSync(path('tree/etc'), { recursive: true });
  writeFileSync(path('tree/etc/os-release'), 'ID=debian\n');
  run('tar', ['-C', 'tree', '-cf', 'tree.tar', '.']);
  writeFileSync(path('words.tar'), 'not a tar at all, but a few words\n'.repeat(100));
  for (const [from, to] of [
    ['card.img', 'card.tar'],
    ['tree.tar', 'tree.img'],
    ['words.tar', 'words.img'],
  ] as const)
    copyFileSync(path(from), path(to));
  for (const [, pack] of PACKED)
    if (pack) for (const name of ['card.img', 'card.tar', 'tree.tar', 'tree.img', 'words.tar', 'words.img']) run(pack[0], [...pack.slice(1), name]);
});

describe.each(PACKED)('packed as "%s"', (ending) => {
  it.each([
    ['card.img', 'image'],
    ['card.tar', 'image'],
    ['tree.tar', 'archive'],
    ['tree.img', 'archive'],
  ])('%s is what it is', async (name, kind) => {
    expect(await inspectSource(path(`${name}${ending}`))).toMatchObject({ kind, facts: { file: { path: path(`${name}${ending}`) } } });
  });

  it('what is neither is told to be no tar, whatever its name', async () => {
    for (const name of ['words.tar', 'words.img']) expect(await failureOf(inspectSource(path(`${name}${ending}`)))).toMatchObject({ code: 'archive-not-tar' });
  });
});

describe('what was inspected', () => {
  const name = 'watched.img';
  const makeBmap = () => run('bmaptool', ['-q', 'create', '-o', `${name}.bmap`, name]);

  it.each([
    ['is unchanged', true, () => {}],
    ['has been touched', false, () => utimesSync(path(name), 1, 1)],
    ['has been replaced by a copy', false, () => run('sh', ['-c', `cp -p ${name} new && mv new ${name}`])],
    ['has become longer', false, () => run('truncate', ['-s', '+4096', name])],
    ['is gone', false, () => rmSync(path(name))],
    ['has another block map', false, () => utimesSync(path(`${name}.bmap`), 1, 1)],
    ['has lost its block map', false, () => rmSync(path(`${name}.bmap`))],
  ])('%s', async (_what, isSame, change) => {
    copyFileSync(path('card.img'), path(name));
    makeBmap();
    const source = await inspectSource(path(name));
    change();
    expect(isAsInspected(path(name), source)).toBe(isSame);
    rmSync(path(name), { force: true });
    rmSync(path(`${name}.bmap`), { force: true });
  });

  it('has got a block map', async () => {
    copyFileSync(path('card.img'), path(name));
    const source = await inspectSource(path(name));
    expect(isAsInspected(path(name), source)).toBe(true);
    makeBmap();
    expect(isAsInspected(path(name), source)).toBe(false);
  });
});
