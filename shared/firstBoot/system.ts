import type { TreeView } from '../edits.ts';

/** How a tree starts its services. */
export type Init = 'systemd' | 'openrc' | 'runit' | 'sysvinit';

/** What each of them is known by; of several that are there, systemd is what distributions boot. */
const SIGNS: readonly (readonly [Init, readonly string[]])[] = [
  ['systemd', ['usr/lib/systemd/systemd', 'lib/systemd/systemd']],
  ['openrc', ['sbin/openrc', 'usr/sbin/openrc', 'bin/openrc', 'usr/bin/openrc']],
  ['runit', ['etc/runit/runsvdir/default']],
  ['sysvinit', ['etc/rc2.d']],
];

export function initOf(tree: TreeView): Init | undefined {
  return SIGNS.find(([, names]) => hasAny(tree, names))?.[0];
}

/** The same file has one name or the other, by whether /bin, /sbin and /lib are links into /usr. */
export function hasAny(tree: TreeView, names: readonly string[]): boolean {
  return names.some((name) => tree.has(name));
}

/** Below root, where there is one of that name. */
export function unitAt(tree: TreeView, unit: string): string | undefined {
  return [`usr/lib/systemd/system/${unit}`, `lib/systemd/system/${unit}`].find((path) => tree.has(path));
}

export const NO_INIT = 'the archive has neither systemd nor OpenRC nor runit';
