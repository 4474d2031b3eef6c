import { createCipheriv } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { CLI } from '../lab/cli.ts';
import { tarHeader } from '../lab/tarHeader.ts';
import { finish } from './measure.ts';

/** The tarballs and disk images that are laid down. Each is made once and kept; those that others are made of come first. */

export type InputName =
  | 'rootfs.tar'
  | 'part.tar'
  | 'big.tar'
  | 'tiny.tar'
  | 'rootfs.tar.gz'
  | 'rootfs.tar.zst'
  | 'rootfs.tar.lz4'
  | 'part.tar.bz2'
  | 'part.multi.tar.xz'
  | 'part.single.tar.xz'
  | 'card.img'
  | 'card.img.zst'
  | 'card.img.xz'
  | 'mapped.img'
  | 'part.img'
  | 'part.img.zst';

/** Gives the path of an input, and makes it if it is not there yet. */
export type Inputs = (name: InputName) => Promise<string>;

const MiB = 1024 ** 2;

/** Debian's minimal system and what makes a root filesystem of about 1 GB and 30,000 members of it: a kernel, compilers, servers. */
const PACKAGES = 'systemd-sysv,udev,openssh-server,gcc,g++,perl,git,nginx,python3,vim,linux-image-amd64,ca-certificates,man-db,curl';

/** What takes so long to compress or to write that a third of the whole has to do. */
const PART = ['./etc', './usr/bin', './usr/share', './var'];

export function openInputs(folder: string, signal: AbortSignal): Inputs {
  mkdirSync(folder, { recursive: true });
  const recipes: Record<InputName, (draft: string) => Promise<void>> = {
    // apt's own sources of this machine say from where.
    'rootfs.tar': (draft) =>
      finish(['mmdebstrap', '--variant=minbase', `--include=${PACKAGES}`, '--format=tar', '--aptopt=Acquire::http::Timeout "30"', 'bookworm', draft], signal),
    'part.tar': async (draft) => makePart(await input('rootfs.tar'), draft, signal),
    'big.tar': async (draft) => writeBig(draft),
    'tiny.tar': async (draft) => writeTiny(draft),
    'rootfs.tar.gz': async (draft) => pack(await input('rootfs.tar'), draft, 'pigz -6'),
    'rootfs.tar.zst': async (draft) => pack(await input('rootfs.tar'), draft, 'zstd -q -3 -T2'),
    'rootfs.tar.lz4': async (draft) => pack(await input('rootfs.tar'), draft, 'lz4 -q'),
    'part.tar.bz2': async (draft) => pack(await input('part.tar'), draft, 'lbzip2'),
    // With -T2 the headers of the blocks say how long they are; only then can xz unpack them side by side.
    'part.multi.tar.xz': async (draft) => pack(await input('part.tar'), draft, 'xz -6 -T2'),
    'part.single.tar.xz': async (draft) => pack(await input('part.tar'), draft, 'xz -6 -T1'),
    // By our own hand: a card of 2 GB with a system on it.
    'card.img': async (draft) => finish([process.execPath, CLI, 'flash', await input('rootfs.tar'), draft, '--size', '2G', '--verify', 'none'], signal),
    'card.img.zst': async (draft) => pack(await input('card.img'), draft, 'zstd -q -3 -T2'),
    'card.img.xz': async (draft) => pack(await input('card.img'), draft, 'xz -1 -T1'),
    'part.img': async (draft) => finish([process.execPath, CLI, 'flash', await input('part.tar'), draft, '--size', '1G', '--verify', 'none'], signal),
    'part.img.zst': async (draft) => pack(await input('part.img'), draft, 'zstd -q -3 -T2'),
    'mapped.img': async (draft) => {
      await finish(['cp', '--sparse=always', await input('card.img'), draft], signal);
      await finish(['bmaptool', '--quiet', 'create', '--output', `${folder}/mapped.img.bmap`, draft], signal);
    },
  };
  const pack = (from: string, to: string, command: string): Promise<void> =>
    finish(['sh', '-c', 'from=$1; to=$2; shift 2; exec "$@" < "$from" > "$to"', 'sh', from, to, ...command.split(' '), '-c'], signal);
  const input: Inputs = async (name) => {
    const path = `${folder}/${name}`;
    if (existsSync(path)) return path;
    process.stderr.write(`bench: making ${name}\n`);
    // mmdebstrap knows by the suffix what is wanted.
    const draft = `${folder}/draft.${name}`;
    await recipes[name](draft);
    // What still waits in memory for the disk would slow down whoever comes first.
    await finish(['sync', '--file-system', draft], signal);
    renameSync(draft, path);
    return path;
  };
  return input;
}

async function makePart(rootfs: string, draft: string, signal: AbortSignal): Promise<void> {
  const tree = `${draft}.tree`;
  mkdirSync(tree);
  try {
    await finish(['tar', '-C', tree, '--numeric-owner', '-xpf', rootfs, ...PART], signal);
    await finish(['tar', '-C', tree, '--numeric-owner', '--sort=name', '-cf', draft, '.'], signal);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** 16 files of 128 MiB that cannot be compressed. */
function writeBig(path: string): void {
  const content = noise(128 * MiB);
  writeTar(path, 16, () => content);
}

/** 200,000 files of up to 4 KiB in 200 folders; what is in them compresses like noise. */
function writeTiny(path: string): void {
  const content = noise(MiB);
  writeTar(path, 200_000, (i) => content.subarray((i * 4) % (MiB / 2), ((i * 4) % (MiB / 2)) + ((i * 977) % 4096)));
}

function writeTar(path: string, files: number, contentOf: (index: number) => Buffer): void {
  const fd = openSync(path, 'w');
  try {
    const folders = ['etc/', 'usr/', 'usr/bin/', 'usr/lib/', ...Array.from({ length: 200 }, (_, i) => `usr/lib/${i}/`)];
    for (const name of folders) writeSync(fd, tarHeader({ name, type: '5' }));
    for (let i = 0; i < files; i += 1) {
      const content = contentOf(i);
      const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
      writeSync(fd, Buffer.concat([tarHeader({ name: `usr/lib/${i % 200}/file-${i}`, size: content.length }), content, padding]));
    }
    writeSync(fd, Buffer.alloc(1024));
  } finally {
    closeSync(fd);
  }
}

/** The same for every run: the key stream of a cipher. */
function noise(length: number): Buffer {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(length));
}
