import { TarstrapError } from '../errors.ts';
import { formatApart } from '../format.ts';
import type { ImagePlanInputs } from './imageTypes.ts';

/** Images that cannot be written where they are to go. */

/** @throws TarstrapError `image-needs-drive`, `image-other-sectors`, `image-exceeds-target` */
export function refuseImage(inputs: ImagePlanInputs): void {
  refusePlace(inputs);
  refuseSectors(inputs);
  refuseSize(inputs);
}

/** A filesystem without a table is at home in a partition as well. */
function refusePlace({ image, target }: ImagePlanInputs): void {
  const suits = target.kind === 'disk' || (target.kind === 'partition' && image.table === 'none');
  if (!suits) throw new TarstrapError('image-needs-drive', { path: target.path, what: image.file.path });
}

/** A table counts in sectors of the drive. A filesystem has blocks of its own, of whole sectors. */
function refuseSectors({ image: { file, sectorSize, table }, target }: ImagePlanInputs): void {
  if (sectorSize === null) return;
  const suits = table === 'none' ? sectorSize >= target.sectorSize : sectorSize === target.sectorSize;
  if (!suits) throw new TarstrapError('image-other-sectors', { path: target.path, what: file.path, theirs: sectorSize, ours: target.sectorSize });
}

/** Where its container does not tell how long it is, its table tells how long it is at the least. */
function refuseSize({ image: { file, imageBytes, usedBytes }, target: { path, size } }: ImagePlanInputs): void {
  const needed = Math.max(imageBytes ?? 0, usedBytes);
  if (needed <= size) return;
  // Drives of one size on their packages differ by a little.
  const [more, less] = formatApart(needed, size);
  throw new TarstrapError('image-exceeds-target', { path, what: file.path, needed: more, available: less });
}
