import type { ExpectedInode } from './expected.ts';
import type { TarEntry } from './listing.ts';
import type { Taker } from './members.ts';

/** Contents of members that are kept until all have come by. */

export interface Kept<T> {
  readonly of: (inode: ExpectedInode) => T;
}

interface Text {
  readonly member: number;
  readonly bytes: Buffer;
}

/** Of several members with one name the last, and of all as many as there is room for. @param most bytes */
export function keepTexts(most: number): Kept<Buffer> & { readonly taker: (entry: Pick<TarEntry, 'name' | 'size'>, member: number) => Taker | undefined } {
  const texts = new Map<string, Text>();
  let room = most;
  const taker = ({ name, size }: Pick<TarEntry, 'name' | 'size'>, member: number): Taker | undefined => {
    room += texts.get(name)?.bytes.length ?? 0;
    texts.delete(name);
    if (size > room) return undefined;
    room -= size;
    const bytes = Buffer.alloc(size);
    texts.set(name, { member, bytes });
    return { most: size, take: (piece, position) => void piece.copy(bytes, position) };
  };
  const of = ({ member }: ExpectedInode): Buffer => [...texts.values()].find((text) => text.member === member)?.bytes ?? Buffer.alloc(0);
  return { taker, of };
}
