import type { PaxRecord } from './pax.ts';
import { textOf } from './tarHeader.ts';
import type { TarTime } from './tarTime.ts';

/** What extended headers say in place of a header's own fields (xheader.c, `xhdr_tab`). */
export interface PaxFields {
  readonly name?: string | undefined;
  readonly linkTarget?: string | undefined;
  /** Bytes in the archive. */
  readonly size?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly mtime?: TarTime | undefined;
  /** Of a sparse file. */
  readonly realSize?: number | undefined;
  /** Its map lies in front of its contents, if this is more than 0. */
  readonly sparseVersion?: number | undefined;
  /** Its map is in the records. */
  readonly hasMap: boolean;
}

/** Of the last two nothing is kept, but tar fails where they are no times. */
type Field = keyof PaxFields | 'sparseName' | 'atime' | 'ctime';

/** @param isOfOwner it is no more than a number of an owner that Linux does not have */
export type OnFault = (what: string, isOfOwner?: boolean) => void;

export const MOST_OWNER = 2 ** 32 - 1;
const MOST_SIZE = 2 ** 63;

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['path', 'name'],
  ['GNU.sparse.name', 'sparseName'],
  ['linkpath', 'linkTarget'],
  ['size', 'size'],
  ['uid', 'uid'],
  ['gid', 'gid'],
  ['mtime', 'mtime'],
  ['atime', 'atime'],
  ['ctime', 'ctime'],
  ['GNU.sparse.size', 'realSize'],
  ['GNU.sparse.realsize', 'realSize'],
  ['GNU.sparse.major', 'sparseVersion'],
  ['GNU.sparse.numbytes', 'hasMap'],
  ['GNU.sparse.map', 'hasMap'],
]);

export const NO_FIELDS: PaxFields = { hasMap: false };

/** @param records in their order: what is said later counts */
export function fieldsOf(records: readonly PaxRecord[], onFault: OnFault): PaxFields {
  const texts = new Map<Field, string>();
  for (const { keyword, value } of records) {
    const field = FIELDS.get(keyword);
    if (field && !(isUnused(field) && isPlainTime(value))) texts.set(field, textOf(value));
  }
  if (texts.size === 0) return NO_FIELDS;
  const number = (field: Field, most: number): number | undefined => {
    const text = texts.get(field);
    if (text === undefined || (/^\d+$/.test(text) && Number(text) <= most)) return text === undefined ? undefined : Number(text);
    const isOwner = most === MOST_OWNER && /^-?\d+$/.test(text);
    onFault(`an extended header says ${field}=${text}, which is ${isOwner ? 'out of range' : 'no such number'}`, isOwner);
    return undefined;
  };
  const time = (field: Field): TarTime | undefined => timeOf(field, texts.get(field), onFault);
  time('atime');
  time('ctime');
  return {
    name: texts.get('sparseName') ?? texts.get('name'),
    linkTarget: texts.get('linkTarget'),
    size: number('size', MOST_SIZE),
    uid: number('uid', MOST_OWNER),
    gid: number('gid', MOST_OWNER),
    mtime: time('mtime'),
    realSize: number('realSize', MOST_SIZE),
    sparseVersion: number('sparseVersion', MOST_SIZE),
    hasMap: texts.has('hasMap'),
  };
}

const isUnused = (field: Field): boolean => field === 'atime' || field === 'ctime';

/** It begins with a digit, and with nanoseconds is too short for a number that is too large: as every program writes it. */
function isPlainTime(value: Buffer): boolean {
  const first = value[0] ?? 0;
  return first >= 0x30 && first <= 0x39 && (value.length < 19 || value[10] === 0x2e);
}

/** What is said of one member counts before what is said of all. */
export function laidOver(common: PaxFields, own: PaxFields): PaxFields {
  if (common === NO_FIELDS || own === NO_FIELDS) return own === NO_FIELDS ? common : own;
  return {
    name: own.name ?? common.name,
    linkTarget: own.linkTarget ?? common.linkTarget,
    size: own.size ?? common.size,
    uid: own.uid ?? common.uid,
    gid: own.gid ?? common.gid,
    mtime: own.mtime ?? common.mtime,
    realSize: own.realSize ?? common.realSize,
    sparseVersion: own.sparseVersion ?? common.sparseVersion,
    hasMap: own.hasMap,
  };
}

/** `-1.5` is half a second after the second second before 1970. What is less than a nanosecond is cut off towards the past (misc.c, `decode_timespec`). */
function timeOf(field: Field, text: string | undefined, onFault: OnFault): TarTime | undefined {
  if (text === undefined) return undefined;
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?/.exec(text) ?? [];
  if (whole === undefined || Number(whole) > MOST_SIZE) {
    onFault(`an extended header says ${field}=${text}, which is no time`);
    return undefined;
  }
  const seconds = Number(whole);
  const nanoseconds = Number(fraction.slice(0, 9).padEnd(9, '0'));
  if (sign !== '-') return { seconds, nanoseconds };
  const past = nanoseconds + Number(/[1-9]/.test(fraction.slice(9)));
  return past === 0 ? { seconds: 0 - seconds, nanoseconds: 0 } : { seconds: -seconds - 1, nanoseconds: 1e9 - past };
}
