import { TarstrapError } from '../../shared/errors.ts';

/** What this machine has too little of, in the last words of whoever needed it. Pure. */

/** Of the C library (strerror(3)), and in turn of zstd, xz, bzip2, lz4, igzip, lzip, tar and python3. A member's name may stand before them. */
const OF_MEMORY =
  /(?:Cannot allocate memory|not enough memory|Memory usage limit reached|couldn't allocate enough memory|allocation_failed|Failed to allocate memory|Not enough memory\.?|memory exhausted|MemoryError)\s*$/im;
/** The same of threads: of pigz and zstd. */
const OF_PROCESSES = /Resource temporarily unavailable\s*$|^pigz: resource unavailable|Failed creating I\/O thread pool\s*$/m;

/** @returns TarstrapError `memory-lacking`, `limit-reached` */
export function shortageIn(words: string, tool: string): TarstrapError | undefined {
  if (OF_MEMORY.test(words)) return new TarstrapError('memory-lacking', { tool }, words);
  return OF_PROCESSES.test(words) ? new TarstrapError('limit-reached', { what: 'processes', command: 'ulimit -u unlimited' }, words) : undefined;
}
