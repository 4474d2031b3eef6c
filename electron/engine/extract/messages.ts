import type { ErrorCode } from '../../../shared/errors.ts';

/** What tar says on standard error (locale C), and what it means for the job. Unknown lines are kept as they are. */
export type Meaning = 'harmless' | 'odd' | 'metadata' | 'full' | 'io' | 'refused' | 'damaged' | 'unknown';

const ATTRIBUTES =
  /Cannot set '.{1,255}?' extended attribute|Cannot set (?:SELinux context|POSIX ACLs)|Cannot (?:acl_from_text|drop default POSIX ACLs)|(?:SELinux|POSIX ACL|XATTR) support is not available/;

/**
 * First match wins. The texts are GNU tar's (1.34); a member's name may stand before them, and may begin as many of them as
 * it likes: what stands between two words is bounded.
 */
const MEANINGS: readonly (readonly [RegExp, Meaning])[] = [
  [/Ignoring unknown extended header keyword/, 'harmless'],
  // The last report comes when tar is gone, and nobody can tell any more whether it is true (`session/belief.ts`).
  [/^Total bytes read: \d+ \([^()]*\)$/, 'harmless'],
  [/time stamp .{0,80} in the future|implausibly old time stamp/, 'harmless'],
  [/Removing leading `.{0,80}' from (member names|hard link targets)/, 'harmless'],
  [/: Unknown file type .{1,8}, extracted as normal file$/, 'odd'],
  [/Extracting contiguous files as regular files/, 'harmless'],
  // Of every folder, where a filesystem has none.
  [/Cannot drop default POSIX ACLs for file .{1,4096}: Operation not supported$/, 'harmless'],
  [/Exiting with failure status due to previous errors|Error is not recoverable: exiting now/, 'harmless'],
  [/Input\/output error|Read-only file system|No such device|Structure needs cleaning/, 'io'],
  // Before a full drive: it is the room of one inode's attributes that is used up (xattr(7)).
  [ATTRIBUTES, 'metadata'],
  [/No space left on device|Disk quota exceeded/, 'full'],
  [
    /Unexpected EOF in archive|does not look like a tar archive|Skipping to next header|Archive contains .{0,80} where|A lone zero block|Read checkpoint/,
    'damaged',
  ],
  [/Cannot (?:change ownership|change mode|utime)/, 'metadata'],
  // Of what is there already, which somebody has marked (chattr(1)). Device nodes are refused where root has few rights.
  [/: Cannot (?:open|mkdir|unlink|rmdir): (?:Operation not permitted|Permission denied)$/, 'refused'],
];

export function meaningOf(line: string): Meaning {
  return MEANINGS.find(([pattern]) => pattern.test(line))?.[1] ?? 'unknown';
}

/** The failure that a set of lines amounts to, the gravest first. */
export function failureOf(lines: readonly string[]): ErrorCode {
  const meanings = new Set(lines.map(meaningOf));
  if (meanings.has('io')) return 'drive-io';
  if (meanings.has('full')) return 'drive-full';
  if (meanings.has('refused')) return 'target-refuses';
  return meanings.has('damaged') ? 'archive-damaged' : 'archive-does-not-unpack';
}

/** What tells most comes first. */
const BY_GRAVITY: readonly Meaning[] = ['io', 'full', 'refused', 'damaged', 'unknown', 'metadata', 'odd', 'harmless'];

/**
 * Keeps the first lines of each meaning of what may be a hundred thousand, and counts the rest: a label that is lost for every file must not hide
 * that the drive fails.
 */
export class Log {
  readonly #kept = new Map<Meaning, string[]>();
  readonly #limit: number;
  #count = 0;

  /** @param limit lines of a meaning */
  constructor(limit = 25) {
    this.#limit = limit;
  }

  add(line: string): void {
    const meaning = meaningOf(line);
    const kept = this.#kept.get(meaning) ?? [];
    if (kept.length < this.#limit) this.#kept.set(meaning, [...kept, line]);
    this.#count += 1;
  }

  /** The gravest first. */
  get lines(): string[] {
    return BY_GRAVITY.flatMap((meaning) => this.#kept.get(meaning) ?? []);
  }

  get text(): string {
    const shown = this.lines.slice(0, 12);
    const more = this.#count - shown.length;
    return [...shown, ...(more > 0 ? [`… and ${more} more lines`] : [])].join('\n');
  }
}
