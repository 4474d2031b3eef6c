/** How work is shown while it goes on. */

interface Stream {
  readonly isTTY?: boolean;
  /** 0 where the terminal does not tell, as a serial console does not. */
  readonly columns?: number;
}

/** Whether one line can be drawn over and over. Else there are lines, one behind the other. No colours are used, so NO_COLOR asks for nothing. */
export function isLive({ isTTY, columns }: Stream, term: string | undefined): boolean {
  return isTTY === true && (columns ?? 0) > 0 && term !== undefined && !['', 'dumb', 'unknown'].includes(term);
}

/** To the beginning of the line, and nothing on it (ECMA-48, EL). */
export const CLEAR = '\r\u001b[K';

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
