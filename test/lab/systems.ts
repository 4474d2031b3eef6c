import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT, type CliRun, startCli } from './cli.ts';

/** Root filesystems of other releases, in which the built terminal and engine are run with that release's programs. */

const CACHE = new URL('../../.cache/systems/', import.meta.url).pathname;
const CHECKOUT = new URL('../../', import.meta.url).pathname;

/** Name of a release, and packages that it has beside those that all of them get. */
const RELEASES = { bullseye: [], trixie: ['rust-coreutils'], sid: ['rust-coreutils'] } as const satisfies Record<string, readonly string[]>;
export type Release = keyof typeof RELEASES;
export const DEBIAN: Readonly<Record<Release, string>> = { bullseye: 'Debian 11', trixie: 'Debian 13', sid: 'Debian sid' };

/** What Tarstrap needs on a machine, a Node apart: ours runs with the C library of each of them, of which it asks for 2.28. */
const PACKAGES = 'base-files,coreutils,tar,gzip,diffutils,util-linux,mount,fdisk,e2fsprogs,xfsprogs,btrfs-progs,zstd,xz-utils,perl-base,libstdc++6,busybox';

/**
 * The root of a release, made once and kept: remove `.cache/systems` to have them anew. Packages are unpacked and not configured: programs and
 * libraries work as they are. The signature on the list of an old release has expired.
 * @throws if no Debian can be had: then nothing is tested
 */
async function rootOf(release: Release): Promise<string> {
  const packages = [PACKAGES, ...RELEASES[release]].join(',');
  const root = join(CACHE, `${release}-${createHash('md5').update(packages).digest('hex').slice(0, 8)}`);
  if (existsSync(root)) return root;
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE)) if (name.startsWith(`${release}-`)) rmSync(join(CACHE, name), { recursive: true });
  const draft = `${root}.draft`;
  const options = [
    '--mode=root',
    '--variant=extract',
    '--format=directory',
    '--aptopt=Acquire::Check-Valid-Until "false"',
    '--aptopt=Acquire::http::Timeout "30"',
  ];
  const why = await new Promise<string | undefined>((resolve) => {
    execFile('mmdebstrap', [...options, `--include=${packages}`, release, draft], { timeout: 600_000 }, (error, _, stderr) => {
      resolve(error ? (/^E: .*/m.exec(stderr)?.[0] ?? error.message) : undefined);
    });
  });
  if (why) throw new Error(`mmdebstrap could not make a ${DEBIAN[release]}. Can this machine reach deb.debian.org? ${why}`);
  renameSync(draft, root);
  return root;
}

/** All at once: most of the time goes by waiting for the network. */
export async function makeSystems(): Promise<void> {
  await Promise.all((Object.keys(RELEASES) as Release[]).map(rootOf));
}

/**
 * In a mount namespace of its own the root becomes the one of the namespace, as on a machine: below a layer that keeps what is
 * written, with the kernel's own filesystems. `$5` has words `TOOL=PROGRAM` that take the place of tools.
 */
const ENTER = `set -e
root=$1 work=$2 node=$3 place=$4 replaced=$5
shift 5
mount -t tmpfs system "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay -o "lowerdir=$root,upperdir=$place/upper,workdir=$place/work" system "$place/root"
cd "$place/root"
for word in $replaced; do
  for folder in usr/bin usr/sbin bin sbin; do
    if [ -e "$folder/\${word%%=*}" ]; then ln -sfn "\${word#*=}" "$folder/\${word%%=*}"; fi
  done
done
mkdir -p ".$work" old opt
touch opt/node
mount --bind "$node" opt/node
mount --bind "$work" ".$work"
for name in proc sys dev; do mount --rbind "/$name" "$name"; done
for name in run tmp; do mount -t tmpfs system "$name"; done
pivot_root . old
umount -l /old
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb "$@"`;

export interface Inside {
  readonly release: Release;
  /** The only folder of this machine that is seen in there, at the same path; it has the programs, too. */
  readonly folder: string;
  /** Tools that are others there: name, and path of the program. */
  readonly replaced?: Readonly<Record<string, string>>;
}

/** The terminal, as root, with a release's programs. */
export async function startInside({ release, folder, replaced = {} }: Inside, args: readonly string[]): Promise<CliRun> {
  const root = await rootOf(release);
  const app = join(folder, 'app');
  const place = join(folder, 'place');
  for (const path of [join(app, 'out'), place]) mkdirSync(path, { recursive: true });
  for (const name of [...BUILT.map((built) => `out/${built}`), 'package.json']) cpSync(join(CHECKOUT, name), join(app, name));
  const words = Object.entries(replaced).map(([tool, program]) => `${tool}=${program}`);
  const enter = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', ENTER, 'sh', root, folder, process.execPath, place, words.join(' ')];
  return startCli(args, enter, ['/opt/node', join(app, 'out/cli.js')]);
}
