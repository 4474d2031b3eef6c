import { few, one, type Sentence } from './sentence.ts';

/** What volumes of `tar -cM` become an archive by. */
const TOGETHER =
  "Unpack its volumes together, as root, with a -f for each of them in their order (mkdir rootfs, then tar -xpM --numeric-owner --xattrs --xattrs-include='*' -C rootfs -f VOLUME1 -f VOLUME2), and pack the result again (tar -c --numeric-owner --xattrs --xattrs-include='*' -C rootfs -f rootfs.tar .).";

const TOGETHER_IN_WINDOW = 'Unpack all of its volumes together with tar, in their order, pack the result again, and open that.';
const AGAIN = 'Download or build it again and compare its checksum.';

const NOT_ON_FAT = 'links, device nodes, files of 4 GiB and some names, such as those that differ in case only,';

/** The archive, and the medium that it lies on. */
export const ARCHIVE = {
  'drop-without-file': {
    exit: 66,
    headline: () => 'What was dropped is not a file on this machine.',
    next: () => 'Save it first, then drop the saved file.',
  },
  'archive-several': {
    exit: 64,
    headline: (f) => `One file at a time: ${f['count']} were given.`,
    next: () => 'Open one of them.',
  },
  'archive-missing': {
    exit: 66,
    headline: (f) => `There is no archive ${f['path']}.`,
    next: () => 'Check the path.',
  },
  'archive-elsewhere': {
    exit: 66,
    headline: (f) => `${f['path']} is ${f['what']}, not a file.`,
    next: (f) => `${f['advice']}`,
  },
  'archive-not-utf8': {
    exit: 66,
    headline: (f) => `The path ${f['path']} has bytes that are not UTF-8.`,
    next: () => 'Rename the file, or the folder with such a name that it lies in, then start again.',
  },
  'archive-out-of-reach': {
    exit: 66,
    headline: (f) => `Root cannot read ${f['path']} where it lies, and copying it to this machine failed.`,
    next: () => 'Copy it to a drive of this machine yourself, and start again.',
  },
  'copy-no-room': {
    exit: 74,
    headline: (f) =>
      `There is too little room in ${f['folder']} for a copy of ${f['path']}, which root cannot read where it lies: ${f['needed']} are needed, ${f['available']} are free.`,
    next: (f) => `Make room in ${f['folder']}, or copy the archive to another drive of this machine yourself, and start again.`,
  },
  'archive-unreadable': {
    exit: 77,
    headline: (f) => `You may not read ${f['path']}.`,
    next: () => 'Change its permissions, or copy it to a place where you may read it.',
  },
  'archive-unseen': {
    exit: 66,
    headline: (f) => `${f['path']} cannot be opened: ${f['reason']}.`,
    next: () => 'Check the path.',
  },
  'archive-io': {
    exit: 74,
    headline: (f) => `${f['path']} cannot be read: ${f['reason']}.`,
    next: () => 'Copy the archive to another drive, or download it again, then start again.',
  },
  'archive-not-a-file': {
    exit: 65,
    headline: (f) => `${f['path']} is ${f['what']}, not an archive.`,
    next: (f) =>
      f['what'] === 'a pipe'
        ? 'Save what comes through it to a file first, then give that file.'
        : 'Give a tarball (.tar, .tar.gz, .tar.xz, .tar.zst …) or a disk image.',
  },
  'archive-lacks-folder': {
    exit: 66,
    headline: (f) => `There is no folder ${f['folder']} in ${f['path']}.`,
    next: () => 'Run `tarstrap inspect` without --inside: it says where a root filesystem lies.',
    inWindow: () => 'Open the archive again.',
  },
  'archive-empty': {
    exit: 65,
    headline: (f) => `${f['path']} is empty.`,
    next: () => 'Download or build the archive again.',
  },
  'archive-is-image': {
    exit: 65,
    headline: (f) => `${f['path']} is ${f['what']}, not a root filesystem tarball.`,
    next: () => 'Start again: Tarstrap writes disk images to drives as well.',
  },
  'archive-not-tar': {
    exit: 65,
    headline: (f) => `${f['path']} is neither a tarball nor a disk image: ${f['what']}.`,
    next: () => 'Give a tarball of a root filesystem (.tar, .tar.gz, .tar.xz, .tar.zst …), or a disk image (.img, .iso, .wic …).',
  },
  'archive-stand-in': {
    exit: 65,
    headline: (f) => `${f['path']} is ${f['what']}, not the archive itself.`,
    next: (f) => `${f['advice']}`,
  },
  'archive-in-parts': {
    exit: 65,
    headline: (f) => `${f['path']} is one part of an archive that was split.`,
    next: (f) => `Put all of its parts together, in their order: ${f['join']}`,
    inWindow: () => 'Put all of its parts together, in their order, then open the result.',
  },
  'archive-in-volumes': {
    exit: 65,
    headline: (f) => `${f['path']} is one volume of an archive that tar has split.`,
    next: () => TOGETHER,
    inWindow: () => TOGETHER_IN_WINDOW,
  },
  'archive-appended': {
    exit: 65,
    headline: (f) => `${f['path']} is whole, but something was appended that does not belong to it, and its decompressor fails there.`,
    next: (f) => `Download it again, or keep only what comes before that: ${f['join']}`,
    inWindow: () => 'Download it again.',
  },
  'archive-damaged': {
    exit: 65,
    headline: (f) => `${f['path']} is cut short or damaged.`,
    next: (f) => `${AGAIN}${f['ends'] === 'like a volume' ? ` Or is it the first of several volumes? ${TOGETHER}` : ''}`,
    inWindow: (f) => `${AGAIN}${f['ends'] === 'like a volume' ? ` Or is it the first of several volumes? ${TOGETHER_IN_WINDOW}` : ''}`,
  },
  'archive-lacks-dictionary': {
    exit: 65,
    headline: (f) => `${f['path']} was compressed with a dictionary of zstd, which is not in it.`,
    next: () => 'Unpack it with that dictionary (zstd -d -D DICTIONARY FILE), and give what comes out.',
    inWindow: () => 'Unpack it with that dictionary, and open what comes out.',
  },
  'archive-owner-impossible': {
    exit: 65,
    headline: (f) => `${f['path']} has members with an owner or group number that Linux does not have.`,
    next: () => 'Have it built again with numbers from 0 to 4294967294; tar refuses others.',
  },
  'archive-name-too-long': {
    exit: 65,
    headline: (f) => `${f['path']} has a member whose name is too long for any filesystem.`,
    next: () => 'Do not use this archive unless you know why; download or build it again.',
  },
  'archive-folders-too-many': {
    exit: 65,
    headline: () => 'The members of this archive lie in far more folders than any system has for so few of them.',
    next: () => 'Do not use this archive unless you know why; download or build it again.',
  },
  'archive-unsafe': {
    exit: 65,
    headline: (f) => `${f['path']} has ${few(f, 'member')} that would land outside of the target${one(f)}.`,
    next: () => 'Do not use this archive unless you know why; build it again with relative names.',
  },
  'archive-does-not-lay': {
    exit: 65,
    headline: (f) =>
      `${f['path']} cannot be unpacked: tar would fail at ${few(f, 'member')}, ${f['count'] === 1 ? '' : 'such as '}${f['example']}, ${f['what']}.`,
    next: () => 'Download it again, or have it built again: no tar can unpack it whole.',
  },
  'archive-unread': {
    exit: 65,
    headline: (f) => `Too little is known of ${f['path']} so far: ${f['why']}.`,
    next: () => 'Add --check, which has it read completely first.',
    inWindow: () => 'Wait until it has been read completely.',
  },
  'archive-changed': {
    exit: 65,
    headline: (f) => `${f['path']} has changed since it was inspected.`,
    next: () => 'Wait until nothing writes to it any more, then start again.',
  },
  'loader-missing': {
    exit: 65,
    headline: (f) => `${f['path']} has no ${f['files']} among its boot loaders, which the layout writes to the drive, and none lies beside it.`,
    next: () => 'Choose another layout, build the archive with it, or put the file into the folder of the archive.',
  },
  'loader-too-large': {
    exit: 65,
    headline: (f) => `The boot loader ${f['file']} has ${f['needed']}, and from its place to ${f['what']} there are ${f['available']}.`,
    next: () => 'Choose a layout that leaves more room in front of its first partition, or build a smaller one.',
  },
  'boot-not-fat-safe': {
    exit: 65,
    headline: (f) => `The archive's ${f['mount']} holds ${few(f, 'member')} that a FAT partition cannot hold${one(f)}.`,
    next: () => `Use --layout single, or build the archive without them: ${NOT_ON_FAT} need a Linux filesystem.`,
    inWindow: () => `Choose the layout with a single partition, or build the archive without them: ${NOT_ON_FAT} need a Linux filesystem.`,
  },
  'not-fat-safe': {
    exit: 65,
    headline: (f) => `The layout has FAT at /, which cannot hold ${few(f, 'member')} of ${f['path']}${one(f)}.`,
    next: () => `Use a layout with a Linux filesystem, such as --layout single: ${NOT_ON_FAT} need one.`,
    inWindow: () => `Choose a layout with a Linux filesystem, such as the one with a single partition: ${NOT_ON_FAT} need one.`,
  },
  'boot-is-link': {
    exit: 65,
    headline: (f) => `The archive's ${f['mount']} is a symlink to ${f['what']}, so it cannot be a partition of its own.`,
    next: (f) => `Use --layout single, or build the archive with a folder at ${f['mount']}.`,
    inWindow: (f) => `Choose the layout with one partition, or build the archive with a folder at ${f['mount']}.`,
  },
  'boot-links': {
    exit: 65,
    headline: (f) => `The archive has ${few(f, 'hard link')} between ${f['mount']} and the rest, which two partitions cannot share${one(f)}.`,
    next: (f) => `Use --layout single, or build the archive without hard links between ${f['mount']} and the rest.`,
    inWindow: (f) => `Choose the layout with one partition, or build the archive without hard links between ${f['mount']} and the rest.`,
  },
  'archive-does-not-unpack': {
    exit: 65,
    headline: () => 'tar could not unpack the archive completely.',
    next: () => 'Check the archive with `tarstrap inspect`, then start again.',
    inWindow: () => 'Open the archive again, so that it is inspected, then start again.',
  },
} as const satisfies Record<string, Sentence>;
