import type { TreeView } from '../edits.ts';
import type { FirstBoot } from './answers.ts';
import { gap, linkEdit, NOTHING, type Part, textEdit } from './part.ts';

const ZONES = 'usr/share/zoneinfo';
/** What a system has that knows of no zone. */
const UNIVERSAL = ['UTC', 'Etc/UTC', 'Etc/UCT', 'Etc/Universal', 'Etc/Zulu', 'GMT', 'Etc/GMT'];

/** localtime(5), and the name that Debian and Gentoo keep beside it, where they do. */
export function timePart({ timezone }: FirstBoot, tree: TreeView): Part {
  if (timezone === undefined) return NOTHING;
  if (!tree.has(ZONES)) return UNIVERSAL.includes(timezone) ? NOTHING : gap(`The time zone ${timezone} cannot be set: the archive has no time zones (tzdata).`);
  if (!tree.has(`${ZONES}/${timezone}`)) return gap(`The time zone ${timezone} cannot be set: the archive does not have it in /${ZONES}.`);
  const what = `time zone ${timezone}`;
  return {
    edits: [linkEdit('etc/localtime', what, `../${ZONES}/${timezone}`), ...(tree.has('etc/timezone') ? [textEdit('etc/timezone', what, `${timezone}\n`)] : [])],
    gaps: [],
  };
}
