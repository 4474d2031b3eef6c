import { clearedBehind } from './clear.ts';
import { planGrowth } from './grow.ts';
import type { ImagePlan, ImagePlanInputs } from './imageTypes.ts';
import { refuseImage } from './refuseImage.ts';
import { refuseTarget } from './target.ts';

/**
 * The whole plan for a disk image from what is known and what is asked for. Pure, as {@link makePlan} is.
 * @throws TarstrapError for everything that must be refused before anything is written
 */
export function makeImagePlan(inputs: ImagePlanInputs): ImagePlan {
  refuseTarget(inputs);
  refuseImage(inputs);
  const { image, target, options } = inputs;
  return {
    target,
    image,
    unmount: target.mounts,
    // Before what is of unknown length, that is where it ends at the earliest: what it overwrites is overwritten.
    clear: clearedBehind(image.imageBytes ?? image.usedBytes, target.size),
    writtenBytes: image.bmap?.mappedBytes ?? image.imageBytes,
    grow: planGrowth(inputs),
    verify: options.verify,
  };
}
