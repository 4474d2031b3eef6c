import type { Edit, TreeView } from '../edits.ts';
import { linesOf, textOf } from './lines.ts';
import { textEdit } from './part.ts';

/** What the only radio of a board is called, unless udev gives it another name. */
export const INTERFACE = 'wlan0';

const FILE = 'etc/network/interfaces';
const LOOPBACK = ['auto lo', 'iface lo inet loopback', ''];

/** interfaces(5) of Debian: a file of its own, and a line that has it read, if there is none. */
export function sourcedEdits(tree: TreeView, what: string, supplicantConf: string): Edit[] {
  const own = textOf([`allow-hotplug ${INTERFACE}`, `iface ${INTERFACE} inet dhcp`, `    wpa-conf /${supplicantConf}`]);
  return [textEdit(`${FILE}.d/${INTERFACE}`, what, own, { mode: 0o644 }), textEdit(FILE, what, withSource(tree.read(FILE)))];
}

function withSource(text: string | undefined): string {
  const lines = linesOf(text);
  if (lines.some((line) => /^\s*source(?:-directory)?\s+(?:\/etc\/network\/)?interfaces\.d\b/.test(line))) return textOf(lines);
  return textOf([...(lines.length > 0 ? lines : LOOPBACK), `source /${FILE}.d/*`]);
}

/** The same in the one file, for those who read no other. */
export function interfacesEdits(tree: TreeView, what: string): Edit[] {
  return [textEdit(FILE, what, withInterface(tree.read(FILE)))];
}

function withInterface(text: string | undefined): string {
  const lines = linesOf(text);
  const isThere = lines.some((line) => line.trim().split(/\s+/).slice(0, 2).join(' ') === `iface ${INTERFACE}`);
  return textOf(isThere ? lines : [...(lines.length > 0 ? [...lines, ''] : LOOPBACK), `auto ${INTERFACE}`, `iface ${INTERFACE} inet dhcp`]);
}
