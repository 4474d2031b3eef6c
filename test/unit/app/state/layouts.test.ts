import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeAlpine } from '../../../lab/alpine.ts';
import { makeBoard } from '../../../lab/board.ts';
import { type Seat, takeSeat } from '../../../lab/desk.ts';
import { findLayout } from '../../../../shared/layouts.ts';
import { layoutBeside } from '../../../../shared/layoutBeside.ts';
import { OWN } from '../../../../shared/ownLayout.ts';
import { workshop } from '../../archive/workshop.ts';

/** Which layout is chosen for a disk image, by whom. */

const MiB = 1024 ** 2;
const folder = workshop();
const boards: Record<'rockchip' | 'imx8' | 'plain' | 'large', string> = { rockchip: '', imx8: '', plain: '', large: '' };
let seat: Seat;

beforeAll(() => {
  boards.rockchip = makeBoard(folder, { 'boot/u-boot-rockchip.bin': 500_000 });
  boards.imx8 = makeBoard(folder, { 'boot/flash.bin': 500_000 });
  boards.plain = makeBoard(folder, {});
  // There is no room for it in front of the first partition.
  boards.large = makeBoard(folder, { 'boot/u-boot.imx': 5 * MiB });
});
beforeEach(() => void (seat = takeSeat()));

/** As it is shown: the layout, and the remarks that are about it. */
async function shown(): Promise<{ readonly layoutId: string | undefined; readonly remarks: string[] }> {
  const { remarks } = await seat.ready();
  return { layoutId: seat.desk.store.state.review?.options.layoutId, remarks: remarks.map(({ id }) => id).filter((id) => id.startsWith('layout-')) };
}

async function open(archive: string): Promise<void> {
  await seat.intents.openArchive({ path: archive, at: { kind: 'image' } });
  // The image is proposed beside its archive.
  await seat.until(({ review }) => review?.plan.kind !== 'waiting' && review?.lanes[0]?.target.path.startsWith(dirname(archive)));
}

it('the size of an image stays when its archive is opened anew, one of its folders is chosen, or another archive comes', async () => {
  const bytes = 300 * MiB;
  const isSized = (archive: string) =>
    seat.until(
      ({ review }) => review?.plan.kind === 'ready' && review.lanes[0]?.target.path.startsWith(dirname(archive)) && review.options.imageBytes === bytes,
    );
  await open(boards.plain);
  await seat.intents.setOptions({ imageBytes: bytes });
  await isSized(boards.plain);
  await seat.intents.openArchive({ path: boards.plain, at: null });
  await isSized(boards.plain);
  await seat.intents.chooseInside({ folder: 'usr' });
  await seat.until(({ archive }) => archive.kind === 'ready' && archive.facts.inside?.folder === 'usr');
  await isSized(boards.plain);
  await seat.intents.openArchive({ path: boards.large, at: null });
  await isSized(boards.large);
  expect(seat.lane()?.target.size).toBe(bytes);
  // Of another target nobody has said how large it is to be.
  await seat.intents.chooseTarget({ kind: 'image' });
  await seat.until(({ review }) => review?.plan.kind === 'ready' && review.options.imageBytes === null);
});

describe('the layout that fits an archive', () => {
  it('is chosen with a reason, until the user chooses another, which stays', async () => {
    await open(boards.rockchip);
    expect(await shown()).toEqual({ layoutId: 'rockchip', remarks: ['layout-proposed'] });
    expect(seat.lane()?.planned?.lines).toContainEqual(expect.stringContaining('boot/u-boot-rockchip.bin'));
    await seat.intents.setOptions({ verify: 'quick' });
    expect(await shown()).toMatchObject({ layoutId: 'rockchip' });
    await seat.intents.setOptions({ layoutId: 'single' });
    expect(await shown()).toEqual({ layoutId: 'single', remarks: ['layout-fits'] });
    await seat.intents.chooseTarget({ kind: 'image' });
    expect(await shown()).toEqual({ layoutId: 'single', remarks: ['layout-fits'] });
  });

  it('may have FAT at /, of which there is one kind', async () => {
    await open(makeAlpine(folder));
    expect(await shown()).toEqual({ layoutId: 'rpi-alpine', remarks: ['layout-proposed'] });
    expect(await seat.ready()).toMatchObject({ remarks: [{ id: 'layout-proposed' }] });
    expect(seat.desk.store.state.review).toMatchObject({ isOnFat: true, options: { label: 'ALPINE' }, firstBoot: null });
    expect(seat.lane()?.planned?.after).toMatchObject([{ filesystem: 'vfat', label: 'ALPINE' }]);
    await seat.intents.setOptions({ layoutId: 'single' });
    expect(seat.desk.store.state.review?.isOnFat).toBe(false);
  });

  it('goes with its archive', async () => {
    await open(boards.rockchip);
    expect(await shown()).toMatchObject({ layoutId: 'rockchip' });
    await open(boards.plain);
    expect(await shown()).toEqual({ layoutId: 'single', remarks: [] });
    await seat.intents.setOptions({ layoutId: 'single' });
    await open(boards.rockchip);
    expect(await shown()).toMatchObject({ layoutId: 'rockchip' });
  });

  it('is the one that the user has chosen for another archive, if it can be laid', async () => {
    await open(boards.rockchip);
    await seat.intents.setOptions({ layoutId: 'rockchip' });
    await open(boards.plain);
    expect(await shown()).toMatchObject({ layoutId: 'single' });
    await seat.intents.setOptions({ layoutId: 'boot-root' });
    await open(boards.imx8);
    expect(await shown()).toMatchObject({ layoutId: 'boot-root' });
  });

  it('is none of several', async () => {
    await open(boards.imx8);
    expect(await shown()).toEqual({ layoutId: 'single', remarks: ['layout-fits'] });
  });

  it('is not chosen where it cannot be laid, and says why when the user does', async () => {
    await open(boards.large);
    expect(await shown()).toEqual({ layoutId: 'single', remarks: ['layout-fits'] });
    expect(await seat.planWith({ layoutId: 'imx6ul' })).toMatchObject({ kind: 'refused', problem: { code: 'loader-too-large' } });
  });

  it('gives way to what was chosen before there was an archive', async () => {
    await seat.intents.chooseTarget({ kind: 'image' });
    await seat.intents.setOptions({ layoutId: 'uefi-arm64' });
    await open(boards.rockchip);
    expect(seat.desk.store.state.review?.options.layoutId).toBe('uefi-arm64');
  });

  it('gives way to what lies beside the archive', async () => {
    const archive = makeBoard(folder, { 'boot/u-boot-rockchip.bin': 500_000 });
    writeFileSync(layoutBeside(archive), JSON.stringify({ ...findLayout('single'), id: 'captured' }));
    await open(archive);
    expect(await shown()).toEqual({ layoutId: 'captured', remarks: [] });
  });
});

describe('the layout of a file', () => {
  const root = { name: 'root', type: '83', filesystem: 'xfs', label: 'mine', mount: '/' };
  const mine = { id: 'single', title: 'A board of mine', source: 'a test', table: 'dos', partitions: [root] };
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const choose = async (path: string | null) => {
    seat.chosenFile = path;
    await seat.intents.chooseLayoutFile(undefined);
    return seat.desk.store.state.review;
  };

  it('is a choice by its own title, with its root, whatever it calls itself', async () => {
    await open(boards.plain);
    const review = await choose(file('mine.json', JSON.stringify(mine)));
    expect(review).toMatchObject({
      ownLayout: { title: 'A board of mine', problem: null },
      options: { layoutId: OWN, filesystem: 'xfs', label: 'mine' },
      plan: { kind: 'ready' },
    });
    expect(seat.lane()?.planned?.after).toMatchObject([{ filesystem: 'xfs', label: 'mine' }]);
    await seat.intents.setOptions({ layoutId: 'boot-root' });
    await seat.intents.setOptions({ layoutId: OWN });
    expect(seat.desk.store.state.review).toMatchObject({ options: { layoutId: OWN }, plan: { kind: 'ready' } });
  });

  it('stays over another that cannot be used, whose problem is told until something else is chosen', async () => {
    await open(boards.rockchip);
    const refused = await choose(file('bad.json', '{'));
    expect(refused).toMatchObject({
      ownLayout: { title: null, problem: { code: 'layout-unfit' } },
      options: { layoutId: 'rockchip' },
      plan: { kind: 'ready' },
    });
    await choose(file('good.json', JSON.stringify(mine)));
    expect(await choose(join(folder, 'no-such.json'))).toMatchObject({
      ownLayout: { title: 'A board of mine', problem: { code: 'layout-missing' } },
      options: { layoutId: OWN },
    });
    await seat.intents.setOptions({ verify: 'none' });
    expect(seat.desk.store.state.review?.ownLayout.problem).toBeNull();
  });

  it('changes nothing where nobody has chosen one', async () => {
    await open(boards.plain);
    const before = seat.desk.store.state.review;
    expect(await choose(null)).toBe(before);
  });
});
