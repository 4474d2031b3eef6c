import { makeImagePlan } from '../../../shared/plan/image.ts';
import type { ImagePlan } from '../../../shared/plan/imageTypes.ts';
import type { ImageLane } from '../../../shared/protocol.ts';
import { requireTool } from '../../run/tools.ts';
import type { Caller } from '../caller.ts';
import { requireFilesystem } from '../disk/kernel.ts';
import { lookAt, requireShown } from '../flash/agree.ts';
import { toolsToGrow } from '../grow.ts';
import { wholeSum } from './sums.ts';

/**
 * As for archives: the target is looked at again and the plan made again.
 * @throws TarstrapError `target-changed`, `tool-missing`, `kernel-missing`, and all that {@link makeImagePlan} refuses
 */
export async function agreeOnImage({ inputs, shown }: ImageLane, caller: Caller | null): Promise<ImagePlan> {
  const target = await lookAt(inputs.target, inputs.image.file.path, caller);
  const plan = makeImagePlan({ ...inputs, target });
  requireShown(plan, shown);
  await requireMeans(plan);
  return plan;
}

async function requireMeans({ image, verify, grow }: ImagePlan): Promise<void> {
  const always = ['dd', 'setpriv', 'mkfifo', 'blockdev', 'flock', 'wipefs', 'partx'];
  const proving = [...(image.bmap || image.zip?.method === 'stored' ? ['python3'] : []), ...(verify === 'full' && !image.bmap ? [wholeSum().tool] : [])];
  const growing = grow ? toolsToGrow(grow) : [];
  for (const tool of [...always, ...proving, ...growing]) requireTool(tool);
  if (grow?.filesystem === 'xfs' || grow?.filesystem === 'btrfs') await requireFilesystem(grow.filesystem);
}
