/** The C quoting of GNU tar (`--quoting-style=c`; gnulib's quotearg). */

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

export interface Quoted {
  /** A byte string. */
  readonly value: string;
  /** What follows the closing quote. */
  readonly rest: string;
}

/** Reads `"a\303\251\n" -> …`; undefined if the text does not begin with a complete quoted string. */
export function readQuoted(text: string): Quoted | undefined {
  if (!text.startsWith('"')) return undefined;
  const end = closingQuote(text);
  return end < 0 ? undefined : { value: unquote(text.slice(1, end)), rest: text.slice(end + 1) };
}

function closingQuote(text: string): number {
  let end = text.indexOf('"', 1);
  while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, index: number): boolean {
  let first = index;
  while (text[first - 1] === '\\') first -= 1;
  return (index - first) % 2 === 1;
}

/** Of a text without its quotes, as tar's `escape` style has it, too. */
export function unquote(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([0-7]{3}|[^])/g, (_, code: string) => ESCAPES[code] ?? (code.length === 3 ? String.fromCharCode(parseInt(code, 8)) : code));
}
