import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Desk, openDesk } from '../../electron/app/state/desk.ts';
import { type Intents, intentsOf } from '../../electron/app/state/intents.ts';
import { TarstrapError } from '../../shared/errors.ts';
import type { AppState } from '../../shared/view.ts';
import { engines, leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** The app without its window: real inspection, real plans, a real engine. */

const MiB = 1024 ** 2;
const ENGINE = new URL('../../out/engine.js', import.meta.url).pathname;
let folder: string;
let archive: string;
let desk: Desk;
let intents: Intents;
let clipboard: string;
let sent: Partial<AppState>[];
let chosenFile: string | null;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/desk-');
  archive = makeRootfs(folder, { files: 50, bytes: 5_000_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  sent = [];
  clipboard = '';
  chosenFile = null;
  const ask = (): Promise<string | null> => Promise.resolve(chosenFile);
  desk = openDesk({
    version: '1.2.3',
    engine: { origin: { kind: 'sources', interpreter: [process.execPath], engine: ENGINE }, byHand: 'sudo tarstrap' },
    askForArchive: ask,
    askForImageFile: ask,
    askForFolder: ask,
    putOnClipboard: (text) => {
      clipboard = text;
      return Promise.resolve();
    },
    show: (slices) => sent.push(slices),
  });
  intents = intentsOf(desk);
});

afterEach(() => vi.waitFor(() => expect(leftovers()).toEqual([])));

/** Settles when the state is as wanted; every change is looked at. */
function until<T>(pick: (state: AppState) => T | undefined | false): Promise<T> {
  return new Promise((resolve) => {
    const look = (state: AppState): void => {
      const found = pick(state);
      if (found !== undefined && found !== false) resolve(found);
    };
    desk.store.watch(look);
    look(desk.store.state);
  });
}

const ready = (): Promise<Extract<NonNullable<AppState['review']>['plan'], { kind: 'ready' }>> =>
  until(({ review }) => (review?.plan.kind === 'ready' ? review.plan : undefined));
const refused = () => until(({ review }) => (review?.plan.kind === 'refused' ? review.plan.problem : undefined));
const outcome = () => until(({ job }) => job?.outcome ?? undefined);
const planWith = async (patch: Parameters<Intents['setOptions']>[0]) => {
  await intents.setOptions(patch);
  return desk.store.state.review?.plan;
};

describe('an archive', () => {
  it('is inspected with its progress, and put away', async () => {
    await intents.openArchive({ path: archive, at: null });
    const facts = await until(({ archive: view }) => (view.kind === 'ready' ? view.facts : undefined));
    expect(facts.entries.files).toBe(52);
    await intents.closeArchive(undefined);
    expect(desk.store.state.archive).toEqual({ kind: 'none' });
  });

  it('that is none is refused in place', async () => {
    const path = join(folder, 'notes.txt');
    writeFileSync(path, 'no tarball at all');
    await intents.openArchive({ path, at: { kind: 'image' } });
    const view = await until(({ archive: found }) => (found.kind === 'refused' ? found : undefined));
    expect(view).toMatchObject({ path, at: { kind: 'image' }, problem: { code: 'archive-not-tar' } });
    await until(({ review }) => review === null);
  });

  it('gives way to the next one, whose inspection is the only one that counts', async () => {
    await intents.openArchive({ path: archive, at: null });
    await intents.openArchive({ path: join(folder, 'missing.tar'), at: null });
    await until(({ archive: found }) => found.kind === 'refused');
    await new Promise((resolve) => setImmediate(resolve));
    expect(desk.store.state.archive).toMatchObject({ kind: 'refused', problem: { code: 'archive-missing' } });
  });

  it('that was chosen in no dialog changes nothing', async () => {
    await intents.chooseArchive(undefined);
    expect(desk.store.state.archive).toEqual({ kind: 'none' });
  });
});

describe('a plan', () => {
  let loop: Loop;
  beforeEach(() => void (loop = makeLoop(folder, 256 * MiB)));
  afterEach(() => loop.detach());

  it('waits for its archive, then is there, and follows the options', async () => {
    await intents.chooseTarget({ kind: 'device', path: loop.device });
    expect(desk.store.state.review?.plan).toEqual({ kind: 'waiting', unread: null });
    await intents.openArchive({ path: archive, at: null });
    const plan = await ready();
    expect(plan).toMatchObject({ confirmation: null, destructive: true, size: 256 * MiB });
    expect(await planWith({ filesystem: 'btrfs', label: 'me' })).toMatchObject({ kind: 'ready', after: [{ filesystem: 'btrfs', label: 'me' }] });
    expect(plan.lines).toContainEqual(expect.stringMatching(/^Amend \/etc\/fstab/));
    expect(await planWith({ fstab: 'keep' })).toMatchObject({ kind: 'ready', lines: expect.not.arrayContaining([expect.stringMatching(/etc\/fstab/)]) });
    expect(await planWith({ filesystem: 'xfs' })).toMatchObject({ kind: 'refused', problem: { code: 'target-too-small' } });
    expect(await planWith({ layoutId: 'no-such' })).toMatchObject({ kind: 'refused', problem: { code: 'usage' } });
  });

  it('keeps its number as long as nothing in it changes, and cannot be started once it is old', async () => {
    await intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device } });
    const first = await ready();
    await desk.review.refresh();
    expect(desk.store.state.review?.plan).toMatchObject({ kind: 'ready', id: first.id });
    await intents.setOptions({ verify: 'none' });
    expect(() => intents.startJob({ planId: first.id, confirmation: '' })).toThrow(TarstrapError);
    expect(desk.store.state.job).toBeNull();
  });

  it('is refused for another medium under the same name', async () => {
    await intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device, diskseq: '1' } });
    expect((await refused()).code).toBe('target-changed');
  });

  it('is refused by the engine when the drive was swapped after it was shown, and nothing is written', async () => {
    await intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device } });
    const { id } = await ready();
    const other = join(folder, 'other.img');
    const precious = Buffer.alloc(256 * MiB, 'precious');
    writeFileSync(other, precious);
    sh('losetup', '--detach', loop.device);
    sh('losetup', loop.device, other);
    await intents.startJob({ planId: id, confirmation: '' });
    expect(await outcome()).toMatchObject({ kind: 'failed', drive: 'untouched', failure: { code: 'target-changed' } });
    sh('losetup', '--detach', loop.device);
    expect(readFileSync(other).equals(precious)).toBe(true);
    rmSync(other);
  });

  it('is refused for what is gone', async () => {
    await intents.openArchive({ path: archive, at: { kind: 'device', path: '/dev/no-such-drive' } });
    expect((await refused()).code).toBe('target-missing');
  });

  it('is copied as commands', async () => {
    await intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device } });
    await ready();
    await intents.copy('commands');
    expect(clipboard).toContain(`sfdisk --no-tell-kernel --no-reread ${loop.device}`);
  });
});

describe('an image', () => {
  it('gets a free name beside its archive, follows it, and is made', async () => {
    await intents.openArchive({ path: archive, at: { kind: 'image' } });
    const plan = await ready();
    const { target } = desk.store.state.review ?? {};
    expect(target?.path).toBe(archive.replace(/\.tar$/, '.img'));
    expect(plan).toMatchObject({ destructive: false, confirmation: null });
    await intents.startJob({ planId: plan.id, confirmation: '' });
    expect(() => intents.setOptions({})).not.toThrow();
    await expect(async () => intents.openArchive({ path: archive, at: null })).rejects.toMatchObject({ code: 'job-running' });
    expect(await outcome()).toMatchObject({ kind: 'finished', summary: { verified: 'full' } });
    await intents.copy('report');
    expect(clipboard).toContain('Done: ');
    expect(clipboard).toContain('Tarstrap 1.2.3');
    expect((await intents.readLog({ from: 0 })).lines.join('\n')).toContain('verifying');
    await intents.leaveJob({ keepArchive: true });
    expect(desk.store.state).toMatchObject({ job: null, review: null, archive: { kind: 'ready' } });
    await intents.chooseTarget({ kind: 'image' });
    expect(desk.store.state.review?.target.path).toMatch(/-2\.img$/);
    rmSync(archive.replace(/\.tar$/, '.img'));
  });

  it('goes where the user wants, and says so when something is there', async () => {
    chosenFile = join(folder, 'mine.img');
    writeFileSync(chosenFile, 'old');
    await intents.openArchive({ path: archive, at: { kind: 'image' } });
    await intents.chooseImageFile(undefined);
    expect(await ready()).toMatchObject({ destructive: true });
    expect(desk.store.state.review?.target.path).toBe(chosenFile);
    expect(await planWith({ imageBytes: 64 * MiB })).toMatchObject({ kind: 'ready', size: 64 * MiB });
  });
});

describe('a result', () => {
  it('stays until something new begins, and its target does not come back by itself', async () => {
    await intents.openArchive({ path: archive, at: { kind: 'image' } });
    await intents.startJob({ planId: (await ready()).id, confirmation: '' });
    await outcome();
    await intents.chooseArchive(undefined);
    expect(desk.store.state.job?.outcome).toMatchObject({ kind: 'finished' });
    await intents.openArchive({ path: archive, at: null });
    expect(desk.store.state).toMatchObject({ job: null, review: null });
    rmSync(archive.replace(/\.tar$/, '.img'));
  });
});

describe('options', () => {
  let loop: Loop;
  beforeEach(() => {
    loop = makeLoop(folder, 256 * MiB);
    sh('sh', '-c', `echo ',,83' | sfdisk -q --no-reread --no-tell-kernel ${loop.device}`);
    sh('partx', '-u', loop.device);
  });
  afterEach(() => {
    sh('partx', '-d', loop.device);
    loop.detach();
  });

  it('are shown as they are done, whatever was chosen for another kind of target', async () => {
    await intents.setOptions({ layoutId: 'none', mode: 'staged' });
    await intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device } });
    await ready();
    expect(desk.store.state.review?.options).toMatchObject({ layoutId: 'single', mode: 'staged' });
    await intents.setOptions({ layoutId: 'boot-root' });
    await intents.chooseTarget({ kind: 'device', path: `${loop.device}p1` });
    expect(desk.store.state.review).toMatchObject({ options: { layoutId: 'single' }, plan: { kind: 'ready' } });
    chosenFile = folder;
    await intents.chooseTarget({ kind: 'folder' });
    expect(desk.store.state.review).toMatchObject({ options: { mode: null }, plan: { kind: 'ready' } });
  });
});

describe('a folder', () => {
  it('that is gone does not become the name of an image', async () => {
    chosenFile = join(folder, 'stick');
    mkdirSync(chosenFile);
    await intents.openArchive({ path: archive, at: { kind: 'folder' } });
    await ready();
    rmSync(chosenFile, { recursive: true });
    await desk.review.refresh();
    expect(desk.store.state.review?.plan).toMatchObject({ kind: 'refused', problem: { code: 'target-missing' } });
  });

  it('is filled, and nothing in it is formatted', async () => {
    chosenFile = join(folder, 'tree');
    mkdirSync(chosenFile);
    await intents.openArchive({ path: archive, at: { kind: 'folder' } });
    const plan = await ready();
    expect(plan).toMatchObject({ destructive: false, after: [] });
    await intents.startJob({ planId: plan.id, confirmation: '' });
    expect(await outcome()).toMatchObject({ kind: 'finished' });
    expect(readdirSync(chosenFile)).toContain('etc');
  });

  it('that is not chosen after all leaves everything as it was', async () => {
    await intents.chooseTarget({ kind: 'folder' });
    expect(desk.store.state.review).toBeNull();
  });
});

describe('a job', () => {
  it('that is cancelled before its engine runs has written nothing', async () => {
    await intents.openArchive({ path: archive, at: { kind: 'image' } });
    const { id } = await ready();
    await intents.startJob({ planId: id, confirmation: '' });
    await intents.cancelJob(undefined);
    await intents.cancelJob(undefined);
    expect(await outcome()).toMatchObject({ kind: 'cancelled' });
    await vi.waitFor(() => expect(engines()).toEqual([]));
    expect(readdirSync(folder).filter((name) => name.endsWith('.img'))).toEqual(['mine.img']);
  });

  it('whose engine cannot be started fails with a sentence, and the next can be started', async () => {
    const broken = openDesk({
      ...desk.surroundings,
      engine: { origin: { kind: 'sources', interpreter: [process.execPath], engine: '/no/such/engine.js' }, byHand: 'sudo tarstrap' },
    });
    const own = intentsOf(broken);
    desk = broken;
    await own.openArchive({ path: archive, at: { kind: 'image' } });
    await own.startJob({ planId: (await ready()).id, confirmation: '' });
    expect(await outcome()).toMatchObject({ kind: 'failed', drive: 'untouched', failure: { code: 'engine-cannot-start' } });
    expect(broken.job.isRunning()).toBe(false);
  });
});
