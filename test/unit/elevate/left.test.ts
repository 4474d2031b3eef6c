import { describe, expect, it } from 'vitest';
import { leftBy } from '../../../electron/elevate/left.ts';
import type { PhaseId, Request } from '../../../shared/protocol.ts';

function asked(kind: string, stage: object | null): Request['body'] {
  return { type: 'flash', shown: { target: { kind }, stage } } as unknown as Request['body'];
}
const DRIVE = asked('disk', null);
const STAGED = asked('disk', { place: 'memory', bytes: 1 });

describe('leftBy', () => {
  it.each<[string, Request['body'] | undefined, PhaseId | undefined, string]>([
    ['nothing was asked', undefined, undefined, 'untouched'],
    ['nothing was begun', DRIVE, undefined, 'untouched'],
    ['a drive is prepared', DRIVE, 'prepare', 'incomplete'],
    ['a drive is filled', DRIVE, 'extract', 'incomplete'],
    ['a drive is verified', DRIVE, 'verify', 'written'],
    ['a stage is filled', STAGED, 'extract', 'untouched'],
    ['a stage is written', STAGED, 'write', 'incomplete'],
    ['an image is filled', asked('image', null), 'extract', 'untouched'],
    ['a verification', { type: 'verify' } as Request['body'], 'verify', 'untouched'],
  ])('%s', (_, body, phase, expected) => expect(leftBy(body, phase)).toBe(expected));
});
