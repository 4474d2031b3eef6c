import type { DriveFacts, TargetFacts } from '../../../shared/targetFacts.ts';

/** A drive that can be chosen, but for what the test says. */
export function drive(path: string, facts: Partial<TargetFacts> = {}, partitions: DriveFacts['partitions'] = []): DriveFacts {
  return {
    target: { kind: 'disk', path, size: 32e9, sectorSize: 512, device: '8:16', removable: true, readOnly: false, mounts: [], ...facts },
    partitions,
  };
}
