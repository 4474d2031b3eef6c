/** A file that is read here and there. */
export interface Bytes {
  readonly size: number;
  /**
   * @param into holds them, if it is given: at least so many
   * @returns fewer bytes where the file ends
   */
  readonly at: (position: number, length: number, into?: Buffer) => Buffer;
}

/** What the container of a compressed file tells of its end, without unpacking anything. */
export type Shape =
  | 'whole'
  /** It ends too early, or is damaged where it says how long it is. */
  | 'broken'
  /** It is whole, but something lies behind it that does not belong to it. */
  | 'appended'
  /** Something else may lie behind it, or there was no time to look at all of it: a reader has to tell. */
  | 'unknown';
