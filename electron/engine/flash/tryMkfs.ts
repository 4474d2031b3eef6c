import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { packageOf } from '../../../shared/plan/packages.ts';
import type { Command, Plan, Volume } from '../../../shared/plan/types.ts';
import { run } from '../../run/run.ts';
import type { Job } from '../job.ts';

/** What makes mke2fs(8) and mkfs.xfs(8) only say what they would do. */
const DRY: Readonly<Record<string, string>> = { 'mkfs.ext4': '-n', 'mkfs.xfs': '-N' };

/**
 * Features that a layout asks for may be newer than the tools of this machine: tried on a file without contents, before anything is wiped.
 * @throws TarstrapError `mkfs-unfit`
 */
export async function tryMkfs({ volumes }: Plan, { folder }: Pick<Job, 'folder'>): Promise<void> {
  for (const { mkfs, sizeByte, filesystem } of volumes.filter(hasFeatures)) {
    const file = `${folder}/unmade`;
    writeFileSync(file, '');
    try {
      truncateSync(file, sizeByte);
      await tryOne(mkfs, filesystem, file);
    } finally {
      rmSync(file, { force: true });
    }
  }
}

type Made = Volume & { readonly mkfs: Command };

function hasFeatures(volume: Volume): volume is Made {
  const { args = [] } = volume.mkfs ?? {};
  return args.includes('-O') || args.some((arg) => /^[a-z0-9]+=[01]$/.test(arg));
}

async function tryOne({ tool, args }: Command, filesystem: string, file: string): Promise<void> {
  const dry = DRY[tool];
  if (dry === undefined) return;
  const { exitCode, stderr } = await run({ tool, args: [dry, ...args, file] });
  if (exitCode !== 0) throw new TarstrapError('mkfs-unfit', { tool, filesystem, package: packageOf(tool) }, stderr.trim());
}
