import { writeFileSync } from 'node:fs';
import { TarstrapError } from '../../shared/errors.ts';
import { packageOf } from '../../shared/plan/packages.ts';
import type { Command } from '../../shared/plan/types.ts';
import { describeExit, run } from '../run/run.ts';
import { together } from '../run/together.ts';
import { touchCommand } from './flash/touch.ts';

/**
 * The tools that a job comes to only when it has begun to write, tried before that on two small files, with the options that they will get: those of
 * busybox, and of uutils in some versions, lack some. What mounts, attaches and confines shows by itself, before; not so what
 * unmounts.
 */

/** For an archive. @param folder of the job @throws TarstrapError `tool-unfit`, `tool-missing` */
export async function requireFitToLay(folder: string): Promise<void> {
  const { one, other } = writeFiles(folder);
  await together(
    requireFitToWrite(folder),
    tryOut({ tool: 'cp', args: ['--attributes-only', '--preserve=mode,ownership,xattr', '--no-dereference', '--no-target-directory', '--', one, other] }),
    tryOut(touchCommand(other, 1_500_000_000_123_456_789n)),
    tryOut({ tool: 'cmp', args: ['--silent', '--bytes=1', '--ignore-initial=0:0', one, one] }),
  );
}

/** For a disk image, which may be grown. @param folder of the job @throws TarstrapError as {@link requireFitToLay} */
export async function requireFitToWrite(folder: string): Promise<void> {
  const { one, other } = writeFiles(folder);
  await together(
    tryOut({ tool: 'dd', args: [`if=${one}`, `of=${other}`, 'bs=1', 'count=0', 'iflag=fullblock,nocache', 'conv=notrunc,nocreat,fdatasync', 'status=none'] }),
    tryOut({ tool: 'sync', args: ['--file-system', folder] }),
    tryOut({ tool: 'umount', args: ['--version'] }),
  );
}

function writeFiles(folder: string): { readonly one: string; readonly other: string } {
  const [one, other] = [`${folder}/one`, `${folder}/other`];
  for (const path of [one, other]) writeFileSync(path, 'trial');
  return { one, other };
}

async function tryOut(command: Command): Promise<void> {
  const { tool } = command;
  const result = await run(command);
  if (result.exitCode === 0) return;
  throw new TarstrapError('tool-unfit', { tool, package: packageOf(tool) }, result.stderr.trim() || describeExit(result));
}
