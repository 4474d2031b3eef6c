import { ON_REQUEST, USUALLY } from '../../shared/capture/leaveOut.ts';

/** What `tarstrap --help` says. It fits into the 80 columns that every terminal has. */
export const HELP = `tarstrap: write a root filesystem tarball, or a disk image, to a drive

  tarstrap flash   ARCHIVE TARGET… [--inside FOLDER] [--layout ID|FILE]
                   [--same-uuids] [--fs ext4|xfs|btrfs] [--label L] [--size 4G]
                   [--fstab amend|keep] [--boot fit|keep] [--first-boot FILE]
                   [--mode direct|staged] [--verify full|quick|none] [--check]
                   [--allow-fixed] [--yes] [--dry-run] [--json]
  tarstrap flash   IMAGE DRIVE… [--grow] [--no-bmap] [--verify full|none]
                   [--allow-fixed] [--yes] [--dry-run] [--json]
  tarstrap capture SOURCE ARCHIVE [--compress zstd|xz|gzip|lz4|none]
                   [--reproducible] [--with WHAT,…] [--without WHAT,…] [--live]
                   [--yes] [--dry-run] [--json]
  tarstrap inspect ARCHIVE|IMAGE [--inside FOLDER] [--no-bmap] [--json]
  tarstrap drives  [--watch] [--all] [--json]
  tarstrap layouts [ID] [--json]
  tarstrap verify  ARCHIVE TARGET [--inside FOLDER] [--layout ID|FILE] [--json]
  tarstrap --version, --help, help COMMAND

ARCHIVE  a tarball: plain, gzip, xz, zstd, bzip2, lz4, lzip, lzma or compress,
         whatever its name
IMAGE    a disk image (.img, .iso, .wic …), plain, compressed by one of these,
         or in a zip, whatever its name
FOLDER   a folder in the archive that is unpacked as if it were all of it,
         such as rootfs
TARGET   a drive (/dev/sdb), a partition (/dev/sdb1), a folder, or the name of
         a disk image to make; up to 16 drives at once
SOURCE   what becomes an archive: a drive, a partition, a folder, or a disk
         image
Layouts  those that tarstrap layouts lists, or a layout file

Exit codes: 0 done, 1 unexpected, 64 usage, 65 bad archive, 66 no such source
or target, 69 tool or kernel feature missing, 73 target refused, 74 I/O error,
75 verification failed, 77 not authorised, 130 cancelled. Of several drives:
0 if all are done, else that of the worst: other data than there should be,
before an incomplete drive, before one that was left as it was`;

/** What `tarstrap` alone says. */
export const SHORT_USAGE = `Usage: tarstrap flash   ARCHIVE TARGET…  write a tarball to a drive, or several
       tarstrap flash   IMAGE DRIVE…     write an image to a drive, or several
       tarstrap capture SOURCE ARCHIVE   pack what is on a drive into a tarball
       tarstrap inspect ARCHIVE|IMAGE    say what a tarball or a disk image is
       tarstrap drives                   list the drives
       tarstrap layouts [ID]             list how a drive can be laid out
       tarstrap verify  ARCHIVE TARGET   compare a target with a tarball

\`tarstrap --help\` says more, and \`tarstrap help COMMAND\` all about one command.`;

const JSON_ROW = '  --json                    print one event a line, for programs';

const INSIDE_ROW = `  --inside FOLDER           only this folder of the archive, as if it were all
                            of it`;

const NO_BMAP_ROW = `  --no-bmap                 all of a disk image, though a block map (.bmap)
                            lies beside it`;

const DETAILS = {
  flash: `Writes a root filesystem tarball to a drive, a partition, a folder or a disk
image, or a disk image as it is to a drive, and verifies what was written. On a
terminal it shows the plan and asks first; elsewhere it refuses without --yes
(a new disk image needs neither). Up to 16 drives are written at once: what is
given is unpacked once for all, and a drive that fails does not stop the others.

${INSIDE_ROW}
  --layout ID|FILE          partitions: single (one, the default), one of those
                            that tarstrap layouts lists, or a layout file; by
                            default what lies beside the archive, as a capture
                            leaves it
  --same-uuids              identifiers like those of the drive that was
                            captured
  --fs ext4|xfs|btrfs       the root filesystem; ext4 is the default
  --label L                 its label: letters, digits, spaces, . _ + : ( ) -;
                            up to 16 on ext4, 12 on xfs, 36 on btrfs
  --size SIZE               size of a disk image to make, such as 4G; the
                            default is as large as its content needs
  --fstab amend|keep        fit /etc/fstab to the new drive (the default), or
                            leave it as it is
  --boot fit|keep           fit root= and the like in boot configuration to the
                            new drive (the default), or leave it as it is
  --first-boot FILE         what the system is told for its first boot, in TOML;
                            each of these switches overrides the file:
  --hostname NAME           its name
  --user NAME               a user, who may become root
  --password-file FILE      the user's password: the first line of that file
  --ssh-key FILE            the user's public keys, such as
                            ~/.ssh/id_ed25519.pub; may be given again
  --ssh                     the SSH server is on
  --timezone ZONE           such as Europe/Berlin
  --locale L                such as de_DE.UTF-8
  --keyboard K              of the console, such as de
  --wifi SSID               a wireless network
  --wifi-password-file FILE its passphrase: the first line of that file
  --wifi-country CC         where its radio is used, such as DE
  --grow-root               the root filesystem grows to the end of its drive,
                            for images that go to larger ones
  --mode direct|staged      straight onto the drive, or into memory first; the
                            default depends on the drive
  --verify full|quick|none  everything, read back (the default), the tree and a
                            sample (not of a disk image), or nothing
  --check                   read the archive completely before anything is
                            written, however large it is
  --grow                    the last partition of a disk image, and the ext4,
                            xfs or btrfs in it, get all of the drive
${NO_BMAP_ROW}
  --allow-fixed             also drives that are not removable; never those of
                            the running system
  --yes                     do not ask
  --dry-run                 print the plan, also as commands, and do nothing
${JSON_ROW}`,
  capture: `Packs a drive, a partition, a folder or a disk image into a tarball that can be
flashed again. Of a drive it takes the root filesystem, and what its own
/etc/fstab mounts from the same drive. Nothing is written to it. The archive has
its name only when it is complete.

  --compress zstd|xz|gzip|lz4|none
                            how it is packed; the default is what its name says,
                            else zstd
  --reproducible            two captures of the same are the same file
  --with WHAT,…             also what is usually left out:
                            ${USUALLY.join(', ')},
                            or all
  --without WHAT,…          leave out more, for an image that is given away:
                            ${ON_REQUEST.join(', ')}, or all
  --live                    also the running system, which changes while it is
                            read
  --yes                     do not ask whether an archive of that name is to be
                            replaced
  --dry-run                 print the plan, also as commands, and do nothing
${JSON_ROW}`,
  inspect: `Says what a tarball is: members, size, distribution, machine, kernel, and what
is odd about it. Of a disk image: how it is packed, its length, its partitions
and what lies in them.

${INSIDE_ROW}
${NO_BMAP_ROW}
${JSON_ROW}`,
  drives: `Lists the drives, and says of each whether it can be chosen, and if not, why.

  --watch                   go on listing as drives come and go
  --all                     also drives that are of no use as a target
${JSON_ROW}`,
  layouts: `Lists the layouts that --layout takes, or tells of one its partitions, what a
system needs to boot from it, and where that is from.

${JSON_ROW}`,
  verify: `Compares what is on a target with the tarball that it was made from.

${INSIDE_ROW}
  --layout ID|FILE          also the boot loaders that this layout puts outside
                            of the partitions
${JSON_ROW}`,
} as const;

export type CommandName = keyof typeof DETAILS;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(DETAILS, name);
}

export const COMMAND_NAMES = Object.keys(DETAILS);

/** All about one command: its lines of {@link HELP}, and its options. */
export function helpOf(name: CommandName): string {
  return [`${usageOf(name)}\n`, DETAILS[name]].join('\n');
}

/** The lines of a command, and those that they go on in. */
function usageOf(name: CommandName): string {
  const [, usage = ''] = HELP.split('\n\n');
  return usage
    .split(/\n(?=  tarstrap)/)
    .filter((lines) => lines.startsWith(`  tarstrap ${name} `))
    .join('\n');
}
