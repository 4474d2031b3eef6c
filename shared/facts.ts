import { bootFacts, LONGEST_LOADER_NAME, sizedFile } from './bootFacts.ts';
import { z } from './zod.ts';
import { folderInside, inside } from './inside.ts';

/**
 * What is known of an archive. Numbers are bytes unless their name says otherwise.
 * Zod schemas, because it crosses the border to the root side, which trusts nothing.
 */

export const compression = z.enum(['none', 'gzip', 'xz', 'zstd', 'bzip2', 'lz4', 'lzip', 'lzma', 'compress']);
export type Compression = z.infer<typeof compression>;

const bytes = z.int().check(z.nonnegative());
const count = z.int().check(z.nonnegative());

/** Identity of a file: if any of it differs, it is not the file that was inspected. Times in nanoseconds, as text. */
export const fileIdentity = z.object({
  path: z.string().check(z.startsWith('/'), z.maxLength(4096)),
  dev: z.string(),
  ino: z.string(),
  size: bytes,
  mtimeNs: z.string(),
});
export type FileIdentity = z.infer<typeof fileIdentity>;

/** Members that matter by their number and by one example of them. */
export const tally = z.object({ count, example: z.optional(z.string().check(z.maxLength(1024))) });
export type Tally = z.infer<typeof tally>;

/** Why tar fails at a member, as GNU tar lays them one after the other. */
export const layingProblem = z.enum([
  /** A hard link to what is not there, or not yet. */
  'link-target-missing',
  'link-to-a-folder',
  /** A symlink whose target is empty. */
  'link-without-target',
  /** A folder with something in it is where something else is to be. */
  'folder-in-the-way',
  /** What is on the way to it is no folder, or a symlink that leads to none. */
  'not-a-folder',
  'name-too-long',
  /** Of a link. */
  'target-too-long',
  /** Through a symlink out of the target. */
  'leads-outside',
  /** A folder was replaced by way of another name, before it got its owner, mode and time. */
  'folder-replaced',
  /** A device whose number Linux does not have. */
  'device-out-of-range',
  /** A file with contents, but with a slash at the end of its name, by which tar takes it for a folder. */
  'folder-with-contents',
]);
export type LayingProblem = z.infer<typeof layingProblem>;

/** How the tar stream ends. */
export const ending = z.object({
  /** Tars that lie one behind the other, each behind the end mark of the one before. */
  tars: z.int().check(z.positive()),
  /** The last one has an end mark; else it ends with a whole member. */
  marked: z.boolean(),
  /** Where in the stream begins what is no tar, behind the last one's end mark; null if nothing does. It is left out. */
  junkAt: z.nullable(bytes),
  /** What does not belong to the compressed data lies behind it, as far as its decompressor tells. It is left out. */
  trailing: z.boolean(),
  /** Links, devices or FIFOs in it tell a size in their headers. They have none: without it tar finds the end of each of them. */
  falseSizes: z.optional(z.literal(true)),
});
export type Ending = z.infer<typeof ending>;

/** What an archive holds, as far as names tell. */
export const contents = z.object({
  kind: z.enum([
    'root',
    'initramfs',
    /** A root filesystem, but in a folder. */
    'wrapped',
    'docker-image',
    'oci-image',
    'noobs',
    'kernel-source',
    /** With its modules. */
    'kernel',
    'modules',
    'firmware',
    /** What a Raspberry Pi loads into its memory, and runs from there, as Alpine Linux has it. */
    'diskless',
    /** A Raspberry Pi's boot partition. */
    'boot-files',
    /** Of a Debian package. */
    'package',
    'archive',
    'image',
    'files',
  ]),
  /** In which a root filesystem lies, or everything: what can be chosen as `inside`. */
  folders: z.array(folderInside).check(z.maxLength(4)),
  /** The archive or image that lies in it. */
  member: z.optional(z.string().check(z.maxLength(1024))),
});
export type Contents = z.infer<typeof contents>;

const id = count.check(z.maximum(2 ** 32 - 1));
/** A user or group as ACLs may name one: what `useradd` takes, and what domains make of it; never more than a field of passwd(5). */
export const aclName = z.string().check(z.regex(/^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,63}\$?$/));
/** Of users, and of groups: a request is one line of limited length. */
export const MOST_ACL_NAMES = 100;
const numbered = z.array(z.tuple([aclName, count.check(z.maximum(2 ** 32 - 2))])).check(z.maxLength(MOST_ACL_NAMES));

/** Whom ACLs name, with their numbers, as far as these are known. */
export const aclNames = z.object({ users: numbered, groups: numbered });
export type AclNames = z.infer<typeof aclNames>;

/** What was packed and does not land. */
export const loss = z.object({
  /** As the subject of a sentence, with the reason. */
  what: z.string().check(z.maxLength(300)),
  /** Members. */
  count,
  example: z.string().check(z.maxLength(1024)),
});
export type Loss = z.infer<typeof loss>;
/** Kinds of losses that are told apart. */
export const MOST_LOSSES = 16;
export const losses = z.array(loss).check(z.maxLength(MOST_LOSSES));

/** Of a line for people, which is cut off there. */
export const LONGEST_SHOWN = 200;

/** Where machines have FAT partitions: at `/` those that load a system into memory. */
export const fatPlace = z.enum(['/', '/boot', '/boot/firmware', '/boot/efi', '/efi']);
export type FatPlace = z.infer<typeof fatPlace>;

/** What lies below a folder where a FAT partition may be mounted. */
const ofFatPlace = z.object({
  /** What it takes there, with its names. */
  blockBytes: bytes,
  /** Members that FAT cannot hold. */
  notFatSafe: tally,
  /** Hard links with one name below it and one elsewhere: two filesystems cannot share them. */
  links: tally,
  /** Members with an ACL. */
  acls: tally,
  /** Where the folder is a symlink, its target. */
  link: z.optional(z.string().check(z.maxLength(1024))),
});

export const archiveFacts = z.object({
  file: fileIdentity,
  compression,
  /** The folder that is meant; null: all of it. What is told of members, sizes and the system is of what lies in it. */
  inside: z.nullable(inside),
  /** Length of the uncompressed tar stream, as tar's own totals count it. */
  streamBytes: bytes,
  /** So much of it was not read: what is told of members is of those before. The length of the stream is what its container tells then, or a guess. */
  unread: bytes,
  /** The length of the stream is a guess: its container does not tell. */
  guessed: z.optional(z.literal(true)),
  /** Where it is a guess, a better one: rather too many bytes were taken for whatever must have room. */
  likelyBytes: z.optional(bytes),
  /** Where it is a guess, but the container has blocks that tell: positions in the file where each part of the stream ends, of equal parts. */
  milestones: z.optional(z.array(bytes).check(z.minLength(1), z.maxLength(64))),
  /** Where some is unread: bsdtar has made it, which keeps ACLs unasked. */
  ofBsdtar: z.optional(z.literal(true)),
  ending,
  entries: z.object({ total: count, files: count, directories: count, symlinks: count, hardLinks: count, special: count }),
  /** Sum of the sizes of the regular files, and what they take in 4 KiB blocks without the holes of sparse files. */
  contentBytes: bytes,
  blockBytes: bytes,
  /** Inodes that a filesystem must have: every member but hard links. */
  inodes: count,
  /** The largest file, for filesystems with a limit. */
  largestFile: bytes,
  /** Members of another owner or group than root. */
  foreign: count,
  /** Members that carry xattrs, ACLs or an SELinux label. */
  extended: count,
  /** Of these, members with an ACL. */
  acls: count,
  /** What attributes take beside the files: names and values, and how many inodes have more of them than they hold themselves. */
  attributeRoom: z.object({ bytes, beyondExt4: count, beyondXfs: count }),
  /** Attributes that take an administrator to be set: `trusted.…`, and `security.…` but for capabilities. */
  privileged: count,
  /** Members with a label of SELinux that came as text (`tar --selinux`). */
  labels: count,
  /** The largest value of an attribute, for filesystems with a limit. */
  largestXattr: bytes,
  aclNames,
  /** The first few whom ACLs name and nobody knows a number of. */
  aclStrangers: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(8)),
  /** What tar will leave out, because it does not know in which form it was packed. */
  ignored: losses,
  /** Names of the members that carry any, one character a byte, where they are few: else none. */
  extendedNames: z.array(z.string().check(z.maxLength(1024), z.regex(/^[\u0001-\u00ff]+$/))).check(z.maxLength(64)),
  rootFilesystem: z.boolean(),
  contents,
  /** The root folder's own, if it is a member. */
  root: z.nullable(z.object({ mode: count.check(z.maximum(0o7777)), uid: id, gid: id })),
  /** The user other than root who has most members. */
  ordinary: z.nullable(z.object({ uid: id, members: count })),
  distribution: z.optional(z.string().check(z.maxLength(200))),
  machine: z.optional(z.string().check(z.maxLength(40))),
  kernels: z.array(z.string().check(z.maxLength(1024))).check(z.maxLength(8)),
  /** Files that by their names are boot loaders, with their sizes. */
  loaders: z.array(sizedFile).check(z.maxLength(64)),
  boot: bootFacts,
  /** Of the names that settings for a first boot ask for (`shared/firstBoot/known.ts`), those that are there. */
  known: z.array(z.string().check(z.maxLength(LONGEST_LOADER_NAME))).check(z.maxLength(200)),
  /** The file at `etc/fstab`, if it is one; `linked`: other members are the same file. */
  fstab: z.nullable(z.object({ bytes, linked: z.boolean() })),
  /** What is there instead of a file; `behind-a-link`: `etc` is a symlink itself. */
  fstabIs: z.optional(z.enum(['symlink', 'folder', 'special', 'behind-a-link'])),
  /** Lines of it that make a boot wait for a device, the first few, for people: the root side looks for itself. */
  fstabDevices: z.array(z.string().check(z.maxLength(LONGEST_SHOWN))).check(z.maxLength(32)),
  fat: z.record(fatPlace, ofFatPlace),
  /** Where tar fails on an empty filesystem, the first kind first. */
  problems: z.array(z.extend(tally, { kind: layingProblem })).check(z.maxLength(layingProblem.options.length)),
  /** Folders laid where a symlink to a folder is: the link stays, and what is in them goes behind it. */
  keptLinks: tally,
  /** Members of types that tar does not know: it lays them as files. */
  unknownTypes: tally,
  /** Names that begin with `/`: tar strips that. */
  absolute: tally,
  /** Names that would leave the target: `..`, through a symlink that points outside, or a hard link to outside. */
  unsafe: tally,
});
export type ArchiveFacts = z.infer<typeof archiveFacts>;
