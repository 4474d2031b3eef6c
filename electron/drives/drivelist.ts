import { setTimeout as delay } from 'node:timers/promises';
/**
 * The part of drivelist that is for Linux, and plain JavaScript. Its main module would load a native binding at once,
 * which serves other systems only. It starts `lsblk` by itself, the one exception from "one place that starts programs":
 * so it stays out of everything that runs as root, and only words for the window come from it.
 */
import { lsblk } from 'drivelist/js/lsblk/index.js';
import { visible } from '../../shared/visible.ts';

/** It asks for every column that lsblk has, the free space of mounted filesystems too: one that does not answer must not hold up the list. */
const PATIENCE_MS = 2000;

/** What drivelist calls each drive that it knows, by its path: label, maker, model, what lies on it. None if it fails. */
export async function descriptions(ask: typeof lsblk = lsblk, patienceMs = PATIENCE_MS): Promise<ReadonlyMap<string, string>> {
  const none = delay(patienceMs, [], { ref: false });
  const drives = await Promise.race([ask().catch(() => []), none]);
  return new Map(drives.flatMap(({ device, description }) => (inWords(description) ? [[device, inWords(description)]] : [])));
}

/** The maker of a virtual drive is a number (`0x1af4`); labels may hold anything. */
function inWords(description: string): string {
  return visible(description.replaceAll(/\b0x[0-9a-f]{4}\b/g, '').trim());
}
