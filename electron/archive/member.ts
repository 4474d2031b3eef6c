import { entryOf } from './entry.ts';
import type { Common } from './common.ts';
import { type Extension, firstBlock } from './extension.ts';
import type { TarEntry } from './listing.ts';
import { type Attributes, attributesOf, isMissed, type PaxRecord } from './pax.ts';
import { fieldsOf, laidOver, type OnFault, type PaxFields } from './paxFields.ts';
import { mapElsewhere, mapInContents, mapInHeader, type SparseMap } from './sparse.ts';
import { isOfBsdtar, isOfStar, type TarHeader } from './tarHeader.ts';

/** A member by its headers. */
export interface TarMember {
  /** As tar lists it. */
  readonly entry: TarEntry;
  /** What its header calls it, one character (tar(5)). */
  readonly typeflag: string;
  readonly attributes: Attributes;
  /** No header was too large to be looked at: it has no other attributes. */
  readonly isWhole: boolean;
  /** Keywords of what tar passes over, and what is missed then. */
  readonly missed: readonly string[];
  readonly isSparse: boolean;
  readonly isOfBsdtar: boolean;
}

/** A member, and what comes behind its header. */
export interface MemberHead {
  readonly member: TarMember;
  /** Bytes that come of its contents; a map that lies in front of them is taken off when it was read. */
  stored: number;
  readonly map: SparseMap | undefined;
}

export interface Said {
  /** Of all members. */
  readonly common: Common;
  /** Of this one. */
  readonly own: Extension;
}

/** Hard and symbolic links, device nodes, folders and FIFOs have no contents, whatever size they tell: so tar unpacks them. */
const EMPTY = '123456';
/** No file is longer (2^52 bytes): what says so has no end, and positions behind it stay numbers that can be counted with. */
const MOST_CONTENT = 2 ** 52;

/** @param block number of its header's */
export function memberOf(header: TarHeader, block: number, { common, own }: Said, onFault: OnFault): MemberHead {
  const records = own.pax?.records ?? NONE;
  const fields = laidOver(common.fields, fieldsOf(records, onFault));
  const attributes = attributesOf(records, common.attributes);
  const isEmpty = EMPTY.includes(header.type);
  const inArchive = Math.min(fields.size ?? header.size, MOST_CONTENT);
  const map = isEmpty ? undefined : mapOf(header, fields, own.pax !== undefined);
  // What calls itself sparse and has no map is read by its size as a file.
  const size = map?.realSize ?? fields.realSize ?? inArchive;
  const entry = entryOf({ header, own, fields, attributes, block: firstBlock(block, own), size }, onFault);
  const isWhole = !common.isCut && !(own.pax?.isCut ?? false);
  const member = { entry, typeflag: header.type, attributes, isWhole, missed: missedIn(records), isSparse: map !== undefined, isOfBsdtar: isOfBsdtar(header) };
  return { member, stored: storedOf(isEmpty, map ? inArchive : size), map };
}

const storedOf = (isEmpty: boolean, size: number): number => (isEmpty ? 0 : size);

const NONE: readonly never[] = [];

function missedIn(records: readonly PaxRecord[]): readonly string[] {
  return records.length === 0 ? NONE : records.map(({ keyword }) => keyword).filter(isMissed);
}

function mapOf(header: TarHeader, { sparseVersion = 0, hasMap, realSize }: PaxFields, isPax: boolean): SparseMap | undefined {
  const isStars = isOfStar(header);
  if (header.type === 'S' && (isStars || header.format === 'gnu')) return mapInHeader(header, isStars);
  if (!isPax || isStars || header.format !== 'ustar') return undefined;
  if (sparseVersion > 0) return mapInContents(realSize);
  return hasMap ? mapElsewhere(realSize) : undefined;
}

/** The rest of a file that begins on another volume, in a pax archive. */
const FILE_PART = /(?:^|\/)GNUFileParts(?:\.\d+)?\//;

/** Whether a tar was split, and this goes on in what begins elsewhere. */
export function isContinued({ typeflag, entry }: TarMember): boolean {
  return typeflag === 'M' || (entry.type === 'file' && FILE_PART.test(entry.name));
}
