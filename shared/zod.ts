import { z } from 'zod';

/**
 * Schemas are told not to compile themselves: each of ours reads a few messages in the life of a process, and compiling takes longer than that (measured: a
 * twentieth of a small job). Everybody has `z` from here, so that it is known before the first schema is made.
 */
z.config({ jitless: true });

export { z };
