import { describe, expect, it } from 'vitest';
import { leftBy } from '../../../electron/elevate/left.ts';
import type { JobRequest, PhaseId } from '../../../shared/protocol.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';

const DIRECT: PhaseId[] = ['prepare', 'extract', 'flush', 'verify', 'finish'];
const STAGED: PhaseId[] = ['prepare', 'extract', 'flush', 'write', 'verify', 'finish'];

describe('leftBy', () => {
  it.each<[string, JobRequest['type'], TargetFacts['kind'], PhaseId[], PhaseId | undefined, string]>([
    ['nothing was begun', 'flash', 'disk', DIRECT, undefined, 'untouched'],
    ['a drive is prepared', 'flash', 'disk', DIRECT, 'prepare', 'incomplete'],
    ['a drive is filled', 'flash', 'disk', DIRECT, 'extract', 'incomplete'],
    ['a drive is verified', 'flash', 'disk', DIRECT, 'verify', 'written'],
    ['a stage is filled', 'flash', 'disk', STAGED, 'extract', 'untouched'],
    ['a stage is written', 'flash', 'disk', STAGED, 'write', 'incomplete'],
    ['an image is filled', 'flash', 'image', DIRECT, 'extract', 'untouched'],
    ['a disk image is written', 'flash-image', 'disk', ['prepare', 'write', 'finish'], 'write', 'incomplete'],
    ['a verification', 'verify', 'disk', ['prepare', 'verify'], 'verify', 'untouched'],
  ])('%s', (_, job, kind, phases, phase, expected) => expect(leftBy(job, kind, phases, phase)).toBe(expected));
});
