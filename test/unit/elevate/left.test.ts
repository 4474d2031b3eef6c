import { describe, expect, it } from 'vitest';
import { leftBy } from '../../../electron/elevate/left.ts';
import type { PhaseId, Request } from '../../../shared/protocol.ts';

function asked(kind: string): Request['body'] {
  return { type: 'flash', shown: { target: { kind } } } as unknown as Request['body'];
}
const DRIVE = asked('disk');
const DIRECT: PhaseId[] = ['prepare', 'extract', 'flush', 'verify', 'finish'];
const STAGED: PhaseId[] = ['prepare', 'extract', 'flush', 'write', 'verify', 'finish'];

describe('leftBy', () => {
  it.each<[string, Request['body'] | undefined, PhaseId[], PhaseId | undefined, string]>([
    ['nothing was asked', undefined, [], undefined, 'untouched'],
    ['nothing was begun', DRIVE, DIRECT, undefined, 'untouched'],
    ['a drive is prepared', DRIVE, DIRECT, 'prepare', 'incomplete'],
    ['a drive is filled', DRIVE, DIRECT, 'extract', 'incomplete'],
    ['a drive is verified', DRIVE, DIRECT, 'verify', 'written'],
    ['a stage is filled', DRIVE, STAGED, 'extract', 'untouched'],
    ['a stage is written', DRIVE, STAGED, 'write', 'incomplete'],
    ['an image is filled', asked('image'), DIRECT, 'extract', 'untouched'],
    ['a verification', { type: 'verify' } as Request['body'], ['prepare', 'verify'], 'verify', 'untouched'],
  ])('%s', (_, body, phases, phase, expected) => expect(leftBy(body, phases, phase)).toBe(expected));
});
