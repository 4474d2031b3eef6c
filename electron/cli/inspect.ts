import { counted, memberKinds } from '../../shared/counted.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { formatBytes, formatPercent, grouped } from '../../shared/format.ts';
import { archiveRemarks, type Remark, remarkLine } from '../../shared/remarks.ts';
import { inspectArchive } from '../archive/inspect.ts';
import { ARCHIVE_OPTIONS, insideOption, parseCommand } from './arguments.ts';
import { CLEAR, isLive, tenths } from './display.ts';
import { cancellable } from './signals.ts';
import { say, sayJson, tell } from './terminal.ts';

/** `tarstrap inspect ARCHIVE`. @returns the exit code */
export async function inspect(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, ARCHIVE_OPTIONS, ['ARCHIVE']);
  const json = line.values['json'] === true;
  const facts = await inspectVisibly(line.positionals[0] as string, { json, inside: insideOption(line) });
  if (json) sayJson({ ...facts, remarks: archiveRemarks(facts) });
  else say(describeArchive(facts));
  return 0;
}

interface Looking {
  readonly json: boolean;
  /** So long at most, in milliseconds: what is not read by then stays unread. */
  readonly within?: number;
  /** The folder of the archive that is meant. */
  readonly inside: string | undefined;
}

/** Inspects, and shows on a terminal how far it is; Ctrl-C ends it. @throws Cancelled */
export async function inspectVisibly(path: string, { json, inside, within }: Looking): Promise<ArchiveFacts> {
  const show = process.stderr.isTTY && !json ? showProgress() : undefined;
  try {
    const onProgress = (position: number, size: number): void => show?.step(size > 0 ? position / size : 0);
    return await cancellable((signal) => inspectArchive(path, { signal, inside, onProgress, ...(within ? { until: AbortSignal.timeout(within) } : {}) }));
  } finally {
    show?.end();
  }
}

interface Show {
  readonly step: (fraction: number) => void;
  readonly end: () => void;
}

function showProgress(): Show {
  const words = (fraction: number): string => `inspecting ${formatPercent(fraction)}`;
  if (isLive(process.stderr, process.env['TERM'])) {
    return {
      step: (fraction) => void process.stderr.write(`${CLEAR}${words(fraction).slice(0, process.stderr.columns - 1)}`),
      end: () => void process.stderr.write(CLEAR),
    };
  }
  const isNews = tenths();
  return { step: (fraction) => void (isNews(fraction) && tell(words(fraction))), end: () => {} };
}

export function describeArchive(facts: ArchiveFacts): string[] {
  const { entries } = facts;
  const kind = facts.rootFilesystem ? 'a root filesystem' : 'NOT a root filesystem';
  const rows: [string, string][] = [
    ['archive', `${facts.file.path} (${facts.compression === 'none' ? 'plain tar' : `tar, ${facts.compression}`}, ${formatBytes(facts.file.size)})`],
    ...(facts.inside ? [['inside', facts.inside.folder] satisfies [string, string]] : []),
    ['holds', kind],
    ['system', [facts.distribution ?? 'unknown distribution', facts.machine ?? 'unknown machine'].join(', ')],
    ['members', `${grouped(entries.total)}: ${memberKinds(entries)}`],
    ['content', `${formatBytes(facts.contentBytes)}, ${formatBytes(facts.blockBytes)} on a drive, ${counted(facts.inodes, 'inode')}`],
    ['kernel', facts.kernels.length > 0 ? facts.kernels.join(', ') : 'none'],
  ];
  const remarks = archiveRemarks(facts).map((remark): [string, string] => [SIGNS[remark.tone], remarkLine(remark)]);
  return [...rows, ...remarks].map(([name, text]) => `${name.padEnd(11)}${text}`);
}

const SIGNS: Readonly<Record<Remark['tone'], string>> = { danger: 'REFUSED', caution: 'CAUTION', info: 'note' };
