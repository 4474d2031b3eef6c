import { endingRemarks } from '../../shared/ending.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { formatBytes, formatPercent } from '../../shared/format.ts';
import { lossText } from '../../shared/losses.ts';
import { inspectArchive } from '../archive/inspect.ts';
import { parseCommand } from './arguments.ts';
import { say, sayJson } from './terminal.ts';

/** `tarstrap inspect ARCHIVE`. @returns the exit code */
export async function inspect(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, { json: { type: 'boolean' } }, ['ARCHIVE']);
  const json = line.values['json'] === true;
  const facts = await inspectVisibly(line.positionals[0] as string, json);
  if (json) sayJson(facts);
  else say(describeArchive(facts));
  return 0;
}

/** Inspects with a live percentage on a terminal; Ctrl-C ends it. */
export async function inspectVisibly(path: string, json: boolean): Promise<ArchiveFacts> {
  const isLive = process.stderr.isTTY && !json;
  const abort = new AbortController();
  const onSignal = (): void => abort.abort(new Cancelled());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    return await inspectArchive(path, {
      signal: abort.signal,
      onProgress: (position, size) => void (isLive && process.stderr.write(`\r\u001b[Kinspecting ${formatPercent(size > 0 ? position / size : 0)}`)),
    });
  } finally {
    if (isLive) process.stderr.write('\r\u001b[K');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, onSignal);
  }
}

/** Thrown where the user ended something that had not begun to write. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export function describeArchive(facts: ArchiveFacts): string[] {
  const { entries } = facts;
  const kind = facts.rootFilesystem ? 'a root filesystem' : 'NOT a root filesystem: no /etc, programs and libraries together';
  const rows: [string, string][] = [
    ['archive', `${facts.file.path} (${facts.compression === 'none' ? 'plain tar' : `tar, ${facts.compression}`}, ${formatBytes(facts.file.size)})`],
    ['holds', kind],
    ['system', [facts.distribution ?? 'unknown distribution', facts.machine ?? 'unknown machine'].join(', ')],
    [
      'members',
      `${entries.total}: ${entries.files} files, ${entries.directories} folders, ${entries.symlinks} symlinks, ${entries.hardLinks} hard links, ${entries.special} device nodes and fifos`,
    ],
    ['content', `${formatBytes(facts.contentBytes)}, ${formatBytes(facts.blockBytes)} on a drive, ${facts.inodes} inodes`],
    ['kernel', facts.kernels.length > 0 ? facts.kernels.join(', ') : 'none: it will not boot by itself'],
  ];
  return [...rows, ...remarks(facts)].map(([name, text]) => `${name.padEnd(11)}${text}`);
}

/** What not every archive has. */
function remarks(facts: ArchiveFacts): [string, string][] {
  const { boot } = facts;
  const rows: [string, string][] = [];
  if (facts.extended > 0) rows.push(['attributes', `${facts.extended} members with xattrs, ACLs or capabilities`]);
  if (boot.blockBytes > 0 && boot.notFatSafe.count > 0)
    rows.push(['boot', `/boot holds ${boot.notFatSafe.count} members that FAT cannot hold, such as ${boot.notFatSafe.example ?? ''}`]);
  for (const each of facts.ignored) rows.push(['lost', lossText(each)]);
  if (facts.absolute.count > 0) rows.push(['names', `${facts.absolute.count} begin with /, which tar leaves out`]);
  rows.push(...endingRemarks(facts.ending).map((text): [string, string] => ['ends oddly', text]));
  if (facts.unsafe.count > 0) rows.push(['UNSAFE', `${facts.unsafe.count} members would leave the target, such as ${facts.unsafe.example ?? ''}`]);
  return rows;
}
