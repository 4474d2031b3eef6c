import { setFlagsFromString } from 'node:v8';

/**
 * V8 gives its young objects up to 48 MB when many outlive a round, as members of an archive do, and keeps that. With this, rounds stay
 * small: terminal and engine together take 160 MB for 30,000 files, not 207 MB. To be called before anything else is done.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
