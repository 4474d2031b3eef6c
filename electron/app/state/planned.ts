import type { FlashRequest, ImageRequest } from '../../../shared/protocol.ts';
import type { Remark } from '../../../shared/remarks.ts';
import type { Segment } from '../../../shared/view.ts';

/** A plan as Review shows it, and what starts it: of an archive (`planArchive.ts`) and of a disk image (`planImage.ts`) alike. */
export interface Planned {
  readonly request: FlashRequest | ImageRequest;
  /** Bytes of the target, as it will be. */
  readonly size: number;
  /** What will lie on it. @param before what lies on it now */
  readonly after: (before: readonly Segment[]) => readonly Segment[];
  readonly lines: readonly string[];
  readonly remarks: readonly Remark[];
  readonly commands: readonly string[];
  /** Something that is there now will be gone. */
  readonly destructive: boolean;
}

/** One job for all of them: what is written is the same, and so is the kind of job. */
export function togetherOf(plans: readonly Planned[]): Planned['request'] {
  const requests = plans.map(({ request }) => request);
  const archives = requests.flatMap((request) => (request.type === 'flash' ? request.lanes : []));
  if (archives.length > 0) return { type: 'flash', lanes: archives };
  return { type: 'flash-image', lanes: requests.flatMap((request) => (request.type === 'flash-image' ? request.lanes : [])) };
}
