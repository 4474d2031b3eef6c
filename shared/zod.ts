import * as z from 'zod/mini';

/**
 * The small form of zod: a program has of it only what it uses, and its schemas are made in two thirds of the time (measured), which every start pays. Its
 * messages are English only if that is asked for; people read them of a layout that does not fit.
 * Schemas are told not to compile themselves: each of ours reads a few messages in the life of a process, and compiling takes longer than that (measured: a
 * twentieth of a small job). Everybody has `z` from here, so that it is known before the first schema is made.
 */
z.config({ jitless: true, ...z.locales.en() });

export { z };
