import { z } from '../../shared/zod.ts';
import { readAnswer } from '../run/answer.ts';
import { runStep } from '../run/run.ts';
import { LSBLK_PATIENCE_MS } from './lsblk.ts';

/** An attached loop device and its file. */
export interface LoopFile {
  /** `MAJ:MIN` of the loop device. */
  readonly number: string;
  /** As the kernel tells it; a file that was deleted keeps its last name. */
  readonly file: string;
  /** `MAJ:MIN` that stat(2) gives for the file, and its inode: unknown without root (loop(4), `LOOP_GET_STATUS64`). */
  readonly device?: string | undefined;
  readonly inode?: number | undefined;
}

const row = z.object({
  'maj:min': z.string().check(z.trim()),
  'back-file': z.nullish(z.string()),
  'back-maj:min': z.nullish(z.string().check(z.trim())),
  'back-ino': z.nullish(z.number()),
});

/** Without loop devices some versions print no JSON at all. @throws TarstrapError `tool-unfit` for anything else */
export function parseLosetup(json: string): LoopFile[] {
  if (!json.trim()) return [];
  const { loopdevices } = readAnswer('losetup', json, () => z.object({ loopdevices: z.array(row) }).parse(JSON.parse(json)));
  return loopdevices.map((loop) => ({
    number: loop['maj:min'],
    file: (loop['back-file'] ?? '').replace(/ \(deleted\)$/, ''),
    device: loop['back-maj:min'] ?? undefined,
    inode: loop['back-ino'] ?? undefined,
  }));
}

/** @throws TarstrapError `step-failed`, `tool-hangs`, `tool-unfit` */
export async function losetup(): Promise<LoopFile[]> {
  const { stdout } = await runStep('Listing the loop devices', {
    tool: 'losetup',
    args: ['--json', '--list', '--output', 'MAJ:MIN,BACK-FILE,BACK-MAJ:MIN,BACK-INO'],
    patienceMs: LSBLK_PATIENCE_MS,
  });
  return parseLosetup(stdout.toString('utf8'));
}
