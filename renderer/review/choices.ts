import type { ImageFacts } from '../../shared/imageFacts.ts';
import type { RootFilesystem } from '../../shared/layout.ts';
import type { BootChoice, FstabChoice, Mode } from '../../shared/plan/types.ts';
import type { OptionsView } from '../../shared/view.ts';
import type { Choice } from './words.ts';

/** What can be chosen in Review, in plain words; and back from the text of a `select` to what it means. */

export const FILESYSTEMS = [
  { value: 'ext4', title: 'ext4' },
  { value: 'xfs', title: 'xfs' },
  { value: 'btrfs', title: 'btrfs' },
] as const satisfies readonly (Choice & { value: RootFilesystem })[];

export function filesystemOf(value: string): RootFilesystem {
  return FILESYSTEMS.find((choice) => choice.value === value)?.value ?? 'ext4';
}

export const VERIFICATIONS = [
  { value: 'full', title: 'Everything, read back' },
  { value: 'quick', title: 'A sample, read back' },
  { value: 'none', title: 'None' },
] as const satisfies readonly (Choice & { value: OptionsView['verify'] })[];

export function verificationOf(value: string): OptionsView['verify'] {
  return VERIFICATIONS.find((choice) => choice.value === value)?.value ?? 'full';
}

export const IMAGE_VERIFICATIONS = VERIFICATIONS.filter(({ value }) => value !== 'quick');

export const GROWN = 'grown';
export const AS_IT_IS = 'as-it-is';

/** A filesystem without a table grows itself, maybe in a partition. */
export function sizeChoices({ table }: Pick<ImageFacts, 'table'>): Choice[] {
  return [
    { value: AS_IT_IS, title: 'As the image has it' },
    { value: GROWN, title: table === 'none' ? 'Grow the filesystem to all of the room' : 'Grow the last partition to the whole drive' },
  ];
}

export const FSTABS = [
  { value: 'amend', title: 'Amend it for this drive' },
  { value: 'keep', title: 'Keep it as the archive has it' },
] as const satisfies readonly (Choice & { value: FstabChoice })[];

export function fstabOf(value: string): FstabChoice {
  return FSTABS.find((choice) => choice.value === value)?.value ?? 'amend';
}

export const BOOTS = [
  { value: 'fit', title: 'Make it fit this drive' },
  { value: 'keep', title: 'Keep it as the archive has it' },
] as const satisfies readonly (Choice & { value: BootChoice })[];

export function bootOf(value: string): BootChoice {
  return BOOTS.find((choice) => choice.value === value)?.value ?? 'fit';
}

export const AUTOMATIC = 'auto';

export const WAYS = [
  { value: AUTOMATIC, title: 'Automatic: what is fastest on this drive' },
  { value: 'direct', title: 'Direct: unpack onto the drive itself' },
  { value: 'staged', title: 'Staged: unpack aside, then write in one go' },
] as const satisfies readonly (Choice & { value: Mode | typeof AUTOMATIC })[];

export const WAYS_TO_SEVERAL: readonly Choice[] = [{ value: AUTOMATIC, title: 'Automatic: unpack once for all drives' }, ...WAYS.slice(1)];

export function modeOf(value: string): Mode | null {
  const way = WAYS.find((choice) => choice.value === value)?.value;
  return way === undefined || way === AUTOMATIC ? null : way;
}

export const MEANWHILE = 'meanwhile';
export const FIRST = 'first';

export const READINGS = [
  { value: MEANWHILE, title: 'The archive is read while it is unpacked' },
  { value: FIRST, title: 'The archive is read completely first' },
] as const satisfies readonly Choice[];

export const NEW = 'new';
export const SAME = 'same';

export const UUIDS = [
  { value: NEW, title: 'New ones' },
  { value: SAME, title: 'Those of the drive that was captured' },
] as const satisfies readonly Choice[];

/** Of the layout that lies beside an archive. */
export const CAPTURED_TITLE = 'As it was captured';

/** Asks for a file with a layout. */
export const FROM_FILE = { value: 'choose-file', title: 'Another layout file…' } as const satisfies Choice;
