import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AppState } from '../../../../shared/view.ts';
import { makeBoard } from '../../../lab/board.ts';
import { takeSeat } from '../../../lab/desk.ts';
import { imageWorkshop, type ImageWorkshop, MiB } from '../../image/workshop.ts';

/** What the desk makes of files, without a window and without a drive. */

let work: ImageWorkshop;

beforeAll(() => {
  work = imageWorkshop();
  work.disk('card.img', 16 * MiB, ['label: gpt', 'start=2048, size=8192, type=uefi, name=boot', 'start=10240, type=linux']);
  work.filesystem('card.img', 5 * MiB, 8 * MiB, ['mkfs.ext4', '-q', '-L', 'root']);
  writeFileSync(work.path('card.img.gz'), gzipSync(readFileSync(work.path('card.img'))));
});

const imageOf = ({ archive }: AppState) => (archive.kind === 'image' ? archive : undefined);

describe('a disk image', () => {
  it.each([
    ['card.img', { imageBytes: 16 * MiB, partitions: [{ name: 'boot' }, { filesystem: 'ext4', label: 'root' }] }],
    ['card.img.gz', { imageBytes: null, partitions: [{ name: 'boot' }, { unread: true }] }],
  ])('%s is told by what is in it, and nothing is read behind it', async (name, facts) => {
    const seat = takeSeat();
    await seat.intents.openArchive({ path: work.path(name), at: null });
    expect(await seat.until(imageOf)).toMatchObject({
      path: work.path(name),
      facts: { form: 'disk', table: 'gpt', ...facts },
    });
    await seat.intents.chooseInside({ folder: 'etc' });
    await seat.desk.archive.idle();
    expect(imageOf(seat.desk.store.state)).toBeDefined();
    await seat.intents.closeArchive(undefined);
    expect(seat.desk.store.state.archive).toEqual({ kind: 'none' });
  });

  it('is refused where no drive is chosen, with what to do', async () => {
    const seat = takeSeat();
    await seat.intents.openArchive({ path: work.path('card.img'), at: { kind: 'image' } });
    await seat.until(imageOf);
    expect(await seat.refused()).toMatchObject({ code: 'image-needs-drive' });
  });

  it('whose table is damaged is refused', async () => {
    work.blank('damaged.img', 4 * MiB);
    work.patch('damaged.img', 512, 'EFI PART');
    const seat = takeSeat();
    await seat.intents.openArchive({ path: work.path('damaged.img'), at: null });
    const refused = await seat.until(({ archive }) => (archive.kind === 'refused' ? archive : undefined));
    expect(refused.problem.code).toBe('image-table-damaged');
  });
});

it('a plan goes with its archive at once, not only when the target has been looked at again', async () => {
  const seat = takeSeat();
  await seat.intents.openArchive({ path: makeBoard(work.path(''), {}), at: { kind: 'image' } });
  await seat.ready();
  const stale: AppState[] = [];
  // Behind all that is said in one breath.
  seat.desk.store.watch(() => queueMicrotask(() => isStale(seat.desk.store.state) && stale.push(seat.desk.store.state)));
  work.blank('nothing.tar', 4096);
  await seat.intents.openArchive({ path: work.path('nothing.tar'), at: null });
  await seat.until(({ archive }) => archive.kind === 'refused');
  expect(stale).toEqual([]);
});

const isStale = ({ archive, review }: AppState): boolean => archive.kind !== 'ready' && review?.plan.kind === 'ready';
