/** How work is shown while it goes on. */

interface Stream {
  readonly isTTY?: boolean;
  /** 0 where the terminal does not tell, as a serial console does not. */
  readonly columns?: number;
  readonly rows?: number;
}

/**
 * Whether a line, or so many of them, can be drawn over and over. Else there are lines, one behind the other. No colours are used, so NO_COLOR asks
 * for nothing.
 */
export function isLive({ isTTY, columns, rows }: Stream, term: string | undefined, lines = 1): boolean {
  const hasRoom = (columns ?? 0) > 0 && (lines === 1 || (rows ?? 0) >= lines);
  return isTTY === true && hasRoom && term !== undefined && !['', 'dumb', 'unknown'].includes(term);
}

/** To the beginning of the line, and nothing on it (ECMA-48, EL). */
export const CLEAR = '\r\u001b[K';

/** To where so many lines began, of which the last was not ended, and nothing on them (CUU). */
export function cleared(lines: number): string {
  return CLEAR + '\u001b[A\u001b[K'.repeat(Math.max(0, lines - 1));
}

/** Tells when a fraction has come to another tenth. What jumps over some of them is told of once. */
export function tenths(): (fraction: number) => boolean {
  let shown = 0;
  return (fraction) => {
    const tenth = Math.floor(fraction * 10);
    const isNews = tenth > shown;
    shown = Math.max(shown, tenth);
    return isNews;
  };
}
