import type { Edit, TreeView } from '../edits.ts';
import { linkEdit, textEdit } from './part.ts';
import { type Init, unitAt } from './system.ts';

/** Services that are switched on: a link is all that each of these systems wants. */

/** As `systemctl enable` does it. An instance such as `getty@tty1.service` is of the unit `getty@.service`. */
export function enableUnit(tree: TreeView, unit: string, what: string, by = 'multi-user.target'): Edit[] {
  const at = unitAt(tree, unitFileOf(unit));
  return at === undefined ? [] : [wantedBy(unit, `/${at}`, what, by)];
}

function wantedBy(unit: string, at: string, what: string, by: string): Edit {
  return linkEdit(`${UNITS}/${by}.wants/${unit}`, what, at);
}

const UNITS = 'etc/systemd/system';

function unitFileOf(unit: string): string {
  return unit.replace(/@[^.]*/, '@');
}

/** A unit of our own, switched on. */
export function ownUnit(unit: string, what: string, text: string): Edit[] {
  return [textEdit(`${UNITS}/${unit}`, what, text, { mode: 0o644 }), wantedBy(unit, `/${UNITS}/${unit}`, what, 'multi-user.target')];
}

/** The first of its names that the tree has. `rc-update add`, or a link into the default run level of runit. */
export function enableService(tree: TreeView, init: Init, names: readonly string[], what: string): Edit[] {
  const place = init === 'openrc' ? OPENRC : RUNIT;
  const name = names.find((known) => tree.has(`${place.services}/${known}`));
  return name === undefined ? [] : [linkEdit(`${place.enabled}/${name}`, what, `/${place.services}/${name}`)];
}

const OPENRC = { services: 'etc/init.d', enabled: 'etc/runlevels/default' };
const RUNIT = { services: 'etc/sv', enabled: 'etc/runit/runsvdir/default' };

/**
 * At a first boot systemd may set all units as its presets say (machine-id(5), systemd.preset(5)), and Fedora's say that what is not named is off:
 * so they are told of the services that were switched on here.
 */
export function presets(edits: readonly Edit[]): Edit[] {
  const units = edits.flatMap(({ path, change }) =>
    change.kind === 'link' ? (/^etc\/systemd\/system\/(?:multi-user|sockets)\.target\.wants\/(.+)$/.exec(path)?.[1] ?? []) : [],
  );
  if (units.length === 0) return [];
  const text = units.map((unit) => `enable ${unit.replace(/@([^.]+)(\..*)$/, '@$2 $1')}\n`).join('');
  return [textEdit('etc/systemd/system-preset/00-tarstrap.preset', 'these services stay on', text, { mode: 0o644 })];
}
