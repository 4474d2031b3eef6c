import type { ImageFacts } from '../../../../shared/imageFacts.ts';
import { type ImageOptions, type ImagePlanInputs, imagePlanInputs } from '../../../../shared/plan/imageTypes.ts';
import { GiB, MiB } from '../../../../shared/plan/sizes.ts';
import type { TargetFacts } from '../../../../shared/targetFacts.ts';
import { makeInputs } from './inputs.ts';

/** Inputs of a plan that works: the image of a card with two partitions, for a drive of 4 GiB; tests change what they are about. */
export interface ImageChanges {
  readonly image?: Partial<ImageFacts>;
  readonly target?: Partial<TargetFacts>;
  readonly options?: Partial<ImageOptions>;
}

const IMAGE: ImageFacts = {
  file: { path: '/home/me/card.img.xz', dev: '1', ino: '2', size: 200 * MiB, mtimeNs: '1' },
  compression: 'xz',
  zip: null,
  bmap: null,
  form: 'disk',
  imageBytes: GiB,
  sectorSize: 512,
  table: 'gpt',
  backupGpt: 'at-end',
  partitions: [
    { number: 1, kind: 'primary', startByte: MiB, sizeByte: 255 * MiB, type: 'EFI system', name: 'boot', filesystem: 'vfat', label: 'BOOT' },
    { number: 2, kind: 'primary', startByte: 256 * MiB, sizeByte: 767 * MiB, type: 'Linux filesystem', filesystem: 'ext4', label: 'rootfs' },
  ],
  filesystem: null,
  usedBytes: 1023 * MiB,
};

export function makeImageInputs({ image, target, options }: ImageChanges = {}): ImagePlanInputs {
  return imagePlanInputs.parse({
    image: { ...IMAGE, ...image },
    target: { ...makeInputs().target, ...target },
    options: { grow: false, verify: 'full', allowFixed: false, ...options },
  });
}

/** The last partition of it, changed. */
export function lastWith(changes: Partial<ImageFacts['partitions'][number]>): Pick<ImageFacts, 'partitions'> {
  const [boot, root] = IMAGE.partitions as [ImageFacts['partitions'][number], ImageFacts['partitions'][number]];
  return { partitions: [boot, { ...root, ...changes }] };
}
