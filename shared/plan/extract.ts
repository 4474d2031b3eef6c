import { ignoringZeros } from '../ending.ts';
import type { ArchiveFacts, Compression } from '../facts.ts';
import { insideOptions } from '../inside.ts';
import type { Command, Volume } from './types.ts';

/** What tar gets. */

/**
 * tar's records. Of 1 MiB they halve its system calls where it reads a file (`speed.md` §4). Of a pipe, which is made to
 * hold 1 MiB, a quarter at a time leaves the decompressor room to go on (zstd and igzip: 4 % less time than with 64 KiB,
 * and as much more with 1 MiB).
 */
export function recordSize(compression: Compression): string[] {
  return ['-b', compression === 'none' ? '2048' : '512'];
}

/** What they depend on. */
type Unpacked = Pick<ArchiveFacts, 'unread' | 'foreign' | 'extended' | 'acls' | 'labels' | 'compression' | 'ending' | 'inside'>;

/**
 * tar's arguments to restore all that was packed (`signals.md` §5: plain `--xattrs` loses file capabilities).
 * `--acls` makes tar set one for every member: it costs a sixth of the time, and takes away those that are packed as plain
 * xattrs (`system.posix_acl_access`, as mmdebstrap does). So it is there only where members have tar's own.
 * `--selinux` is for labels that came as text; those that are plain xattrs need it not.
 * `--no-same-owner` spares tar a chown and a chmod for each member: a tenth of the time of small files.
 * Of what was not read completely nothing is spared that a member may need, but for ACLs and labels: they may do harm, and seldom come.
 * `--no-overwrite-dir` leaves a sealed folder as it is, whatever the archive says of its root.
 * `-P` makes every symlink at once. Without it tar makes those that are absolute or climb last of all, also where a later member was to
 * replace them. It takes names as they are as well, so they all become relative: those of members and of what hard links lead to, not
 * the targets of symlinks (`S`).
 * `--keep-directory-symlink`: a folder laid over `lib -> usr/lib` would otherwise take the place of the link, and the system its libc.
 * `--totals=SIGUSR1` stands behind the operation letter: before it, an early signal makes tar abort. The archive or
 * the decompressor's pipe is tar's standard input.
 */
export function extractCommand(archive: Unpacked, volumes: readonly Volume[], seal: boolean): Command {
  const { compression, inside } = archive;
  const { isRoots, zeros, extended } = needsOf(archive);
  // On a new filesystem, whose folders get their set-gid bits last, all that root makes is root's.
  const isMade = volumes.length > 0 && volumes.every(({ mkfs }) => mkfs);
  return {
    tool: 'tar',
    args: [
      '-x',
      '--totals=SIGUSR1',
      '--totals',
      ...recordSize(compression),
      '--numeric-owner',
      isRoots && isMade ? '--no-same-owner' : '--same-owner',
      '-p',
      '--delay-directory-restore',
      '-P',
      String.raw`--transform=s,^\./,,S;s,^/*,./,S`,
      '--keep-directory-symlink',
      ...(seal ? ['--no-overwrite-dir'] : []),
      ...zeros,
      ...(extended ? ['--xattrs', '--xattrs-include=*'] : []),
      ...(archive.acls > 0 ? ['--acls'] : []),
      ...(archive.labels > 0 ? ['--selinux'] : []),
      '--warning=no-timestamp',
      '--warning=no-unknown-keyword',
      '-f',
      '-',
      ...insideOptions(inside),
    ],
  };
}

interface Needs {
  /** All that there is belongs to root. */
  readonly isRoots: boolean;
  /** To go on behind end marks. */
  readonly zeros: readonly string[];
  readonly extended: boolean;
}

function needsOf({ unread, foreign, extended, ending }: Unpacked): Needs {
  if (unread > 0) return { isRoots: false, zeros: ['--ignore-zeros'], extended: true };
  return { isRoots: foreign === 0, zeros: ignoringZeros(ending), extended: extended > 0 };
}
