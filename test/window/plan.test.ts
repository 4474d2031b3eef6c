import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TarstrapError } from '../../shared/errors.ts';
import { layoutBeside } from '../../shared/layoutBeside.ts';
import { makeBoard } from '../lab/board.ts';
import { type Seat, takeSeat } from '../lab/desk.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** Plans for drives as Review shows them, without the window. */

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
let seat: Seat;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/plan-');
  archive = makeRootfs(folder, { files: 50, bytes: 5_000_000 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => void (seat = takeSeat()));
afterEach(() => vi.waitFor(() => expect(leftovers()).toEqual([])));

describe('a plan', () => {
  let loop: Loop;
  beforeEach(() => void (loop = makeLoop(folder, 256 * MiB)));
  afterEach(() => loop.detach());

  it('waits for its archive, then is there, and follows the options', async () => {
    await seat.intents.chooseTarget({ kind: 'device', path: loop.device });
    expect(seat.desk.store.state.review?.plan).toEqual({ kind: 'waiting', unread: null });
    await seat.intents.openArchive({ path: archive, at: null });
    const plan = await seat.ready();
    expect(plan).toMatchObject({ confirmation: null, destructive: true });
    expect(seat.lane()?.target.size).toBe(256 * MiB);
    expect(seat.lane()?.planned?.lines).toContainEqual(expect.stringMatching(/^Amend \/etc\/fstab/));
    expect(await seat.planWith({ filesystem: 'btrfs', label: 'me' })).toMatchObject({ kind: 'ready' });
    expect(seat.lane()?.planned?.after).toMatchObject([{ filesystem: 'btrfs', label: 'me' }]);
    expect(await seat.planWith({ fstab: 'keep' })).toMatchObject({ kind: 'ready' });
    expect(seat.lane()?.planned?.lines).not.toContainEqual(expect.stringMatching(/etc\/fstab/));
    expect(await seat.planWith({ filesystem: 'xfs' })).toMatchObject({ kind: 'refused', problem: { code: 'target-too-small' } });
    expect(await seat.planWith({ layoutId: 'no-such' })).toMatchObject({ kind: 'refused', problem: { code: 'usage' } });
  });

  it('proposes the layout that a capture has left beside the archive, as long as that is there', async () => {
    const laidAs = (id: string) => seat.until(({ review }) => review?.plan.kind === 'ready' && review.options.layoutId === id);
    const uuid = '5f0c7a52-0b8e-4b59-9d4a-0c4a1f6f3c11';
    const [card, plain] = ['card', 'plain'].map((name) => makeRootfs(mkdtempSync(join(folder, name)), { files: 50, bytes: 5_000_000 })) as [string, string];
    const root = { name: 'root', type: '83', filesystem: 'ext4', label: 'a long label 16', mount: '/', startMiB: 65, uuid };
    const boot = { name: 'boot', type: '83', filesystem: 'ext4', label: 'boot', mount: '/boot', startMiB: 1, sizeMiB: 64 };
    writeFileSync(
      layoutBeside(card),
      JSON.stringify({ id: 'captured', title: 'As it was captured', source: 'a test', table: 'dos', partitions: [boot, root] }),
    );
    await seat.intents.openArchive({ path: card, at: { kind: 'device', path: loop.device } });
    await laidAs('captured');
    expect(seat.desk.store.state.review?.options).toMatchObject({ layoutId: 'captured', filesystem: 'ext4', label: 'a long label 16', sameUuids: false });
    expect(seat.lane()?.planned?.after).toMatchObject([{ label: 'boot' }, { label: 'a long label 16' }]);
    expect(seat.lane()?.planned?.lines).not.toContainEqual(expect.stringMatching(/same UUIDs/));
    expect(await seat.planWith({ sameUuids: true })).toMatchObject({ kind: 'ready', commands: expect.arrayContaining([expect.stringContaining(uuid)]) });
    const twin = makeLoop(folder, 64 * MiB);
    try {
      sh('mkfs.ext4', '-q', '-U', uuid, twin.device);
      expect(await seat.planWith({ sameUuids: true })).toMatchObject({ kind: 'refused', problem: { code: 'target-twin', facts: { twin: twin.device } } });
    } finally {
      twin.detach();
    }
    expect(await seat.planWith({ layoutId: 'single' })).toMatchObject({ kind: 'ready' });
    expect(seat.lane()?.planned?.lines).not.toContainEqual(expect.stringMatching(/same UUIDs/));
    await seat.intents.openArchive({ path: plain, at: null });
    await seat.until(({ review }) => review?.plan.kind === 'ready' && review.options.label === 'rootfs');
    expect(seat.desk.store.state.review?.options).toMatchObject({ layoutId: 'single', sameUuids: false });
    writeFileSync(layoutBeside(plain), 'x');
    await seat.intents.openArchive({ path: plain, at: null });
    expect((await seat.refused()).code).toBe('layout-unfit');
    expect(await seat.planWith({ layoutId: 'single' })).toMatchObject({ kind: 'ready' });
  });

  it('is written with the layout that was chosen for the user, and with what he has said for the first boot', async () => {
    const board = makeBoard(folder, { 'boot/u-boot-rockchip.bin': 500_000 });
    await seat.intents.openArchive({ path: board, at: { kind: 'device', path: loop.device } });
    await seat.until(({ review }) => review?.plan.kind === 'ready' && review.options.layoutId === 'rockchip');
    await seat.intents.setFirstBoot({ hostname: 'pi', user: { name: 'me', password: 'correct horse battery' } });
    const { id } = await seat.ready();
    await seat.intents.startJob({ planId: id, confirmation: '' });
    expect(await seat.outcome()).toMatchObject({ kind: 'finished', summary: { verified: 'full' } });
    await seat.intents.copy('report');
    for (const told of [seat.clipboard, JSON.stringify(seat.desk.store.state)]) expect(told).not.toMatch(/\$6\$|correct horse/);
    sh('blockdev', '--flushbufs', loop.device);
    expect(JSON.parse(sh('sfdisk', '--json', loop.device))).toMatchObject({ partitiontable: { label: 'gpt', partitions: [{ start: 32_768 }] } });
    expect(sh('debugfs', '-R', 'cat /etc/hostname', `${loop.device}?offset=${16 * MiB}`)).toBe('pi\n');
  });

  it('keeps its number as long as nothing in it changes, and cannot be started once it is old', async () => {
    await seat.intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device } });
    const first = await seat.ready();
    await seat.desk.review.refresh();
    expect(seat.desk.store.state.review?.plan).toMatchObject({ kind: 'ready', id: first.id });
    await seat.intents.setOptions({ verify: 'none' });
    expect(() => seat.intents.startJob({ planId: first.id, confirmation: '' })).toThrow(TarstrapError);
    expect(seat.desk.store.state.job).toBeNull();
  });

  it('is refused for another medium under the same name', async () => {
    await seat.intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device, diskseq: '1' } });
    expect((await seat.refused()).code).toBe('target-changed');
  });

  it('is refused by the engine when the drive was swapped after it was shown, and nothing is written', async () => {
    await seat.intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device } });
    const { id } = await seat.ready();
    const other = join(folder, 'other.img');
    const precious = Buffer.alloc(256 * MiB, 'precious');
    writeFileSync(other, precious);
    sh('losetup', '--detach', loop.device);
    sh('losetup', loop.device, other);
    await seat.intents.startJob({ planId: id, confirmation: '' });
    expect(await seat.outcome()).toMatchObject({ kind: 'failed', drive: 'untouched', failure: { code: 'target-changed' } });
    sh('losetup', '--detach', loop.device);
    expect(readFileSync(other).equals(precious)).toBe(true);
    rmSync(other);
  });

  it('is refused for what is gone', async () => {
    await seat.intents.openArchive({ path: archive, at: { kind: 'device', path: '/dev/no-such-drive' } });
    expect((await seat.refused()).code).toBe('target-missing');
  });

  it('is copied as commands', async () => {
    await seat.intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device } });
    await seat.ready();
    await seat.intents.copy('commands');
    expect(seat.clipboard).toContain(`sfdisk --no-tell-kernel --no-reread ${loop.device}`);
  });
});

describe('options', () => {
  let loop: Loop;
  beforeEach(() => {
    loop = makeLoop(folder, 256 * MiB);
    sh('sh', '-c', `echo ',,83' | sfdisk -q --no-reread --no-tell-kernel ${loop.device}`);
    sh('partx', '-u', loop.device);
  });
  afterEach(() => loop.detach());

  it('are shown as they are done, whatever was chosen for another kind of target', async () => {
    await seat.intents.setOptions({ layoutId: 'none', mode: 'staged' });
    await seat.intents.openArchive({ path: archive, at: { kind: 'device', path: loop.device } });
    await seat.ready();
    expect(seat.desk.store.state.review?.options).toMatchObject({ layoutId: 'single', mode: 'staged' });
    await seat.intents.setOptions({ layoutId: 'boot-root' });
    await seat.intents.chooseTarget({ kind: 'device', path: `${loop.device}p1` });
    expect(seat.desk.store.state.review).toMatchObject({ options: { layoutId: 'single' }, plan: { kind: 'ready' } });
    seat.chosenFile = folder;
    await seat.intents.chooseTarget({ kind: 'folder' });
    expect(seat.desk.store.state.review).toMatchObject({ options: { mode: null }, plan: { kind: 'ready' } });
  });
});
