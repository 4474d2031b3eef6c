import type { Bytes } from './bytes.ts';

/** What is read at a time, where it is read in small steps. */
const WINDOW = 16 * 1024;
/** Longer ones are cheaper by themselves. */
const SMALL_STEP = WINDOW / 4;

/** The same bytes, for whoever goes through them from the beginning, some here and some there: many small reads become few. Each piece is gone with the next. */
export function readAhead({ size, at }: Bytes): Bytes {
  const own = Buffer.alloc(WINDOW);
  let window: Buffer = own.subarray(0, 0);
  let begin = 0;
  let last = 0;
  return {
    size,
    at: (position, length) => {
      const from = position - begin;
      if (from < 0 || from + length > window.length) {
        const isNear = position >= last && position - last < SMALL_STEP && length < WINDOW;
        const wanted = isNear ? WINDOW : length;
        window = at(position, wanted, wanted <= WINDOW ? own : undefined);
        begin = position;
      }
      last = position;
      return window.subarray(position - begin, position - begin + length);
    },
  };
}
