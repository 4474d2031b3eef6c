import { closeSync, read, write } from 'node:fs';
import { promisify } from 'node:util';
import { once } from '../run/once.ts';
import { openPipe } from '../run/pipe.ts';
import type { Feed, FeedRequest } from './feed.ts';
import { tellsFalseSize, withoutSize } from './tarHeader.ts';
import { readTar } from './tarReader.ts';

/** Of whole blocks, so that every header lies in one piece. */
const PIECE = 256 * 1024;

const readOn = promisify(read);
const writeOn = promisify(write);

/**
 * A feed, which is disposed of with this one, in which links, devices and FIFOs tell no size. They have no contents, whatever their headers
 * say, and tar unpacks them so; but where it passes members over, as in a listing, it goes by the size (list.c, `skip_member`), and lands in
 * the middle of another member.
 */
export async function mendFeed(feed: Feed, { folder }: Pick<FeedRequest, 'folder'>): Promise<Feed> {
  const pipe = await openPipe(folder);
  const release = once(() => closeSync(pipe.readEnd));
  const mended = mend(feed.stdin, pipe.writeEnd).finally(() => {
    closeSync(pipe.writeEnd);
    feed.release();
  });
  const dispose = async (): Promise<void> => {
    release();
    await mended;
    await feed[Symbol.asyncDispose]();
  };
  return { ...feed, stdin: pipe.readEnd, finished: mended.then(() => feed.finished), release, [Symbol.asyncDispose]: dispose };
}

async function mend(from: number, to: number): Promise<void> {
  const onHeader = (block: Buffer): void => {
    if (tellsFalseSize(block)) withoutSize(block);
  };
  const reader = readTar(() => {}, { ignoresZeros: true, onHeader });
  const piece = Buffer.alloc(PIECE);
  try {
    for (let filled = await fill(from, piece); filled > 0; filled = await fill(from, piece)) {
      reader.push(piece.subarray(0, filled));
      for (let written = 0; written < filled;) written += (await writeOn(to, piece, written, filled - written)).bytesWritten;
    }
  } catch {
    // Who reads it has enough; or it cannot be read any further, and is looked at by whoever judges (`culprit.ts`).
  }
}

/** A pipe gives less than was asked for. */
async function fill(from: number, piece: Buffer): Promise<number> {
  let filled = 0;
  for (let got = 1; got > 0 && filled < PIECE; filled += got) got = (await readOn(from, piece, filled, PIECE - filled, null)).bytesRead;
  return filled;
}
