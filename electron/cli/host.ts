import { readFileSync, statfsSync } from 'node:fs';
import type { HostFacts } from '../../shared/plan/types.ts';

/** What this machine can spare for a stage: `MemAvailable` of /proc/meminfo, and the room in /var/tmp. */
export function readHost(): HostFacts {
  const kB = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1];
  const { bavail, bsize } = statfsSync('/var/tmp');
  return { memoryAvailable: Number(kB ?? 0) * 1024, scratchAvailable: bavail * bsize };
}
