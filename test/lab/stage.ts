import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { makeBigArchive } from './bigArchive.ts';
import { type Loop, makeLoop, sh, throttle } from './devices.ts';
import { makeRootfs } from './rootfs.ts';
import { untilState } from './window.ts';

/** Archives and drives on which every screen of the window can be reached, and the steps there. */

const MiB = 1024 ** 2;

export interface Stage extends AsyncDisposable {
  readonly folder: string;
  readonly archive: string;
  readonly bigArchive: string;
  readonly drive: Loop;
  readonly smallDrive: Loop;
  /** A drive that is not removable: memory, compressed. */
  readonly fixedDrive: string;
}

export function openStage(): Stage {
  const folder = mkdtempSync('/var/tmp/window-screens-');
  const archive = makeRootfs(folder, { files: 3000, bytes: 90_000_000 });
  const bigArchive = makeBigArchive(folder, { entries: 100_000, bytes: 4_000_000_000 });
  const drive = makeLoop(folder, 2048 * MiB);
  const smallDrive = makeLoop(folder, 64 * MiB);
  sh('sh', '-c', `printf 'label: dos\\n,256M,c\\n,,83\\n' | sfdisk -q --no-reread --no-tell-kernel ${drive.device}`);
  sh('partx', '-u', drive.device);
  sh('mkfs.vfat', '-n', 'BOOT', `${drive.device}p1`);
  sh('mkfs.ext4', '-q', '-L', 'rootfs', `${drive.device}p2`);
  throttle(drive.number, 12_000_000, 300);
  const zram = readFileSync('/sys/class/zram-control/hot_add', 'latin1').trim();
  writeFileSync(`/sys/block/zram${zram}/disksize`, '1G');
  const close = (): Promise<void> => {
    writeFileSync('/sys/class/zram-control/hot_remove', zram);
    for (const loop of [drive, smallDrive]) loop.detach();
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  };
  return { folder, archive, bigArchive, drive, smallDrive, fixedDrive: `/dev/zram${zram}`, [Symbol.asyncDispose]: close };
}

/** Called on each screen, while it stands. */
export type Look = (name: string) => Promise<void>;

export const place = (page: Page, key: string) => page.locator(`[data-place="${key}"]`).first();
export const press = (page: Page, name: RegExp | string) => page.getByRole('button', { name }).first().click();
export const planned = (page: Page) => untilState(page, ({ review }) => review?.plan.kind === 'ready');
export const ended = (page: Page) => untilState(page, ({ job }) => job?.stage === 'ended');
