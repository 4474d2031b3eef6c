import { imageRemarks } from '../../shared/imageRemarks.ts';
import { describeImagePlan, imageCommandsOf } from '../../shared/plan/describeImage.ts';
import { makeImagePlan } from '../../shared/plan/image.ts';
import type { ImagePlanInputs } from '../../shared/plan/imageTypes.ts';
import type { ImageLane } from '../../shared/protocol.ts';
import type { Proposal } from './proposal.ts';

/** @throws TarstrapError as `makeImagePlan` does */
export function proposeImage(inputs: ImagePlanInputs): Proposal<ImageLane> {
  const shown = makeImagePlan(inputs);
  return {
    lane: { inputs, shown },
    lines: describeImagePlan(shown),
    commands: imageCommandsOf(shown),
    remarks: imageRemarks(inputs.image),
  };
}
