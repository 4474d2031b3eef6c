import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlanView, Segment } from '../../shared/view.ts';
import { forgetPartitions, leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeCrowdedImage, makeDiskImage } from '../lab/diskImage.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { type App, beginAnew, drop, openApp, PLATFORM, pressStart, stateOf, untilState } from '../lab/window.ts';

/** Disk images by the same gestures as tarballs. */

const MiB = 1024 ** 2;
let folder: string;
let image: string;
let loop: Loop;
let window: App;

beforeAll(async () => {
  folder = mkdtempSync('/var/tmp/window-image-');
  image = makeDiskImage(folder);
  loop = makeLoop(folder, 256 * MiB);
  window = await openApp();
});
afterAll(async () => {
  await window.close();
  loop.detach();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => beginAnew(window.page));
afterEach(async () => {
  await vi.waitFor(() => expect(leftovers()).toEqual([]));
  expect(window.complaints).toEqual([]);
});

const place = (key: string) => window.page.locator(`[data-place="${key}"]`).first();
const drive = () => place(`device:${loop.device}`);
const pane = () => window.page.getByRole('region', { name: 'Image', exact: true });

async function planned(): Promise<{
  readonly plan: PlanView;
  readonly size: number | null;
  readonly after: readonly Segment[];
  readonly lines: readonly string[];
}> {
  const { review } = await untilState(window.page, (state) => state.review?.plan.kind === 'ready');
  const [lane] = review?.lanes ?? [];
  if (!review || !lane?.planned) throw new Error('there is no plan');
  return { plan: review.plan, size: lane.target.size, ...lane.planned };
}

/** What the drive holds where the image is, read from its backing file. */
function beginningOfDrive(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  const fd = openSync(loop.file, 'r');
  readSync(fd, content, 0, bytes, 0);
  closeSync(fd);
  return content;
}

describe(`a disk image, on ${PLATFORM}`, () => {
  it('is told on its card, planned, written to the drive it was dropped on, and is there', { timeout: 120_000 }, async () => {
    const { page } = window;
    await drop(page, drive(), image);
    const { plan, after } = await planned();
    await pane().getByText('GPT, 2 partitions').waitFor();
    await pane().getByText('EFI system, vfat').waitFor();
    await pane().getByText('Linux filesystem, ext4').waitFor();
    await pane().getByText('not compressed').waitFor();
    await page.getByRole('heading', { name: /^Write to / }).waitFor();
    expect(plan).toMatchObject({ destructive: true, confirmation: null });
    expect(after).toMatchObject([{ label: 'BOOT' }, { label: 'system' }, { kind: 'free' }]);
    await page.getByText('Replace everything on it with the image: a GPT partition table and 2 partitions').waitFor();
    await page.getByRole('img', { name: /^After: BOOT vfat .*, system ext4 .*, free / }).waitFor();
    expect(await page.getByLabel('Layout').count()).toBe(0);
    expect(await page.getByText('More options').count()).toBe(0);
    await pressStart(page, /^Erase .*268 MB.* and write$/);
    const { job } = await untilState(page, (state) => state.job?.stage === 'ended');
    expect(job).toMatchObject({ archive: { kind: 'image', path: image }, outcome: { kind: 'finished', summary: { entries: null, verified: 'full' } } });
    await page
      .getByText(/safe to unplug/)
      .first()
      .waitFor();
    expect(await page.getByText('Members').count()).toBe(0);
    await page.getByRole('button', { name: 'New image' }).waitFor();
    expect(beginningOfDrive(96 * MiB).equals(readFileSync(image))).toBe(true);
  });

  it('grows to the whole drive where that is chosen', { timeout: 120_000 }, async () => {
    const { page } = window;
    await drop(page, drive(), image);
    await planned();
    await page.getByLabel('Size', { exact: true }).selectOption({ label: 'Grow the last partition to the whole drive' });
    await page.getByText(/^Grow partition 2 and its ext4 to /).waitFor();
    const { after } = await planned();
    expect(after).toHaveLength(2);
    expect(after[1]?.size).toBeGreaterThan(200 * MiB);
    await pressStart(page, /^Erase /);
    const { job } = await untilState(page, (state) => state.job?.stage === 'ended');
    expect(job?.outcome).toMatchObject({ kind: 'finished' });
    expect(Number(sh('sfdisk', '--dump', loop.device).match(/: start= *67584, size= *(\d+)/)?.[1]) * 512).toBeGreaterThan(200 * MiB);
  });

  it('that is compressed is opened by a drop on the zone, and its card says what is not known yet', async () => {
    const { page } = window;
    const packed = join(folder, 'card.img.xz');
    sh('sh', '-c', 'xz -1 --stdout "$1" > "$2"', 'sh', image, packed);
    await drop(page, place('zone'), packed);
    await untilState(page, ({ archive }) => archive.kind === 'image');
    await pane().locator('dd', { hasText: /^xz/ }).waitFor();
    await pane().getByText('Linux filesystem').first().waitFor();
    expect((await stateOf(page)).review).toBeNull();
    await drive().getByRole('button').first().click();
    expect(await planned()).toMatchObject({ size: 256 * MiB });
  });

  it('with many partitions is cut short on its card, and told in full by the plan', async () => {
    const { page } = window;
    await drop(page, drive(), makeCrowdedImage(folder));
    const { lines } = await planned();
    await pane().getByText('and 14 more').waitFor();
    expect(lines.filter((line) => line.startsWith('Partition '))).toHaveLength(20);
  });

  it('is refused where there is no drive, in words, and can go to one by the next press', async () => {
    const { page } = window;
    await drop(page, place('image'), image);
    const { review } = await untilState(page, (state) => state.review?.plan.kind === 'refused');
    expect(review?.plan).toMatchObject({ problem: { code: 'image-needs-drive' } });
    await page.getByText('Choose a drive.').waitFor();
    await page.getByRole('button', { name: 'Back to drives' }).click();
    await drive().getByRole('button').first().click();
    await planned();
  });

  it('that is a bare filesystem may have one partition of a drive', async () => {
    const { page } = window;
    const bare = join(folder, 'data.img');
    writeFileSync(bare, Buffer.alloc(16 * MiB));
    sh('mkfs.ext4', '-q', '-L', 'data', bare);
    // What a test before has left there would be in the way.
    forgetPartitions(loop.device);
    sh('sh', '-c', `printf 'label: dos\\n,64M,83\\n' | sfdisk -q --wipe always --no-reread --no-tell-kernel "$1" && partx -u "$1"`, 'sh', loop.device);
    await drop(page, place('zone'), bare);
    await pane().getByText('ext4 filesystem').waitFor();
    await page.evaluate(async (path) => {
      await (globalThis as unknown as { tarstrap: { chooseTarget: (ref: object) => Promise<unknown> } }).tarstrap.chooseTarget({ kind: 'device', path });
    }, `${loop.device}p1`);
    expect(await planned()).toMatchObject({ plan: { destructive: true }, after: [{ label: 'data' }, { kind: 'free' }] });
    await page.getByRole('button', { name: new RegExp(`^Erase ${loop.device}p1 .* and write$`) }).waitFor();
    forgetPartitions(loop.device);
  });

  it('gives way to a tarball, whose options come back', async () => {
    const { page } = window;
    await drop(page, drive(), image);
    await planned();
    await page.getByLabel('Size', { exact: true }).waitFor();
    await drop(page, place('zone'), makeRootfs(folder, { files: 10, bytes: 100_000 }));
    await untilState(page, ({ archive, review }) => archive.kind === 'ready' && review?.plan.kind === 'ready');
    await page.getByLabel('Layout').waitFor();
    expect(await page.getByLabel('Size', { exact: true }).count()).toBe(0);
  });
});
