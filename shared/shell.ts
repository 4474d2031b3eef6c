/** Word by word quoted for a shell, to be read and copied by people; Tarstrap itself runs no shell. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
