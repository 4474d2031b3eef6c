import type { Edit, TreeView } from '../edits.ts';
import { removeEdit, textEdit } from './part.ts';
import { assign } from './lines.ts';
import { enableUnit } from './services.ts';

/** What Raspberry Pi OS waits for at its first boot, and what these answers have settled (userconf-pi, raspi-config, pi-gen). */

const DIALOG = 'etc/systemd/system/multi-user.target.wants/userconfig.service';

/** The dialog that asks for a user in the place of a login, and the banner of sshd that says so. */
export function raspberryEdits(tree: TreeView): Edit[] {
  if (!tree.has(DIALOG)) return [];
  const what = 'no dialog for a user at the first boot';
  const others = ['etc/ssh/sshd_config.d/rename_user.conf', 'etc/xdg/autostart/piwiz.desktop'].filter((path) => tree.has(path));
  return [...[DIALOG, ...others].map((path) => removeEdit(path, what)), ...enableUnit(tree, 'getty@tty1.service', what, 'getty.target')];
}

/** Its radio is blocked until somebody has said where it is: by NetworkManager's memory, or by that of systemd-rfkill(8). */
export function unblockEdits(tree: TreeView, what: string): Edit[] {
  const state = 'var/lib/NetworkManager/NetworkManager.state';
  const blocks = ['3f300000', 'fe300000'].map((address) => `var/lib/systemd/rfkill/platform-${address}.mmcnr:wlan`).filter((path) => tree.has(path));
  return [
    ...(tree.has(state) ? [textEdit(state, what, assign(tree.read(state), 'WirelessEnabled', 'true'))] : []),
    ...blocks.map((path) => textEdit(path, what, '0\n')),
  ];
}
