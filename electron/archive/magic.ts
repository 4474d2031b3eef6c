/** Whether there is this at that offset; one character a byte. */
export const at =
  (offset: number, magic: string) =>
  (head: Buffer): boolean =>
    head.toString('latin1', offset, offset + magic.length) === magic;
