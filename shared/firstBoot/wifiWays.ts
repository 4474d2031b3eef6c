import type { Edit, TreeView } from '../edits.ts';
import type { Wifi } from './answers.ts';
import { INTERFACE, interfacesEdits, sourcedEdits } from './interfaces.ts';
import { folderEdit, linkEdit, ROOT, secretEdit, textEdit } from './part.ts';
import { enableService, enableUnit } from './services.ts';
import { hasAny, type Init, unitAt } from './system.ts';
import { iwdFile, keyfile, NETWORK, supplicantConf } from './wifiFiles.ts';

interface Asked {
  readonly wifi: Wifi;
  readonly tree: TreeView;
  readonly init: Init;
  readonly what: string;
}

/** One program, or several that go together. */
interface Way {
  readonly name: string;
  readonly fits: (tree: TreeView, init: Init) => boolean;
  readonly edits: (asked: Asked) => Edit[];
  readonly gaps?: (tree: TreeView) => string[];
}

const networkManager: Way = {
  name: 'NetworkManager',
  fits: (tree, init) => (init === 'systemd' ? unitAt(tree, 'NetworkManager.service') !== undefined : MANAGERS[init].some((path) => tree.has(path))),
  edits: ({ wifi, tree, init, what }) => {
    const { name, text } = keyfile(wifi);
    return [
      secretEdit(`etc/NetworkManager/system-connections/${name}`, what, text),
      ...enabled(tree, init, ['NetworkManager', 'networkmanager'], what),
      ...(init === 'runit' ? enableService(tree, init, ['dbus'], what) : []),
    ];
  },
};

const MANAGERS: Readonly<Record<Exclude<Init, 'systemd'>, readonly string[]>> = {
  openrc: ['etc/init.d/NetworkManager', 'etc/init.d/networkmanager'],
  runit: ['etc/sv/NetworkManager'],
  sysvinit: ['etc/init.d/network-manager'],
};

/** With sysvinit, whatever is installed is on. */
function enabled(tree: TreeView, init: Init, names: readonly string[], what: string): Edit[] {
  if (init === 'systemd') return enableUnit(tree, `${names[0]}.service`, what);
  return init === 'sysvinit' ? [] : enableService(tree, init, names, what);
}

/** Raspberry Pi OS before Debian 12: dhcpcd starts wpa_supplicant by itself. */
const dhcpcdOfSystemd: Way = {
  name: 'wpa_supplicant with dhcpcd',
  fits: (tree, init) => init === 'systemd' && tree.has('etc/systemd/system/multi-user.target.wants/dhcpcd.service') && hasSupplicant(tree),
  edits: ({ wifi, what }) => [secretEdit('etc/wpa_supplicant/wpa_supplicant.conf', what, supplicantConf(wifi))],
};

function hasSupplicant(tree: TreeView): boolean {
  return hasAny(tree, ['usr/sbin/wpa_supplicant', 'usr/bin/wpa_supplicant', 'sbin/wpa_supplicant']);
}

const iwd: Way = {
  name: 'iwd with systemd-networkd',
  fits: (tree, init) => init === 'systemd' && unitAt(tree, 'iwd.service') !== undefined && hasNetworkd(tree),
  edits: ({ wifi, tree, what }) => {
    const { name, text } = iwdFile(wifi);
    const files = [folderEdit('var/lib/iwd', what, 0o700, ROOT), secretEdit(`var/lib/iwd/${name}`, what, text)];
    return [...files, ...enableUnit(tree, 'iwd.service', what), ...networkdEdits(tree, what)];
  },
  gaps: resolverGaps,
};

const supplicantOfNetworkd: Way = {
  name: `wpa_supplicant with systemd-networkd, on ${INTERFACE}`,
  fits: (tree, init) => init === 'systemd' && hasTemplate(tree) && hasNetworkd(tree) && (hasResolved(tree) || !hasIfupdown(tree)),
  edits: ({ wifi, tree, what }) => [
    secretEdit(SUPPLICANT_CONF, what, supplicantConf(wifi)),
    ...enableUnit(tree, `wpa_supplicant@${INTERFACE}.service`, what),
    ...networkdEdits(tree, what),
  ],
  gaps: resolverGaps,
};

const SUPPLICANT_CONF = `etc/wpa_supplicant/wpa_supplicant-${INTERFACE}.conf`;

function hasTemplate(tree: TreeView): boolean {
  return unitAt(tree, 'wpa_supplicant@.service') !== undefined;
}

function hasNetworkd(tree: TreeView): boolean {
  return unitAt(tree, 'systemd-networkd.service') !== undefined;
}

function hasResolved(tree: TreeView): boolean {
  return unitAt(tree, 'systemd-resolved.service') !== undefined;
}

/** Addresses by DHCP; names by systemd-resolved, which takes from networkd whom to ask. */
function networkdEdits(tree: TreeView, what: string): Edit[] {
  const resolver = linkEdit('etc/resolv.conf', what, '../run/systemd/resolve/stub-resolv.conf');
  return [
    textEdit('etc/systemd/network/30-wifi.network', what, NETWORK, { mode: 0o644 }),
    ...enableUnit(tree, 'systemd-networkd.service', what),
    ...(hasResolved(tree) ? [...enableUnit(tree, 'systemd-resolved.service', what), resolver] : []),
  ];
}

function resolverGaps(tree: TreeView): string[] {
  return hasResolved(tree)
    ? []
    : ['Names will be looked up as /etc/resolv.conf of the archive says, and not as the Wi-Fi does: the archive has no systemd-resolved.'];
}

/** Of Debian: wpa_supplicant is started by its hook (README.Debian of wpasupplicant). */
const ifupdown: Way = {
  name: `wpa_supplicant with ifupdown, on ${INTERFACE}`,
  fits: (tree) => hasIfupdown(tree) && tree.has('etc/wpa_supplicant/ifupdown.sh'),
  edits: ({ wifi, tree, what }) => [secretEdit(SUPPLICANT_CONF, what, supplicantConf(wifi)), ...sourcedEdits(tree, what, SUPPLICANT_CONF)],
};

function hasIfupdown(tree: TreeView): boolean {
  return hasAny(tree, ['usr/sbin/ifup', 'sbin/ifup']);
}

/** Of Alpine (its wiki, Wi-Fi). */
const networking: Way = {
  name: `wpa_supplicant with ifupdown, on ${INTERFACE}`,
  fits: (tree, init) => init === 'openrc' && tree.has('etc/init.d/wpa_supplicant') && tree.has('etc/init.d/networking'),
  edits: ({ wifi, tree, what }) => [
    secretEdit('etc/wpa_supplicant/wpa_supplicant.conf', what, supplicantConf(wifi)),
    ...interfacesEdits(tree, what),
    ...['wpa_supplicant', 'networking'].map((service) => linkEdit(`etc/runlevels/boot/${service}`, what, `/etc/init.d/${service}`)),
  ],
};

/** Of Void, and of Gentoo with OpenRC. */
const dhcpcd: Way = {
  name: 'wpa_supplicant with dhcpcd',
  fits: (tree, init) => (init === 'openrc' || init === 'runit') && SERVICES.every((name) => tree.has(`${init === 'openrc' ? 'etc/init.d' : 'etc/sv'}/${name}`)),
  edits: ({ wifi, tree, init, what }) => [
    secretEdit('etc/wpa_supplicant/wpa_supplicant.conf', what, supplicantConf(wifi)),
    ...SERVICES.flatMap((name) => enableService(tree, init, [name], what)),
  ],
};

const SERVICES = ['wpa_supplicant', 'dhcpcd'];

/** The first that fits is taken. */
export const WAYS: readonly Way[] = [networkManager, dhcpcdOfSystemd, iwd, supplicantOfNetworkd, ifupdown, networking, dhcpcd];
