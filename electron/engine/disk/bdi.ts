import { readFileSync, writeFileSync } from 'node:fs';
import type { Scope } from '../../run/scope.ts';

/**
 * Limits how much may wait in memory for one drive, so that writing goes on while tar unpacks and the last flush is
 * short (Documentation/ABI/testing/sysfs-class-bdi; `strict_limit` and `max_bytes` since Linux 6.2). Without
 * `strict_limit` the other two do nothing. Where the kernel lacks them, the job does without.
 *
 * `max_bytes` is the same setting as `max_ratio` in other units, and to restore it by 0 would leave a ratio of 0 for
 * good: so the ratio is what is saved and put back.
 */
export function limitWriteback(disk: string, bytes: number, scope: Scope): boolean {
  const folder = `/sys/class/bdi/${disk}`;
  try {
    const ratio = readFileSync(`${folder}/max_ratio`, 'latin1').trim();
    const strict = readFileSync(`${folder}/strict_limit`, 'latin1').trim();
    scope.defer('restoring the write-back limit', () => {
      writeFileSync(`${folder}/strict_limit`, strict);
      writeFileSync(`${folder}/max_ratio`, ratio);
    });
    writeFileSync(`${folder}/strict_limit`, '1');
    writeFileSync(`${folder}/max_bytes`, String(bytes));
    return true;
  } catch {
    return false;
  }
}
