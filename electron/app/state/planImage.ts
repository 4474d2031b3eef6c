import type { ImageFacts } from '../../../shared/imageFacts.ts';
import { imageRemarks } from '../../../shared/imageRemarks.ts';
import { segmentsOfImage } from '../../../shared/imageSegments.ts';
import { describeImagePlan, imageCommandsOf } from '../../../shared/plan/describeImage.ts';
import { makeImagePlan } from '../../../shared/plan/image.ts';
import type { ImagePlanInputs } from '../../../shared/plan/imageTypes.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { OptionsView } from '../../../shared/view.ts';
import type { Planned } from './planned.ts';

/** The plan for a disk image. @throws TarstrapError of {@link makeImagePlan} */
export function planImage(image: ImageFacts, target: TargetFacts, { verify, grow }: OptionsView): Planned {
  // A fixed drive may be planned for: it takes typing its name to start that plan.
  const inputs: ImagePlanInputs = { image, target, options: { grow, verify: verify === 'none' ? 'none' : 'full', allowFixed: true } };
  const plan = makeImagePlan(inputs);
  return {
    request: { type: 'flash-image', lanes: [{ inputs, shown: plan }] },
    size: target.size,
    after: () => segmentsOfImage(plan),
    lines: describeImagePlan(plan),
    remarks: imageRemarks(image),
    commands: imageCommandsOf(plan),
    destructive: true,
  };
}
