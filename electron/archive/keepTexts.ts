import type { ExpectedInode } from './expected.ts';
import type { TarEntry } from './listing.ts';
import type { Taker } from './members.ts';

/** Contents of members that are kept until all have come by. */

export interface Kept<T> {
  readonly of: (inode: ExpectedInode) => T;
}

interface Text {
  readonly member: number;
  readonly size: number;
  /** Made for the first piece: a sparse file may claim what it does not have. */
  bytes?: Buffer;
}

/** Of several members with one name the last, and of all as many as there is room for. @param most bytes */
export function keepTexts(most: number): Kept<Buffer> & { readonly taker: (entry: Pick<TarEntry, 'name' | 'size'>, member: number) => Taker | undefined } {
  const texts = new Map<string, Text>();
  let room = most;
  const taker = ({ name, size }: Pick<TarEntry, 'name' | 'size'>, member: number): Taker | undefined => {
    const before = texts.get(name);
    room += before?.size ?? 0;
    texts.delete(name);
    if (size > room) return undefined;
    room -= size;
    const text: Text = { member, size };
    texts.set(name, text);
    const take: Taker['take'] = (piece, position) => {
      text.bytes ??= blank(size, before?.bytes);
      piece.copy(text.bytes, position);
    };
    return { most: size, take };
  };
  const of = ({ member }: ExpectedInode): Buffer => [...texts.values()].find((text) => text.member === member)?.bytes ?? Buffer.alloc(0);
  return { taker, of };
}

/** @param used what is not needed any more, and becomes it if it is as large */
function blank(size: number, used: Buffer | undefined): Buffer {
  return used?.length === size ? used.fill(0) : Buffer.alloc(size);
}
