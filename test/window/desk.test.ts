import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Seat, takeSeat } from '../lab/desk.ts';
import { engines, leftovers } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** What the window can ask for, without the window: archives, images, folders, and jobs. */

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
let seat: Seat;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/desk-');
  archive = makeRootfs(folder, { files: 50, bytes: 5_000_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => void (seat = takeSeat()));
afterEach(() => vi.waitFor(() => expect(leftovers()).toEqual([])));

describe('an archive', () => {
  it('is inspected with its progress, and put away', async () => {
    await seat.intents.openArchive({ path: archive, at: null });
    const facts = await seat.until(({ archive: view }) => (view.kind === 'ready' ? view.facts : undefined));
    expect(facts.entries.files).toBe(52);
    await seat.intents.closeArchive(undefined);
    expect(seat.desk.store.state.archive).toEqual({ kind: 'none' });
  });

  it('that is none is refused in place', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'no tarball at all');
    await seat.intents.openArchive({ path, at: { kind: 'image' } });
    const view = await seat.until(({ archive: found }) => (found.kind === 'refused' ? found : undefined));
    expect(view).toMatchObject({ path, at: { kind: 'image' }, problem: { code: 'archive-not-tar' } });
    await seat.until(({ review }) => review === null);
  });

  it('gives way to the next one, whose inspection is the only one that counts', async () => {
    await seat.intents.openArchive({ path: archive, at: null });
    await seat.intents.openArchive({ path: join(folder, 'missing.tar'), at: null });
    await seat.until(({ archive: found }) => found.kind === 'refused');
    await new Promise((resolve) => setImmediate(resolve));
    expect(seat.desk.store.state.archive).toMatchObject({ kind: 'refused', problem: { code: 'archive-missing' } });
  });

  it('that was chosen in no dialog changes nothing', async () => {
    await seat.intents.chooseArchive(undefined);
    expect(seat.desk.store.state.archive).toEqual({ kind: 'none' });
  });
});

describe('an image', () => {
  it('gets a free name beside its archive, follows it, and is made', async () => {
    await seat.intents.openArchive({ path: archive, at: { kind: 'image' } });
    const plan = await seat.ready();
    expect(seat.lane()?.target.path).toBe(archive.replace(/\.tar$/, '.img'));
    expect(plan).toMatchObject({ destructive: false, confirmation: null });
    await seat.intents.startJob({ planId: plan.id, confirmation: '' });
    expect(() => seat.intents.setOptions({})).not.toThrow();
    await expect(async () => seat.intents.openArchive({ path: archive, at: null })).rejects.toMatchObject({ code: 'job-running' });
    expect(await seat.outcome()).toMatchObject({ kind: 'finished', summary: { verified: 'full' } });
    await seat.intents.copy('report');
    expect(seat.clipboard).toContain('Done: ');
    expect(seat.clipboard).toContain('Tarstrap 1.2.3');
    expect((await seat.intents.readLog({ from: 0 })).lines.join('\n')).toContain('verifying');
    await seat.intents.leaveJob({ keepArchive: true });
    expect(seat.desk.store.state).toMatchObject({ job: null, review: null, archive: { kind: 'ready' } });
    await seat.intents.chooseTarget({ kind: 'image' });
    expect(seat.lane()?.target.path).toMatch(/-2\.img$/);
    rmSync(archive.replace(/\.tar$/, '.img'));
  });

  it('goes where the user wants, and says so when something is there', async () => {
    seat.chosenFile = join(folder, 'mine.img');
    writeFileSync(seat.chosenFile, 'old');
    await seat.intents.openArchive({ path: archive, at: { kind: 'image' } });
    await seat.intents.chooseImageFile(undefined);
    expect(await seat.ready()).toMatchObject({ destructive: true });
    expect(seat.lane()?.target.path).toBe(seat.chosenFile);
    expect(await seat.planWith({ imageBytes: 64 * MiB })).toMatchObject({ kind: 'ready' });
    expect(seat.lane()?.target.size).toBe(64 * MiB);
  });
});

describe('a result', () => {
  it('stays until something new begins, and its target does not come back by itself', async () => {
    await seat.intents.openArchive({ path: archive, at: { kind: 'image' } });
    await seat.intents.startJob({ planId: (await seat.ready()).id, confirmation: '' });
    await seat.outcome();
    await seat.intents.chooseArchive(undefined);
    expect(seat.desk.store.state.job?.outcome).toMatchObject({ kind: 'finished' });
    await seat.intents.openArchive({ path: archive, at: null });
    expect(seat.desk.store.state).toMatchObject({ job: null, review: null });
    rmSync(archive.replace(/\.tar$/, '.img'));
  });
});

describe('a folder', () => {
  it('that is gone does not become the name of an image', async () => {
    seat.chosenFile = join(folder, 'stick');
    mkdirSync(seat.chosenFile);
    await seat.intents.openArchive({ path: archive, at: { kind: 'folder' } });
    await seat.ready();
    rmSync(seat.chosenFile, { recursive: true });
    await seat.desk.review.refresh();
    expect(seat.desk.store.state.review?.plan).toMatchObject({ kind: 'refused', problem: { code: 'target-missing' } });
  });

  it('is filled, and nothing in it is formatted', async () => {
    seat.chosenFile = join(folder, 'tree');
    mkdirSync(seat.chosenFile);
    await seat.intents.openArchive({ path: archive, at: { kind: 'folder' } });
    const plan = await seat.ready();
    expect(plan).toMatchObject({ destructive: false });
    expect(seat.lane()?.planned?.after).toEqual([]);
    await seat.intents.startJob({ planId: plan.id, confirmation: '' });
    expect(await seat.outcome()).toMatchObject({ kind: 'finished' });
    expect(readdirSync(seat.chosenFile)).toContain('etc');
  });

  it('that is not chosen after all leaves everything as it was', async () => {
    await seat.intents.chooseTarget({ kind: 'folder' });
    expect(seat.desk.store.state.review).toBeNull();
  });
});

describe('a job', () => {
  it('that is cancelled before its engine runs has written nothing', async () => {
    await seat.intents.openArchive({ path: archive, at: { kind: 'image' } });
    const { id } = await seat.ready();
    await seat.intents.startJob({ planId: id, confirmation: '' });
    await seat.intents.cancelJob(undefined);
    await seat.intents.cancelJob(undefined);
    expect(await seat.outcome()).toMatchObject({ kind: 'cancelled' });
    await vi.waitFor(() => expect(engines()).toEqual([]));
    expect(readdirSync(folder).filter((name) => name.endsWith('.img'))).toEqual(['mine.img']);
  });

  it('whose engine cannot be started fails with a sentence, and the next can be started', async () => {
    seat = takeSeat('/no/such/engine.js');
    await seat.intents.openArchive({ path: archive, at: { kind: 'image' } });
    await seat.intents.startJob({ planId: (await seat.ready()).id, confirmation: '' });
    expect(await seat.outcome()).toMatchObject({ kind: 'failed', drive: 'untouched', failure: { code: 'engine-cannot-start' } });
    expect(seat.desk.job.isRunning()).toBe(false);
  });
});
