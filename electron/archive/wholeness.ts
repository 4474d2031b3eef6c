import { readHeaders } from './headers.ts';
import type { FeedRequest } from './feed.ts';
import { readTar } from './tarReader.ts';

/**
 * Whether a stream without an end mark ends where a member ends, and its compression is whole: else it was cut short. tar tells no
 * more than that it fell short of data, so every header is looked at once more. A `.Z` file may be cut anywhere (compress(1) has no
 * mark and no sum).
 */
export async function endsWithMember(request: FeedRequest): Promise<boolean> {
  if (request.compression === 'compress') return false;
  const reader = readTar(() => {}, { ignoresZeros: true });
  const end = await readHeaders({ ...request, isStrict: true }, { reader, isEnough: () => false, onStart: () => {} });
  return end.ok && !end.junk && reader.isBetween();
}
