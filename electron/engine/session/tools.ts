/**
 * Programs that tell how far they are when they are signalled. The session is the same for all of them; what differs
 * is data.
 */
export interface SignalledTool {
  /** As the kernel shows it in `Name:` of `/proc/<pid>/status`. */
  readonly name: string;
  readonly signal: 'SIGUSR1';
  readonly signalNumber: number;
  /**
   * One whole report with its newline: `position` in bytes, and `counts` where it may be other bytes than those that were
   * read. May stand inside another line, which a stranger may have written: every part of it is bounded.
   */
  readonly report: RegExp;
  /** How many lines that is. */
  readonly reportLines: number;
  /** Characters that two reports take at most: one may come in the middle of another. */
  readonly reportLength: number;
  /** Bytes by which a position may be ahead of what was moved. */
  readonly ahead: number;
  /** Names and words of strangers come through it, as they are. */
  readonly quotes: boolean;
}

/** What one report says. */
export interface Report {
  readonly position: number;
  readonly counts: 'read' | 'written';
}

/**
 * GNU tar with `--totals=SIGUSR1` (tar 1.34, src/buffer.c `print_total_stats`):
 * `Total bytes read: 28538880 (28MiB, 1.2GiB/s)`; `written` when it creates. Counts the uncompressed stream in whole
 * records, padding included, so the last one counts as whole (`recordSize` in shared/plan/extract.ts: 1 MiB at most).
 */
export const TAR: SignalledTool = {
  name: 'tar',
  signal: 'SIGUSR1',
  signalNumber: 10,
  report: /Total bytes (?<counts>read|written): (?<position>\d{1,20}) \([^()\n]{0,64}\)\n/,
  reportLines: 1,
  reportLength: 256,
  ahead: 1024 ** 2,
  quotes: true,
};

/**
 * GNU dd (coreutils 9.1, src/dd.c `print_stats`), three lines; the last of them also ends a normal run:
 * `3+0 records in\n3+0 records out\n12582912 bytes (13 MB, 12 MiB) copied, 0.05 s, 250 MB/s\n`.
 * With `POSIXLY_CORRECT` in its environment dd installs no handler; our environment does not have it.
 */
export const DD: SignalledTool = {
  name: 'dd',
  signal: 'SIGUSR1',
  signalNumber: 10,
  report: /\d{1,20}\+\d{1,20} records in\n\d{1,20}\+\d{1,20} records out\n(?<position>\d{1,20}) bytes? (?:\([^()\n]{0,64}\) )?copied, [^\n]{0,64}\n/,
  reportLines: 3,
  reportLength: 640,
  ahead: 0,
  quotes: false,
};
