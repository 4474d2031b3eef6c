import type { TreeView } from '../edits.ts';
import type { FirstBoot } from './answers.ts';
import { gap, NOTHING, type Part, ROOT, textEdit } from './part.ts';
import { ownUnit } from './services.ts';
import { hasAny, initOf } from './system.ts';

/**
 * The partition of the root filesystem, and the filesystem, grow to the end of their drive at the first boot. It matters for disk images, which are written to
 * larger drives later: on a drive Tarstrap has taken all of it. systemd-growfs(8) grows ext4, xfs and btrfs while they are mounted.
 */
export function growPart({ grow }: FirstBoot, tree: TreeView): Part {
  if (!grow) return NOTHING;
  if (initOf(tree) !== 'systemd') return gap('The root filesystem cannot grow at the first boot: the archive has no systemd, with which Tarstrap does it.');
  const missing = TOOLS.find(({ names }) => !hasAny(tree, names));
  if (missing) return gap(`The root filesystem cannot grow at the first boot: the archive has no ${missing.tool}.`);
  const script = SCRIPT.replace('GROWFS', tree.has(GROWFS) ? `/${GROWFS}` : '/lib/systemd/systemd-growfs');
  return { edits: [textEdit(PROGRAM, WHAT, script, { mode: 0o755, owner: ROOT }), ...ownUnit('tarstrap-grow.service', WHAT, UNIT)], gaps: [] };
}

const WHAT = 'the root filesystem grows to the end of its drive';
const PROGRAM = 'usr/local/sbin/tarstrap-grow';
const GROWFS = 'usr/lib/systemd/systemd-growfs';

const TOOLS = [
  { tool: 'systemd-growfs', names: [GROWFS, 'lib/systemd/systemd-growfs'] },
  { tool: 'sfdisk', names: ['usr/sbin/sfdisk', 'usr/bin/sfdisk', 'sbin/sfdisk'] },
  { tool: 'partx', names: ['usr/sbin/partx', 'usr/bin/partx', 'sbin/partx'] },
  { tool: 'findmnt', names: ['usr/bin/findmnt', 'bin/findmnt'] },
];

/** A partition that is not the last one stays as it is: sfdisk(8) gives it what is free behind it. */
const SCRIPT = `#!/bin/sh
# Grows the partition and the filesystem of / to the end of their drive.
set -eu
device=$(readlink -f "$(findmnt --noheadings --nofsroot --output SOURCE /)")
block=/sys/class/block/\${device##*/}
if [ -e "$block/partition" ]; then
  number=$(cat "$block/partition")
  parent=$(readlink -f "$block/..")
  disk=/dev/\${parent##*/}
  echo ', +' | sfdisk --no-reread --force --quiet -N "$number" "$disk"
  partx --update --nr "$number" "$disk"
fi
GROWFS /
`;

const UNIT = `[Unit]
Description=Grow the root filesystem to the end of its drive
After=systemd-remount-fs.service

[Service]
Type=oneshot
ExecStart=/${PROGRAM}
ExecStartPost=systemctl --no-reload disable tarstrap-grow.service

[Install]
WantedBy=multi-user.target
`;
