/** Text as a file has it: UTF-8, one character a byte, which is how edits have it. @throws URIError unless it is well-formed */
export function bytesOf(text: string): string {
  return encodeURIComponent(text).replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** In hexadecimal, without anything between them. */
export function hexOf(text: string): string {
  return numbersOf(text)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

export function numbersOf(text: string): number[] {
  return bytesOf(text)
    .split('')
    .map((byte) => byte.charCodeAt(0));
}

/** None of its surrogates stands alone. */
export function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
