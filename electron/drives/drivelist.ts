/** The part of drivelist that reads what lsblk prints: plain JavaScript, where its main module would load a native binding for other systems. */
import { parse } from 'drivelist/js/lsblk/json.js';
import { visible } from '../../shared/visible.ts';
import { runStep } from '../run/run.ts';
import { LSBLK_PATIENCE_MS } from './lsblk.ts';

/** What drivelist calls each drive that it knows, by its path: label, maker, model, what lies on it. None if it fails. */
export async function descriptions(ask = everyColumn): Promise<ReadonlyMap<string, string>> {
  const drives = await ask()
    .then(parse)
    .catch(() => []);
  return new Map(drives.flatMap(({ device, description }) => (inWords(description) ? [[device, inWords(description)]] : [])));
}

/** The free space of mounted filesystems, too, and one of these may not answer: that must not hold up the list. */
async function everyColumn(): Promise<string> {
  const args = ['--bytes', '--all', '--json', '--paths', '--output-all'];
  const { stdout } = await runStep('Describing the drives', { tool: 'lsblk', args, patienceMs: LSBLK_PATIENCE_MS });
  return stdout.toString('utf8');
}

/** The maker of a virtual drive is a number (`0x1af4`); labels may hold anything. */
function inWords(description: string): string {
  return visible(description.replaceAll(/\b0x[0-9a-f]{4}\b/g, '').trim());
}
