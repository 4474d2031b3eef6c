import { type Course, type OnMember, parseMembers, type ReadingOptions, startOfCourse, type Wish } from './members.ts';

/** Takes a tar stream piece by piece and tells its members: memory is needed for one header at a time. */
export interface TarReader {
  /** The piece is the caller's again afterwards. */
  readonly push: (piece: Buffer) => void;
  /** Bytes that come next and are not looked at: whoever can leaves them out, and says so. */
  readonly skippable: () => number;
  readonly skip: (bytes: number) => void;
  /** The end mark was there, or something that is no tar: nothing is told any more. */
  readonly hasEnded: () => boolean;
  /** Nothing of a member has come that is not complete: less than a block behind an end mark is nothing. */
  readonly isBetween: () => boolean;
  readonly course: Readonly<Course>;
}

const NONE = Buffer.alloc(0);

export function readTar(onMember: OnMember, options: ReadingOptions = { ignoresZeros: false }): TarReader {
  const course = startOfCourse();
  const parser = parseMembers(course, onMember, options);
  let wish: Wish | undefined;
  let parts: Buffer[] = [];
  let held = 0;
  const answer = (data: Buffer): void => {
    const next = parser.next(data);
    wish = next.done ? undefined : next.value;
  };
  const skip = (bytes: number): void => {
    if (!wish || !('skip' in wish)) return;
    if (bytes < wish.skip) wish = { skip: wish.skip - bytes };
    else answer(NONE);
  };
  const take = (part: Buffer, bytes: number): void => {
    if (part.length === bytes) return answer(part);
    parts.push(Buffer.from(part));
    held += part.length;
    if (held < bytes) return;
    const whole = Buffer.concat(parts);
    parts = [];
    held = 0;
    answer(whole);
  };
  /** @returns how many bytes were used; undefined where nothing can be done with what there is */
  const use = (piece: Buffer, at: number): number | undefined => {
    if (!wish) return undefined;
    const wanted = 'take' in wish ? wish.take - held : wish.skip;
    const used = Math.min(wanted, piece.length - at);
    if (used === 0 && wanted > 0) return undefined;
    if ('take' in wish) take(piece.subarray(at, at + used), wish.take);
    else skip(used);
    return used;
  };
  const push = (piece: Buffer): void => {
    let at = 0;
    for (let used = use(piece, at); used !== undefined; used = use(piece, at)) at += used;
  };
  answer(NONE);
  const skippable = (): number => (wish && 'skip' in wish ? wish.skip : 0);
  const isBetween = (): boolean => wish !== undefined && 'take' in wish && wish.isBetween === true && (held === 0 || course.zeros !== undefined);
  return { push, skippable, skip, hasEnded: () => wish === undefined, isBetween, course };
}
