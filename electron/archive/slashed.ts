import type { ArchiveFacts } from '../../shared/facts.ts';
import type { FeedRequest } from './feed.ts';
import { readHeaders } from './headers.ts';
import type { Insider } from './inside.ts';
import type { TarEntry } from './listing.ts';
import type { TarMember, Taker } from './members.ts';
import { NONE, oneMore } from './names.ts';
import { readTar } from './tarReader.ts';

/**
 * Files whose names end with a slash, as folders have it in the oldest tars. tar lists and lays them as folders; but where one has contents
 * it takes these for headers when it unpacks, and fails.
 */

/** What tar lists as a folder with a size: it may be one, of which tar passes over the size. */
export function isPerhapsSlashed({ type, size }: TarEntry): boolean {
  return type === 'directory' && size > 0;
}

/** A pass of its own, because the listing does not tell them apart. */
export async function findSlashed(request: FeedRequest, insider: Insider): Promise<ArchiveFacts['problems']> {
  let found = NONE;
  let last: TarMember | undefined;
  const see = (member: TarMember): void => void (last = member);
  const contentsTo = (): Taker | undefined => {
    const name = last && '07'.includes(last.type) && last.name.endsWith('/') ? last.name : undefined;
    if (name === undefined || insider.name(name) === undefined) return undefined;
    let isCounted = false;
    return () => {
      if (!isCounted) found = oneMore(found, name);
      isCounted = true;
    };
  };
  const reader = readTar(see, { ignoresZeros: (request.ending?.tars ?? 1) > 1, contentsTo });
  await readHeaders(request, { reader, isEnough: () => false, onStart: () => {} });
  return found.count === 0 ? [] : [{ kind: 'folder-with-contents', ...found }];
}
