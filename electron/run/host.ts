import { randomUUID } from 'node:crypto';
import { accessSync, constants, readFileSync, statfsSync } from 'node:fs';
import type { HostFacts, Identifiers } from '../../shared/plan/types.ts';

/** Who we are here, and what this machine can spare for a stage: `MemAvailable` of /proc/meminfo, and the room in /var/tmp. */
export function readHost(): HostFacts {
  const kB = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'latin1'))?.[1];
  return { memoryAvailable: Number(kB ?? 0) * 1024, scratchAvailable: roomIn('/var/tmp'), isRoot: process.getuid?.() === 0 };
}

/** Bytes; none where it is missing or read-only, as in containers and on images that are not to change. */
export function roomIn(folder: string): number {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** For everything that a plan may make: {@link Identifiers} are given to planning, so that planning stays pure. */
export function newIdentifiers(): Identifiers {
  const eight = (): string[] => Array.from({ length: 8 }, () => randomUUID());
  return { table: randomUUID(), partitions: eight(), filesystems: eight() };
}
