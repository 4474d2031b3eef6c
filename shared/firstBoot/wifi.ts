import type { TreeView } from '../edits.ts';
import { visible } from '../visible.ts';
import type { FirstBoot } from './answers.ts';
import { gap, NOTHING, type Part, textEdit } from './part.ts';
import { unblockEdits } from './raspberry.ts';
import { initOf, NO_INIT } from './system.ts';
import { WAYS } from './wifiWays.ts';

/** A wireless network, told to the first of the programs for it that the tree has. */
export function wifiPart({ wifi }: FirstBoot, tree: TreeView): Part {
  if (wifi === undefined) return NOTHING;
  const name = `Wi-Fi "${visible(wifi.ssid)}"`;
  const init = initOf(tree);
  if (init === undefined) return gap(`${name} cannot be set up: ${NO_INIT}.`);
  const way = WAYS.find(({ fits }) => fits(tree, init));
  if (!way) return gap(`${name} cannot be set up: ${NO_PROGRAM}`);
  const what = `${name} by ${way.name}`;
  const country = wifi.country === undefined ? [] : [textEdit('etc/modprobe.d/tarstrap-wifi.conf', what, regulatory(wifi.country), { mode: 0o644 })];
  return { edits: [...way.edits({ wifi, tree, init, what }), ...country, ...unblockEdits(tree, what)], gaps: way.gaps?.(tree) ?? [] };
}

const NO_PROGRAM =
  'the archive has none of the programs for it that Tarstrap knows: NetworkManager; iwd or wpa_supplicant with systemd-networkd; wpa_supplicant with ifupdown or dhcpcd.';

/** What the radio may do, for whichever program uses it (cfg80211, Documentation/networking/regulatory.rst). */
function regulatory(country: string): string {
  return `options cfg80211 ieee80211_regdom=${country}\n`;
}
