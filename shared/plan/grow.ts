import { TarstrapError } from '../errors.ts';
import type { ImageFacts, ImagePartition } from '../imageFacts.ts';
import { type Growth, growingFilesystem } from './growth.ts';
import type { ImagePlanInputs } from './imageTypes.ts';
import { MiB } from './sizes.ts';
import { tableEnd } from './table.ts';

/** What becomes of an image on a drive that is larger, where the user wants all of it. */

/** What is less is alignment. */
const LEAST_GAIN = MiB;

/**
 * @returns null where there is nothing to be gained
 * @throws TarstrapError `image-does-not-grow`
 */
export function planGrowth({ image, target, options }: ImagePlanInputs): Growth | null {
  if (!options.grow) return null;
  if (image.form === 'iso') throw stays(image, 'an ISO stays as long as it is');
  return image.table === 'none' ? growBare(image, target.size) : growLast(image, target.size);
}

function growBare(image: ImageFacts, driveBytes: number): Growth | null {
  const filesystem = growing(image, image.filesystem?.name, 'it');
  return driveBytes - image.usedBytes < LEAST_GAIN ? null : { movesBackup: false, partition: null, filesystem };
}

function growLast(image: ImageFacts, driveBytes: number): Growth | null {
  const last = lastOf(image);
  const filesystem = last.unread ? 'unread' : growing(image, last.filesystem, 'its last partition');
  const isInPlace = driveBytes === image.imageBytes && (image.backupGpt ?? 'at-end') === 'at-end';
  const movesBackup = image.table === 'gpt' && !isInPlace;
  const sizeByte = tableEnd(image.table === 'gpt' ? 'gpt' : 'dos', driveBytes) - last.startByte;
  if (sizeByte - last.sizeByte < LEAST_GAIN) return movesBackup ? { movesBackup, partition: null, filesystem: null } : null;
  return { movesBackup, partition: { number: last.number, startByte: last.startByte, sizeByte: inSectors(sizeByte, image) }, filesystem };
}

/** A partition that begins between two MiB ends at one all the same; its length is of whole sectors. */
function inSectors(sizeByte: number, { sectorSize }: ImageFacts): number {
  const sector = sectorSize ?? 512;
  return Math.floor(sizeByte / sector) * sector;
}

/** Behind which there is nothing but room. */
function lastOf(image: ImageFacts): ImagePartition {
  if (image.partial) throw stays(image, 'which partition is its last turns out when all of it has been unpacked');
  const last = image.partitions.reduce<ImagePartition | undefined>((so, one) => (so && endOf(so) > endOf(one) ? so : one), undefined);
  if (!last) throw stays(image, 'it has no partition');
  if (last.kind !== 'primary') throw stays(image, 'its last partition is a logical one');
  return last;
}

const endOf = ({ startByte, sizeByte }: ImagePartition): number => startByte + sizeByte;

function growing(image: ImageFacts, filesystem: string | undefined, where: string): Growth['filesystem'] {
  const known = growingFilesystem.safeParse(filesystem);
  if (known.success) return known.data;
  throw stays(image, filesystem === undefined ? `${where} has no filesystem that is known` : `${where} has ${filesystem}, which Tarstrap cannot grow`);
}

function stays({ file: { path } }: ImageFacts, reason: string): TarstrapError {
  return new TarstrapError('image-does-not-grow', { path, reason });
}
