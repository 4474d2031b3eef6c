import { copyFileSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AppState, TargetRef } from '../../../../shared/view.ts';
import { makeBoard } from '../../../lab/board.ts';
import { takeSeat } from '../../../lab/desk.ts';
import { file, folder, tarOfMembers } from '../../../lab/members.ts';
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

describe('a file that is replaced while it is open', () => {
  const fileOf = ({ archive }: AppState) => (archive.kind === 'ready' || archive.kind === 'image' ? archive.facts.file : undefined);
  let builds = 0;

  /** As a build does it: another file, under the same name. */
  function build(name: string, hostname: string): string {
    const path = work.path(name);
    writeFileSync(`${path}.new`, tarOfMembers([folder('./'), folder('./sub/'), file('./sub/hostname', hostname)]));
    renameSync(`${path}.new`, path);
    return path;
  }

  async function openBuild(at: TargetRef | null) {
    const seat = takeSeat();
    const name = `build-${++builds}.tar`;
    await seat.intents.openArchive({ path: build(name, 'first'), at });
    await seat.until(fileOf);
    const again = (): Promise<unknown> => seat.until((state) => fileOf(state)?.ino === `${statSync(work.path(name)).ino}`);
    return { seat, path: work.path(name), rebuild: () => build(name, 'second'), again };
  }

  it('is read again instead of written, and the plan that was made of it goes', async () => {
    const { seat, path, rebuild, again } = await openBuild({ kind: 'image' });
    const { id } = await seat.ready();
    rebuild();
    await expect(async () => seat.intents.startJob({ planId: id, confirmation: '' })).rejects.toMatchObject({ code: 'plan-changed', facts: { path } });
    expect(seat.desk.store.state.job).toBeNull();
    await again();
    const next = await seat.until(({ review }) => review?.plan.kind === 'ready' && review.plan.id !== id && review.plan);
    const { request } = seat.desk.review.accept({ planId: next.id, confirmation: '' });
    expect(request).toMatchObject({ lanes: [{ inputs: { archive: { file: { ino: `${statSync(path).ino}` } } } }] });
  });

  it('is read again where it is kept for the next drive', async () => {
    const { seat, rebuild, again } = await openBuild(null);
    rebuild();
    await seat.intents.leaveJob({ keepArchive: true });
    await again();
  });

  it('is read again when a target is chosen, and only then', async () => {
    const { seat, rebuild, again } = await openBuild(null);
    const before = seat.desk.store.state.archive;
    await seat.intents.chooseTarget({ kind: 'image' });
    expect(seat.desk.store.state.archive).toBe(before);
    rebuild();
    await seat.intents.chooseTarget({ kind: 'image' });
    await again();
  });

  it('keeps the folder in it that was chosen', async () => {
    const { seat, rebuild, again } = await openBuild(null);
    await seat.intents.chooseInside({ folder: 'sub' });
    const isInSub = ({ archive }: AppState) => archive.kind === 'ready' && archive.facts.inside?.folder === 'sub';
    await seat.until(isInSub);
    rebuild();
    await seat.intents.leaveJob({ keepArchive: true });
    await again();
    expect(isInSub(seat.desk.store.state)).toBe(true);
  });

  it('and is missing now is said to be', async () => {
    const { seat, path } = await openBuild({ kind: 'image' });
    const { id } = await seat.ready();
    rmSync(path);
    await expect(async () => seat.intents.startJob({ planId: id, confirmation: '' })).rejects.toMatchObject({ code: 'plan-changed' });
    await seat.until(({ archive }) => archive.kind === 'refused' && archive.problem.code === 'archive-missing');
  });

  it('may be another one behind the link by which it was opened', async () => {
    const seat = takeSeat();
    const link = work.path('latest.tar');
    symlinkSync(build('monday.tar', 'monday'), link);
    await seat.intents.openArchive({ path: link, at: null });
    await seat.until((state) => fileOf(state)?.path === work.path('monday.tar'));
    rmSync(link);
    symlinkSync(build('tuesday.tar', 'tuesday'), link);
    await seat.intents.chooseTarget({ kind: 'image' });
    await seat.until((state) => fileOf(state)?.path === work.path('tuesday.tar'));
  });

  it('may be a disk image', async () => {
    const seat = takeSeat();
    const path = work.path('again.img');
    copyFileSync(work.path('card.img'), path);
    await seat.intents.openArchive({ path, at: null });
    await seat.until(imageOf);
    work.patch('again.img', 12 * MiB, 'x');
    await seat.intents.leaveJob({ keepArchive: true });
    await seat.until((state) => fileOf(state)?.mtimeNs === `${statSync(path, { bigint: true }).mtimeNs}`);
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
