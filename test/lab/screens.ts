import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { asCaptured } from './asCaptured.ts';
import { childOf, leftovers, type Loop, makeLoop, sh, throttle, unthrottle } from './devices.ts';
import { makeCrowdedImage, makeDiskImage } from './diskImage.ts';
import { visitLayouts } from './layoutScreens.ts';
import { makeNested } from './nested.ts';
import { makeRootfs } from './rootfs.ts';
import { ended, type Look, place, planned, press, type Stage } from './stage.ts';
import { type App, dragOver, drop, stubDialogs, pressStart, untilState } from './window.ts';

/** Every screen of the window, reached as a user reaches it, on real archives and drives; for tests that look at all of them. */

const MiB = 1024 ** 2;

export async function visitScreens(window: App, stage: Stage, look: Look): Promise<void> {
  await untilState(window.page, ({ drives }) => drives.known);
  await visitArchives(window, stage, look);
  await visitReviews(window, stage, look);
  await visitLayouts(window, stage, look);
  await visitCapture(window, stage, look);
  await visitCaptured(window.page, stage, look);
  await visitImages(window.page, stage, look);
  await visitSeveral(window.page, stage, look);
  await visitJobs(window, stage, look);
}

async function visitArchives({ page }: App, { folder, archive, bigArchive }: Stage, look: Look): Promise<void> {
  await look('01-empty');
  const drag = await dragOver(page, place(page, 'image'), [archive]);
  await page.locator('[data-place="image"][data-over="true"]').waitFor();
  await look('02-dragging');
  await drag.leave();
  const text = join(folder, 'notes.txt');
  writeFileSync(text, 'no tarball');
  await drop(page, place(page, 'zone'), text);
  await untilState(page, (state) => state.archive.kind === 'refused');
  await look('03-archive-refused');
  await drop(page, place(page, 'image'), text);
  await place(page, 'image')
    .getByText(/is neither a tarball nor a disk image/)
    .first()
    .waitFor();
  await look('04-card-refused');
  await drop(page, place(page, 'zone'), bigArchive);
  await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.reading !== null);
  await look('05-reading');
  const long = join(folder, `${'a-root-filesystem-with-a-very-long-name-'.repeat(6)}.tar`.slice(-240));
  sh('ln', archive, long);
  await drop(page, place(page, 'zone'), long);
  await untilState(page, (state) => state.archive.kind === 'ready');
  await look('06-long-name');
  await visitRemarks(page, folder, look);
  await drop(page, place(page, 'zone'), archive);
  await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.path.includes('rootfs-3000'));
  await look('07-archive-ready');
}

async function visitRemarks(page: Page, folder: string, look: Look): Promise<void> {
  await drop(page, place(page, 'zone'), makeNested(folder, 'build-of-an-image-with-a-long-name-2026.11/rootfs'));
  await page.getByRole('button', { name: /^Use the folder/ }).waitFor();
  await look('08-in-a-folder');
  await page.getByRole('button', { name: /^Use the folder/ }).click();
  await page.getByRole('button', { name: 'Use the whole archive' }).waitFor();
  await look('09-inside');
  await place(page, 'image').getByRole('button').first().click();
  await planned(page);
  await look('16-review-remarks');
  await press(page, 'Back to drives');
}

async function visitReviews(window: App, { folder, drive, smallDrive, fixedDrive }: Stage, look: Look): Promise<void> {
  const { page } = window;
  await place(page, `device:${drive.device}`).getByRole('button').first().click();
  await planned(page);
  await look('10-review-drive');
  await page.getByText('As commands').click();
  await page.getByText('More options').click();
  await look('11-review-unfolded');
  await press(page, 'Back to drives');
  await place(page, `device:${smallDrive.device}`).getByRole('button').first().click();
  await untilState(page, ({ review }) => review?.plan.kind === 'refused');
  await look('12-review-too-small');
  await press(page, 'Back to drives');
  await place(page, 'image').getByRole('button').first().click();
  await planned(page);
  await look('13-review-image');
  await page.getByText('First boot').first().click();
  await page.getByLabel('Host name').fill('a b');
  await page.getByLabel('Size', { exact: true }).fill('4,5G');
  await look('29-review-wrong-fields');
  await stubDialogs(window, { file: folder });
  await press(page, 'Back to drives');
  await place(page, 'folder').getByRole('button').first().click();
  await planned(page);
  await look('14-review-folder');
  await page.evaluate(async (path) => {
    const { tarstrap } = globalThis as unknown as { tarstrap: { chooseTarget: (ref: object) => Promise<unknown> } };
    await tarstrap.chooseTarget({ kind: 'device', path });
  }, fixedDrive);
  await untilState(page, ({ review }) => review?.plan.kind === 'ready' && review.plan.confirmation !== null);
  await look('15-review-fixed');
  await press(page, 'Back to drives');
}

async function visitCapture(window: App, { folder, drive, smallDrive }: Stage, look: Look): Promise<void> {
  const { page } = window;
  await stubDialogs(window, { file: join(folder, `${'a-card-with-a-long-name-'.repeat(4)}.tar.zst`) });
  const capture = (loop: Loop): Promise<void> =>
    place(page, `device:${loop.device}`)
      .getByRole('button', { name: /^Capture/ })
      .click();
  await capture(drive);
  await untilState(page, (state) => state.capture?.plan.kind === 'ready');
  await look('60-capture');
  await press(page, /^Make /);
  await ended(page);
  await look('61-capture-done');
  await press(page, 'Back to drives');
  await capture(smallDrive);
  await untilState(page, (state) => state.capture?.plan.kind === 'ready');
  await press(page, /^(?:Make|Replace) /);
  await ended(page);
  await look('62-capture-failed');
  await press(page, 'Back to drives');
}

/** What was captured comes back: with its layout. */
async function visitCaptured(page: Page, { folder, archive, drive }: Stage, look: Look): Promise<void> {
  const captured = asCaptured(archive, folder);
  await drop(page, place(page, 'zone'), captured);
  await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.path === captured);
  await place(page, `device:${drive.device}`).getByRole('button').first().click();
  await planned(page);
  await page.getByText('More options').click();
  await look('63-review-captured');
  await press(page, 'Back to drives');
  await drop(page, place(page, 'zone'), archive);
  await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.path === archive);
}

async function visitImages(page: Page, { folder, archive, drive }: Stage, look: Look): Promise<void> {
  await drop(page, place(page, 'zone'), makeCrowdedImage(folder));
  await page.getByText('and 14 more').waitFor();
  await look('17-image-crowded');
  await drop(page, place(page, 'zone'), makeDiskImage(folder));
  await page.getByText('GPT, 2 partitions').waitFor();
  await look('18-image');
  await place(page, `device:${drive.device}`).getByRole('button').first().click();
  await planned(page);
  await look('19-review-of-image');
  await press(page, 'Back to drives');
  await drop(page, place(page, 'zone'), archive);
  await untilState(page, (state) => state.archive.kind === 'ready');
}

/** Eight drives, the last of which fails. */
function openFleet(folder: string): Disposable & { readonly loops: readonly Loop[] } {
  const small = mkdtempSync(join(folder, 'small-'));
  sh('mount', '-t', 'tmpfs', '-o', 'size=8M', 'small', small);
  const loops = [...Array.from({ length: 7 }, () => makeLoop(folder, 256 * MiB)), makeLoop(small, 256 * MiB)];
  for (const { number } of loops) throttle(number, 3_000_000);
  const close = (): void => {
    for (const loop of loops) loop.detach();
    sh('umount', small);
  };
  return { loops, [Symbol.dispose]: close };
}

async function visitSeveral(page: Page, { folder, archive }: Stage, look: Look): Promise<void> {
  using fleet = openFleet(folder);
  await drop(page, place(page, 'zone'), makeRootfs(folder, { files: 300, bytes: 30_000_000 }));
  await untilState(page, (state) => state.archive.kind === 'ready');
  for (const { device } of fleet.loops.slice(0, 3)) await place(page, `device:${device}`).getByRole('checkbox').check();
  await look('25-drives-checked');
  await press(page, 'Review 3 drives');
  await planned(page);
  await look('26-review-of-several');
  await press(page, 'Back to drives');
  for (const { device } of fleet.loops.slice(3)) await place(page, `device:${device}`).getByRole('checkbox').check();
  await press(page, 'Review 8 drives');
  await pressStart(page, 'Erase 8 drives and write');
  await untilState(page, ({ job }) => job?.lanes.some(({ outcome }) => outcome?.kind === 'failed') === true && job.phase === 'write');
  await look('27-progress-of-several');
  for (const { number } of fleet.loops) unthrottle(number);
  await ended(page);
  await look('28-done-but-one');
  await press(page, 'Back to drives');
  await drop(page, place(page, 'zone'), archive);
  await untilState(page, (state) => state.archive.kind === 'ready' && state.archive.path === archive);
}

async function startOnDrive(page: Page, { drive }: Stage): Promise<void> {
  await place(page, `device:${drive.device}`).getByRole('button').first().click();
  await planned(page);
  await pressStart(page, /^Erase /);
}

async function visitJobs(window: App, stage: Stage, look: Look): Promise<void> {
  const { page } = window;
  await startOnDrive(page, stage);
  await untilState(page, ({ job }) => job?.phase === 'write' && (job.progress?.fraction ?? 0) > 0.4);
  await look('20-progress');
  unthrottle(stage.drive.number);
  await ended(page);
  await look('21-done');
  await press(page, 'Again with another drive');
  throttle(stage.drive.number, 12_000_000, 300);
  await startOnDrive(page, stage);
  await untilState(page, ({ job }) => job?.phase === 'write');
  await press(page, /^Cancel/);
  await page.getByRole('button', { name: 'Keep going' }).waitFor();
  await look('22-cancel-asked');
  await press(page, 'Cancel the job');
  await ended(page);
  await look('23-cancelled');
  await press(page, 'Back to drives');
  await startOnDrive(page, stage);
  await untilState(page, ({ job }) => job?.phase === 'write');
  process.kill(childOf(window.pid, 'engine.js'), 'SIGKILL');
  await ended(page);
  await look('24-failed');
  await press(page, 'New archive');
  // SIGKILL cannot be caught: the empty work folder is all that stays of that engine.
  for (const path of leftovers().filter((found) => found.startsWith('/run/tarstrap-'))) rmSync(path, { recursive: true });
}
