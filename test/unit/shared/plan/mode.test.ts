import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../../shared/plan/make.ts';
import { MiB } from '../../../../shared/plan/sizes.ts';
import { type Changes, makeInputs } from './inputs.ts';

const planFor = (changes: Changes = {}) => makePlan(makeInputs(changes));
const IMAGE = { kind: 'image', path: '/home/me/card.img', size: 0, removable: false } as const;

describe('mode', () => {
  it.each<[string, string, string | undefined, Changes]>([
    ['a card', 'staged', 'memory', { target: { bus: 'mmc' } }],
    ['a card, little memory', 'staged', 'disk', { target: { bus: 'mmc' }, host: { memoryAvailable: 512 * MiB } }],
    ['a card, little of both', 'direct', undefined, { target: { bus: 'mmc' }, host: { memoryAvailable: 512 * MiB, scratchAvailable: 512 * MiB } }],
    ['a card, xfs', 'direct', undefined, { target: { bus: 'mmc' }, options: { filesystem: 'xfs' } }],
    ['a card, asked for direct', 'direct', undefined, { target: { bus: 'mmc' }, options: { mode: 'direct' } }],
    ['a fixed drive, asked for staged', 'staged', 'memory', { target: { removable: false, bus: 'nvme' }, options: { allowFixed: true, mode: 'staged' } }],
    ['an image, asked for direct', 'direct', undefined, { target: IMAGE, options: { mode: 'direct' } }],
  ])('%s: %s', (_, mode, place, changes) => {
    const made = planFor(changes);
    expect([made.mode, made.stage?.place]).toEqual([mode, place]);
    expect(made.modeReason).not.toBe('');
  });

  it.each<[string, number | null, Changes]>([
    ['a card', 200e6, { archive: { compression: 'none' } }],
    ['a card, and an archive that unpacks more slowly', 60e6, { archive: { compression: 'xz' } }],
    ['a card, asked for staged', null, { options: { mode: 'staged' } }],
    ['a card, asked for direct', null, { options: { mode: 'direct' } }],
    ['an image', null, { target: IMAGE }],
  ])('%s is filled directly if it writes %s bytes a second', (_, rate, changes) => expect(planFor(changes).directIf?.rate ?? null).toBe(rate));
});
