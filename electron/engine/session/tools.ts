/**
 * Programs that tell how far they are when they are signalled. The session is the same for all of them; what differs
 * is data.
 */
export interface SignalledTool {
  /** As the kernel shows it in `Name:` of `/proc/<pid>/status`. */
  readonly name: string;
  readonly signal: 'SIGUSR1';
  readonly signalNumber: number;
  /** One whole report with its newline; the first group is the position in bytes. May stand inside another line. */
  readonly report: RegExp;
  /** How many lines that is. */
  readonly reportLines: number;
}

/**
 * GNU tar with `--totals=SIGUSR1` (tar 1.34, src/buffer.c `print_total_stats`):
 * `Total bytes read: 28538880 (28MiB, 1.2GiB/s)`; `written` when it creates. Counts the uncompressed stream in whole
 * records, padding included.
 */
export const TAR: SignalledTool = {
  name: 'tar',
  signal: 'SIGUSR1',
  signalNumber: 10,
  report: /Total bytes (?:read|written): (\d+) \([^()\n]*\)\n/,
  reportLines: 1,
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
  report: /\d+\+\d+ records in\n\d+\+\d+ records out\n(\d+) bytes? (?:\([^()\n]*\) )?copied, [^\n]*\n/,
  reportLines: 3,
};
