import type { ArchiveFacts, FileIdentity } from '../../../shared/facts.ts';
import type { Plan } from '../../../shared/plan/types.ts';
import { lastLength, likelyLength } from '../../archive/container/gzip.ts';
import { shareAt } from '../../archive/container/milestones.ts';
import type { Feed, FeedRequest } from '../../archive/feed.ts';
import type { MembersFold } from '../../archive/inspect.ts';
import { bytesOf } from '../../archive/open.ts';
import { type Compared, MEMBER_BYTES } from '../verify/cost.ts';

/** What an archive will most likely turn out to be that is read while it is laid, if it goes on as so far: for the bar, and for no more. */
export interface Likely {
  /** Now it is read. @param feed out of which, if it is decompressed */
  readonly begin: (request: Pick<FeedRequest, 'fd'>, feed: Feed | undefined) => void;
  /** What the drive will have written in the end. */
  readonly deviceBytes: () => number;
  /** Bytes of the stream, as far as they are known or there is a good guess. */
  readonly streamBytes: () => number | undefined;
  /** What there will be to compare; undefined where nothing shows yet. */
  readonly compared: () => Pick<Compared, 'streamBytes' | 'members'> | undefined;
  /** Share of the stream that lies before a position in the archive's file. */
  readonly shareAt: (position: number) => number;
}

export function foreseeLaying({ guessed, milestones, file, compression, streamBytes: told }: ArchiveFacts, plan: Plan, soFar: MembersFold['soFar']): Likely {
  /** Of what another has decompressed the position is reckoned back, as if all of the file were alike. */
  let shareOf = (position: number): number => position / file.size;
  /** Share of the archive that was decompressed. */
  let shareUnpacked = (): number => 0;
  /** The same when the last member came: of what it holds, which may be much, nothing is told before the next one. */
  let counted = { position: 0, share: 0 };
  const shareRead = (): number => {
    const { position } = soFar();
    if (position !== counted.position) counted = { position, share: shareUnpacked() };
    return counted.share;
  };
  /** What a gzip file says of itself. */
  let last: number | undefined;
  const begin: Likely['begin'] = ({ fd }, feed) => {
    if (feed && milestones) shareOf = (position) => shareAt(milestones, position);
    if (feed) shareUnpacked = () => shareOf(feed.position());
    if (compression === 'gzip') last = lastOf(fd, file);
  };
  const streamBytes = (): number | undefined => {
    if (!guessed) return told;
    const share = shareRead();
    return last === undefined || share < BELIEVABLE ? undefined : likelyLength(last, soFar().position / share);
  };
  /** Share of the stream whose members are counted. */
  const shareCounted = (): number => {
    const whole = streamBytes();
    return whole === undefined ? shareRead() : soFar().position / whole;
  };
  const deviceBytes = (): number => {
    const { blockBytes, members } = soFar();
    const share = shareCounted();
    return share < BELIEVABLE ? plan.estimates.deviceBytes : (blockBytes + members * BYTES_A_MEMBER) / share;
  };
  const compared: Likely['compared'] = () => {
    const { position, members } = soFar();
    const share = shareCounted();
    if (share < BELIEVABLE || position === 0) return undefined;
    const streamBytes = position / share;
    // Large files may lie together: the rest is taken for something between what has come and what is usual.
    const density = (members / position + 1 / MEMBER_BYTES) / 2;
    return { streamBytes, members: members + (streamBytes - position) * density };
  };
  return { begin, deviceBytes, streamBytes, compared, shareAt: (position) => shareOf(position) };
}

/** A medium that fails there fails whoever reads all of it, who says so. */
function lastOf(fd: number, identity: FileIdentity): number | undefined {
  try {
    return lastLength(bytesOf({ fd, identity }));
  } catch {
    return undefined;
  }
}

/** Share of the archive from which on it tells of the rest. */
const BELIEVABLE = 0.02;
/** What a new ext4 writes of each besides (`deviceBytes` in `shared/plan/sizes.ts`). */
const BYTES_A_MEMBER = 768;
