import type { Edit, TreeView } from '../edits.ts';
import type { FirstBoot } from './answers.ts';
import { growPart } from './grow.ts';
import { hostnamePart } from './hostname.ts';
import { keyboardPart } from './keyboard.ts';
import { localePart } from './locale.ts';
import { type Part, textEdit, together } from './part.ts';
import { presets } from './services.ts';
import { rootKeyPart, sshPart } from './ssh.ts';
import { timePart } from './time.ts';
import { userPart } from './users.ts';
import { wifiPart } from './wifi.ts';

/**
 * From answers to edits of a tree. Which paths are edited, and in which words, depends on the answers and on which names the tree has: a planner who knows
 * only that gets the same edits as the root side, but for their contents. Done twice it is as done once.
 */
export function firstBootEdits(answers: FirstBoot, tree: TreeView): readonly Edit[] {
  const { edits } = everyPart(answers, tree);
  return [...edits, ...presets(edits), ...(edits.length > 0 ? relabelling(tree) : [])];
}

/** What cannot be done in this tree, or not as one expects it, and why. A tree that is only known by its names has fewer. */
export function firstBootGaps(answers: FirstBoot, tree: TreeView): readonly string[] {
  const { gaps } = everyPart(answers, tree);
  return tree.has('etc/cloud/cloud.cfg') && !tree.has('etc/cloud/cloud-init.disabled') ? [...gaps, CLOUD_INIT] : gaps;
}

const CLOUD_INIT = 'The archive has cloud-init, which may set the hostname, users and the network otherwise at the first boot.';

const PARTS = [hostnamePart, userPart, rootKeyPart, sshPart, timePart, localePart, keyboardPart, wifiPart, growPart] as const;

function everyPart(answers: FirstBoot, tree: TreeView): Part {
  return together(PARTS.map((part) => part(answers, tree)));
}

/** New files have no labels of SELinux, without which a login may fail: the system gives them out, and starts again (selinux-autorelabel). */
function relabelling(tree: TreeView): Edit[] {
  return tree.has('etc/selinux/config') ? [textEdit('.autorelabel', 'SELinux labels are given anew, and the system starts a second time', '-F\n')] : [];
}
