import { makeImagePlan } from '../../../shared/plan/image.ts';
import type { GrowingFilesystem, ImagePlan } from '../../../shared/plan/imageTypes.ts';
import type { ImageRequest } from '../../../shared/protocol.ts';
import { requireTool } from '../../run/tools.ts';
import type { Caller } from '../caller.ts';
import { requireFilesystem } from '../disk/kernel.ts';
import { lookAt, requireShown } from '../flash/agree.ts';

/**
 * As for archives: the target is looked at again and the plan made again.
 * @throws TarstrapError `target-changed`, `tool-missing`, `kernel-missing`, and all that {@link makeImagePlan} refuses
 */
export async function agreeOnImage({ inputs, shown }: ImageRequest, caller: Caller | null): Promise<ImagePlan> {
  const target = await lookAt(inputs.target, inputs.image.file.path, caller);
  const plan = makeImagePlan({ ...inputs, target });
  requireShown(plan, shown);
  await requireMeans(plan);
  return plan;
}

async function requireMeans({ image, verify, grow }: ImagePlan): Promise<void> {
  const always = ['dd', 'setpriv', 'mkfifo', 'blockdev', 'flock', 'wipefs', 'partx'];
  const proving = [...(image.bmap ? ['python3'] : []), ...(verify === 'full' && !image.bmap ? ['b2sum'] : [])];
  const growing = grow ? [...(image.table === 'none' ? [] : ['sfdisk']), ...toolsOf(grow.filesystem)] : [];
  for (const tool of [...always, ...proving, ...growing]) requireTool(tool);
  if (grow?.filesystem === 'xfs' || grow?.filesystem === 'btrfs') await requireFilesystem(grow.filesystem);
}

/** Of what turns out later, nothing is known yet. */
function toolsOf(filesystem: GrowingFilesystem | 'unread' | null): readonly string[] {
  switch (filesystem) {
    case 'ext2':
    case 'ext3':
    case 'ext4':
      return ['e2fsck', 'resize2fs'];
    case 'xfs':
      return ['xfs_growfs', 'mount', 'umount'];
    case 'btrfs':
      return ['btrfs', 'mount', 'umount'];
    case 'unread':
    case null:
      return [];
  }
}
