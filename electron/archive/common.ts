import { type Attributes, attributesOf, NO_ATTRIBUTES, type PaxRecords } from './pax.ts';
import { fieldsOf, NO_FIELDS, type OnFault, type PaxFields } from './paxFields.ts';

/** What a global header says of all members behind it (pax(1p)): it may be long, and is taken apart once. */
export interface Common {
  readonly fields: PaxFields;
  readonly attributes: Attributes;
  /** There is more than what was looked at. */
  readonly isCut: boolean;
}

export const NO_COMMON: Common = { fields: NO_FIELDS, attributes: NO_ATTRIBUTES, isCut: false };

/** Each of them is one of every member, and nobody gives all files many. */
const MOST_ATTRIBUTES = 64;

export function commonOf({ records, isCut }: PaxRecords, onFault: OnFault): Common {
  const attributes = attributesOf(records);
  const isLong = attributes.size > MOST_ATTRIBUTES;
  return {
    fields: fieldsOf(records, onFault),
    attributes: isLong ? new Map([...attributes].slice(0, MOST_ATTRIBUTES)) : attributes,
    isCut: isCut || isLong,
  };
}
