import type { Extension } from './extension.ts';
import type { EntryType, TarEntry } from './listing.ts';
import { ACL_TEXTS, type Attributes } from './pax.ts';
import { MOST_OWNER, type OnFault, type PaxFields } from './paxFields.ts';
import { deviceIn, type DeviceNumber, gidIn, linkTargetIn, modeIn, mtimeIn, nameIn, type TarHeader, uidIn } from './tarHeader.ts';
import type { TarTime } from './tarTime.ts';

/** What tar makes of a header and what was said of it before (list.c, `decode_header` and `simple_print_header`). */

export interface Headers {
  readonly header: TarHeader;
  readonly own: Extension;
  readonly fields: PaxFields;
  readonly attributes: Attributes;
  /** Number of the block from which tar counts. */
  readonly block: number;
  /** With the holes of a sparse file. */
  readonly size: number;
}

const TYPES: Readonly<Record<string, EntryType>> = {
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character',
  '4': 'block',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
  D: 'directory',
  S: 'file',
};
/** They tell a size, a target, the number of a device. */
const SIZED: readonly EntryType[] = ['file', 'directory'];
const LINKS: readonly EntryType[] = ['symlink', 'hardlink'];
const DEVICES: readonly EntryType[] = ['character', 'block'];

export function entryOf({ header, own, fields, attributes, block, size }: Headers, onFault: OnFault): TarEntry {
  const name = fields.name ?? own.name?.text ?? nameIn(header);
  const { type, unknown } = typeOf(header, name);
  // tar reads them in any case, and fails where they are none.
  const [uid, gid, mtime] = [ownerOf(uidIn(header), onFault), ownerOf(gidIn(header), onFault), timeOf(header, onFault)];
  return {
    block,
    type,
    unknown,
    mode: modeOf(header, onFault),
    uid: fields.uid ?? uid,
    gid: fields.gid ?? gid,
    size: SIZED.includes(type) ? size : 0,
    device: DEVICES.includes(type) ? deviceOf(header, onFault) : undefined,
    mtime: fields.mtime ?? mtime,
    name,
    linkTarget: LINKS.includes(type) ? targetOf(type, header, fields.linkTarget ?? own.target?.text) : undefined,
    extended: attributes.size > 0,
    acl: hasAcl(attributes),
  };
}

/** The oldest tars have no type for folders, but a slash at the end of their names. */
function typeOf({ type }: TarHeader, name: string): Pick<TarEntry, 'type' | 'unknown'> {
  const known = TYPES[type];
  if (known === 'file' && name.endsWith('/') && name !== '/') return { type: 'directory', unknown: undefined };
  return known ? { type: known, unknown: undefined } : { type: 'file', unknown: true };
}

/** tar takes nothing for the target of a hard link for the root. */
function targetOf(type: EntryType, header: TarHeader, said: string | undefined): string {
  const target = said ?? linkTargetIn(header);
  return target === '' && type === 'hardlink' ? '.' : target;
}

const hasAcl = (attributes: Attributes): boolean => attributes.size > 0 && ACL_TEXTS.some((keyword) => attributes.has(keyword));

function modeOf(header: TarHeader, onFault: OnFault): number {
  const mode = modeIn(header);
  if (Number.isNaN(mode)) onFault('its mode is no number');
  return mode & 0o7777;
}

function ownerOf(id: number, onFault: OnFault): number {
  if (id >= 0 && id <= MOST_OWNER) return id;
  if (Number.isNaN(id)) onFault('the number of its owner or group is none');
  else onFault(`the number of its owner or group, ${id}, is out of range`, true);
  return MOST_OWNER;
}

function timeOf(header: TarHeader, onFault: OnFault): TarTime {
  const seconds = mtimeIn(header);
  if (Number.isNaN(seconds)) onFault('its time is no number');
  return { seconds: seconds || 0, nanoseconds: 0 };
}

function deviceOf(header: TarHeader, onFault: OnFault): DeviceNumber {
  const device = deviceIn(header);
  if (!(isDeviceNumber(device.major) && isDeviceNumber(device.minor))) onFault('the number of its device is none');
  return device;
}

const isDeviceNumber = (number: number): boolean => number >= 0 && number < 2 ** 32;
