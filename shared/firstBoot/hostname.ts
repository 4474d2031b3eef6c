import type { TreeView } from '../edits.ts';
import type { FirstBoot } from './answers.ts';
import { assign, linesOf, textOf } from './lines.ts';
import { NOTHING, type Part, textEdit } from './part.ts';

/** hostname(5), which OpenRC and Void read as well; OpenRC's own file where it has one; and an address of its own, so that it finds itself. */
export function hostnamePart({ hostname }: FirstBoot, tree: TreeView): Part {
  if (hostname === undefined) return NOTHING;
  const what = `hostname "${hostname}"`;
  const ofOpenrc = 'etc/conf.d/hostname';
  return {
    edits: [
      textEdit('etc/hostname', what, `${hostname}\n`),
      textEdit('etc/hosts', what, withHost(tree.read('etc/hosts'), hostname)),
      ...(tree.has(ofOpenrc) ? [textEdit(ofOpenrc, what, assign(tree.read(ofOpenrc), 'hostname', `"${hostname}"`))] : []),
    ],
    gaps: [],
  };
}

/** hosts(5): the line of 127.0.1.1 is that of the host by Debian's custom; of a name with a domain the short one stands behind it. */
function withHost(text: string | undefined, hostname: string): string {
  const [short] = hostname.split('.');
  const own = `127.0.1.1\t${hostname}${short === hostname ? '' : ` ${short}`}`;
  const lines = linesOf(text).filter((line) => addressOf(line) !== '127.0.1.1');
  if (!lines.some((line) => addressOf(line) !== '')) return textOf([...lines, '127.0.0.1\tlocalhost', own, '::1\tlocalhost ip6-localhost ip6-loopback']);
  const at = lines.findIndex((line) => addressOf(line) === '127.0.0.1') + 1;
  return textOf(lines.toSpliced(at, 0, own));
}

function addressOf(line: string): string {
  return /^\s*([^\s#]*)/.exec(line)?.[1] ?? '';
}
