import { statfsSync } from 'node:fs';
import { NOT_HELD, NOT_PERMITTED, TOO_LARGE, UNREADABLE } from '../extract/complaints.ts';
import type { Losses } from '../extract/losses.ts';
import { unknownNames } from './acl.ts';
import { ACCESS, DEFAULT, type Portrait } from './portrait.ts';

export interface Wrong {
  /** Of the member, a byte string. */
  readonly name: string;
  readonly expected: Portrait;
  /** Not there, or not as it was packed. */
  readonly attribute: string;
  readonly isThere: boolean;
  /** The member is a file or a folder. */
  readonly isPlain: boolean;
}

/**
 * Whether what is wrong is no mismatch: tar has said that it could not set it, or it cannot be set at all. What was not known yet is put
 * among the losses: a later verification has heard nothing of tar's words.
 */
export function isForgiven(wrong: Wrong, room: Room, losses: Losses): boolean {
  const { name, attribute } = wrong;
  if (losses.has(name, attribute)) return true;
  const reason = reasonOf(wrong, room);
  if (reason !== undefined) losses.add(name, isAcl(attribute) ? { kind: 'acl' } : { kind: 'xattr', name: attribute }, reason);
  return reason !== undefined;
}

const isAcl = (attribute: string): boolean => attribute === ACCESS || attribute === DEFAULT;

/** Names of xattr(7), which have something behind the first dot; of the system's own, filesystems have ACLs. */
function isKnown(attribute: string): boolean {
  return isAcl(attribute) || (/^(?:user|trusted|security)\../s.test(attribute) && attribute.length <= 255);
}

/** The kernel takes no file capabilities but in three forms (`cap_convert_nscap` and `get_vfs_caps_from_disk` in security/commoncap.c). */
function isTaken(attribute: string, value: string): boolean {
  return attribute !== 'security.capability' || (value.length === 20 && value.charCodeAt(3) === 2) || (value.length === 24 && value.charCodeAt(3) === 3);
}

/** By acl(5) and xattr(7): kinds that no filesystem has, and attributes of users, which links and devices cannot have. */
function reasonOf({ expected, attribute, isThere, isPlain }: Wrong, room: Room): string | undefined {
  if (isAcl(attribute) && unknownNames(expected.get(attribute) ?? '').length > 0) return UNREADABLE;
  if (isThere) return undefined;
  if (!isKnown(attribute) || !isTaken(attribute, expected.get(attribute) ?? '')) return NOT_HELD;
  if (attribute.startsWith('user.') && !isPlain) return NOT_PERMITTED;
  return room(expected, attribute) ? undefined : TOO_LARGE;
}

/** Whether a file can have one of these attributes beside the others. */
export type Room = (attributes: Portrait, attribute: string) => boolean;

/** Of statfs(2). */
const EXT4 = 0xef53;
const BTRFS = 0x9123683e;
/** Of xattr(7): what Linux takes at all, and what xfs has room for. */
const MOST = 64 * 1024;
/** A leaf of btrfs without its headers (`BTRFS_MAX_XATTR_SIZE`). */
const MOST_ON_BTRFS = 16_200;
/** Of ext4's block of attributes, and of each entry in it, padding included (`fs/ext4/xattr.h`). */
const HEADER = 36;
const ENTRY = 20;

/** Of the filesystem at a path: ext4 has one block for all attributes of a file, others have room for each. */
export function roomOf(path: string): Room {
  const { type, bsize } = statfsSync(path);
  const bytes = (name: string, value: string | undefined): number => ENTRY + name.length + lengthOf(value ?? '');
  if (type === EXT4) return (attributes) => [...attributes].reduce((sum, [name, value]) => sum + bytes(name, value), HEADER) <= bsize;
  const most = type === BTRFS ? MOST_ON_BTRFS : MOST;
  return (attributes, attribute) => bytes(attribute, attributes.get(attribute)) - ENTRY <= most;
}

/** An ACL takes less than its text. */
function lengthOf(value: string): number {
  return Number(/^(\d+) bytes, sha256 /.exec(value)?.[1] ?? value.length);
}
