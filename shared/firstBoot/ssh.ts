import type { Edit, TreeView } from '../edits.ts';
import type { FirstBoot } from './answers.ts';
import { keyEdits } from './keys.ts';
import { gap, NOTHING, type Part, removeEdit, ROOT } from './part.ts';
import { enableService, enableUnit, ownUnit } from './services.ts';
import { hasAny, initOf, NO_INIT, unitAt } from './system.ts';

/** For root a key is enough: by default sshd lets root in with a key, and with no password (sshd_config(5), PermitRootLogin). */
export function rootKeyPart({ rootSshKeys = [] }: FirstBoot, tree: TreeView): Part {
  return { edits: keyEdits(rootSshKeys, { name: 'root', home: 'root', owner: ROOT }, tree), gaps: [] };
}

const WHAT = 'SSH server';

export function sshPart({ ssh }: FirstBoot, tree: TreeView): Part {
  if (!ssh) return NOTHING;
  if (!hasAny(tree, ['usr/sbin/sshd', 'usr/bin/sshd', 'sbin/sshd'])) return gap('SSH cannot be switched on: the archive has no sshd (OpenSSH).');
  const init = initOf(tree);
  if (init === undefined) return gap(`SSH cannot be switched on: ${NO_INIT}.`);
  const allowed = tree.has(FORBIDDEN) ? [removeEdit(FORBIDDEN, WHAT)] : [];
  if (init === 'sysvinit') return { edits: allowed, gaps: hasHostKeys(tree) ? [] : [NO_HOST_KEYS] };
  const enabled = init === 'systemd' ? systemdEdits(tree) : enableService(tree, init, ['sshd'], WHAT);
  if (enabled.length === 0) return gap('SSH cannot be switched on: the archive has sshd, but no service for it.');
  return { edits: [...allowed, ...enabled], gaps: [] };
}

/** Debian's own switch. Where it has sysvinit, sshd is on as soon as it is there. */
const FORBIDDEN = 'etc/ssh/sshd_not_to_be_run';

const NO_HOST_KEYS = 'SSH will not work at once: the archive has no host keys, and nothing that makes them at the first boot. Run ssh-keygen -A there.';

function hasHostKeys(tree: TreeView): boolean {
  return hasAny(tree, ['etc/ssh/ssh_host_ed25519_key', 'etc/ssh/ssh_host_rsa_key', 'etc/ssh/ssh_host_ecdsa_key']);
}

/** It is ssh.service on Debian, with sshd.service as an alias. Where systemd listens in its place, as on Ubuntu, that goes on. */
function systemdEdits(tree: TreeView): Edit[] {
  if (tree.has(`${SOCKETS}/ssh.socket`)) return [...enableUnit(tree, 'ssh.socket', WHAT, 'sockets.target'), ...hostKeyEdits(tree)];
  if (unitAt(tree, 'ssh.service') === undefined) return enableUnit(tree, 'sshd.service', WHAT);
  return [...enableUnit(tree, 'ssh.service', WHAT), ...hostKeyEdits(tree)];
}

const SOCKETS = 'etc/systemd/system/sockets.target.wants';

/**
 * Debian makes host keys when its package is installed, and later once at most, if there is no machine-id either. Fedora, Arch, openSUSE and Gentoo, and the
 * services of Alpine and Void, make those that are missing whenever sshd starts.
 */
function hostKeyEdits(tree: TreeView): Edit[] {
  return hasHostKeys(tree) ? [] : ownUnit('tarstrap-ssh-keys.service', 'host keys for SSH, made at the first boot', HOST_KEYS);
}

const HOST_KEYS = `[Unit]
Description=Make host keys for SSH
ConditionPathExists=!/etc/ssh/ssh_host_ed25519_key
After=sshd-keygen.service regenerate_ssh_host_keys.service
Before=ssh.service

[Service]
Type=oneshot
ExecStart=ssh-keygen -A

[Install]
WantedBy=multi-user.target
`;
