import { expect, it } from 'vitest';
import type { ArchiveFacts } from '../../../../shared/facts.ts';
import { planAgain } from '../../../../shared/plan/again.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { GiB, MiB } from '../../../../shared/plan/sizes.ts';
import { makeInputs } from './inputs.ts';

const counts = { files: 400, directories: 100, symlinks: 0, hardLinks: 0, special: 0 };
const target = { path: '/dev/sdb', device: '8:16', bus: 'usb', size: 64 * GiB } as const;

/** Of which the first 20 MiB were read. */
function glance(streamBytes: number): Partial<ArchiveFacts> {
  return { streamBytes, unread: streamBytes - 20 * MiB, blockBytes: 20 * MiB, contentBytes: 20 * MiB, inodes: 500, entries: { ...counts, total: 500 } };
}

function whole(blockBytes: number, members: number): Partial<ArchiveFacts> {
  return { streamBytes: blockBytes, unread: 0, blockBytes, contentBytes: blockBytes, inodes: members, entries: { ...counts, total: members } };
}

it('a stage for which there is no room after all: the drive is filled directly, with all that this takes', () => {
  const host = { memoryAvailable: 6 * GiB, scratchAvailable: 5 * GiB };
  const first = makePlan(makeInputs({ archive: glance(Math.round(3.2 * GiB)), target, host }));
  expect(first).toMatchObject({ mode: 'staged', stage: { place: 'disk' } });
  const inputs = makeInputs({ archive: whole(Math.round(4.3 * GiB), 600_000), target, host });
  expect(planAgain(first, inputs)).toEqual(makePlan(inputs));
  expect(planAgain(first, inputs)).toMatchObject({ mode: 'direct', stage: null });
});

it('a drive that is filled directly stays so, and as large as it was shown, though a stage would be possible after all', () => {
  const host = { memoryAvailable: 4 * GiB, scratchAvailable: 3 * GiB };
  const options = { sharedBytes: 16 * GiB };
  const first = makePlan(makeInputs({ archive: { ...glance(3 * GiB), compression: 'gzip', guessed: true }, target, host, options }));
  expect(first).toMatchObject({ mode: 'direct', sizeByte: 64 * GiB, grow: null });
  const inputs = makeInputs({ archive: { ...whole(Math.round(1.9 * GiB), 60_000), compression: 'gzip' }, target, host, options });
  expect(makePlan(inputs)).toMatchObject({ mode: 'staged', sizeByte: 16 * GiB });
  const again = planAgain(first, inputs);
  expect(again).toMatchObject({ mode: 'direct', modeReason: first.modeReason, stage: null, sizeByte: 64 * GiB, grow: null });
  expect(again.volumes[0]?.sizeByte).toBe(first.volumes[0]?.sizeByte);
});
