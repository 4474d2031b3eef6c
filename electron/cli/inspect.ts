import { imageRemarks } from '../../shared/imageRemarks.ts';
import { fittingRemarks } from '../../shared/plan/layoutRemarks.ts';
import { archiveRemarks, type Remark } from '../../shared/remarks.ts';
import { inspectSource, type Source } from '../image/source.ts';
import { archiveRows } from './archiveRows.ts';
import { parseCommand } from './commandLine.ts';
import { refuseOfOtherSource } from './effect.ts';
import { imageRows } from './imageRows.ts';
import { inspectVisibly, lookingOf } from './looking.ts';
import { INSPECT_OPTIONS } from './options.ts';
import { linesOf, type Row } from './rows.ts';
import { say, sayJson } from './terminal.ts';

/** `tarstrap inspect ARCHIVE|IMAGE`. @returns the exit code */
export async function inspect(args: readonly string[]): Promise<number> {
  const line = parseCommand(args, INSPECT_OPTIONS, ['ARCHIVE|IMAGE']);
  const looking = lookingOf(line);
  const source = await inspectVisibly(inspectSource, line.positionals[0] as string, looking);
  refuseOfOtherSource(line, source);
  const remarks = remarksOf(source);
  if (looking.json) sayJson({ ...source.facts, remarks });
  else say(linesOf(rowsOf(source), remarks));
  return 0;
}

function remarksOf({ kind, facts }: Source): Remark[] {
  return kind === 'archive' ? [...fittingRemarks(facts), ...archiveRemarks(facts)] : imageRemarks(facts);
}

function rowsOf({ kind, facts }: Source): Row[] {
  return kind === 'archive' ? archiveRows(facts) : imageRows(facts);
}
