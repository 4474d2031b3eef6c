import type { ArchiveFacts, Contents } from './facts.ts';
import { shellQuote } from './shell.ts';
import type { Remark } from './remarks.ts';

/** What an archive is that is no root filesystem, and what gives one. */
export function contentsRemarks({ contents, file }: ArchiveFacts): Remark[] {
  const { kind, folders, member } = contents;
  if (kind === 'root') return [];
  if (kind === 'wrapped') return [wrapped(folders)];
  const [text, advice] = WORDS[kind]({ path: shellQuote(file.path), member: member === undefined ? undefined : shellQuote(member) });
  return [{ id: 'not-a-root', tone: 'caution', text, ...(advice === undefined ? {} : { advice }) }, ...folders.map(inOneFolder)];
}

function wrapped(folders: readonly string[]): Remark {
  const [first, ...others] = folders;
  const where =
    others.length > 0 ? `Root filesystems lie in the folders ${folders.join(', ')}` : `The root filesystem lies in the folder ${first ?? 'with an odd name'}`;
  return { id: 'in-a-folder', tone: 'caution', text: `${where}, not at the top of the archive. Unpacked as it is, it will not boot.`, folders };
}

function inOneFolder(folder: string): Remark {
  return { id: 'in-one-folder', tone: 'info', text: `Everything lies in one folder, ${folder}.`, folders: [folder] };
}

interface Named {
  /** Quoted for a shell. */
  readonly path: string;
  readonly member: string | undefined;
}

type Words = (named: Named) => readonly [text: string, advice?: string];

const OVER = 'To add it to a system, write it into a partition or folder that has one (layout none).';

const WORDS: Readonly<Record<Exclude<Contents['kind'], 'root' | 'wrapped'>, Words>> = {
  initramfs: () => ['This looks like an initramfs: it starts a system that lies elsewhere.', 'Take the archive of the root filesystem itself.'],
  'docker-image': ({ path }) => [
    'Not a root filesystem, but an image of Docker: layers, each a tar of its own.',
    `Run \`docker load -i ${path}\`, then \`docker export $(docker create IMAGE) > rootfs.tar\`, and take rootfs.tar.`,
  ],
  'oci-image': ({ path }) => [
    'Not a root filesystem, but an OCI image: layers, each a tar of its own.',
    `Run \`podman load -i ${path}\`, then \`podman export $(podman create IMAGE) > rootfs.tar\`, and take rootfs.tar.`,
  ],
  noobs: ({ path, member }) => [
    'Not a root filesystem, but a bundle for NOOBS: an installer with archives in it.',
    member === undefined ? 'Take the archive of the root partition out of it.' : `Unpack the root filesystem: \`tar -xf ${path} ${member}\`, and take that.`,
  ],
  'kernel-source': () => [
    'Not a root filesystem, but the source code of a kernel.',
    'Build it, for example by `make tarzst-pkg`, which packs the kernel with its modules; a root filesystem is needed besides.',
  ],
  kernel: () => ['Not a root filesystem, but a kernel with its modules.', OVER],
  modules: () => ['Not a root filesystem, but modules of a kernel.', OVER],
  firmware: () => ['Not a root filesystem, but firmware for devices.', OVER],
  diskless: () => ['Not a root filesystem, but a system that a Raspberry Pi loads into its memory: it belongs on FAT.'],
  'boot-files': () => [
    'Not a root filesystem, but the files of a boot partition.',
    'Write it into that partition’s folder; the root filesystem comes in an archive of its own.',
  ],
  package: () => [
    'Not a root filesystem, but the contents of one package.',
    'Install the package on a running system; a root filesystem is made of many (debootstrap, mmdebstrap).',
  ],
  archive: ({ path, member }) => [
    'Not a root filesystem, but an archive in an archive.',
    `Unpack it once: \`tar -xf ${path} ${member}\`, and take what comes out.`,
  ],
  image: ({ path, member }) => [
    'Not a root filesystem, but a disk image in an archive.',
    `Unpack it: \`tar -xf ${path} ${member}\`, and give Tarstrap what comes out: it writes images as well.`,
  ],
  files: () => ['Not a root filesystem: it does not hold /etc, programs and libraries together.'],
};
