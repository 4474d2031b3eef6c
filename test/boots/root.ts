import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Root filesystems of Debian 12 as plain tarballs, for machines of other kinds than this one, and for one of its own kind. They are made once and kept in
 * `.cache/boots`; remove that to have them anew.
 *
 * Programs of other architectures cannot run here, so theirs are made as mmdebstrap(1) describes for `--mode=chrootless`: maintainer scripts run on this machine, by
 * nobody, who can harm nothing of it. What that cannot do (`debian/customize-kernel.sh`) is done on the first boot.
 */

const CACHE = new URL('../../.cache/boots/', import.meta.url).pathname;
const HOOKS = new URL('debian/', import.meta.url).pathname;

/** Without the updates: they never meet a network, and mirrors of these are not always whole. */
const MIRROR = 'deb http://deb.debian.org/debian bookworm main';
const APT_OPTION = '--aptopt=Acquire::http::Timeout "30"';
const NOBODY = 65_534;

const BASE = 'mawk,systemd-sysv,login,passwd,e2fsprogs';

const FOREIGN = {
  armhf: { kernel: 'linux-image-armmp', packages: 'u-boot-sunxi,u-boot-imx', modules: 'crc32c_generic sunxi-mmc gpio-mxc sdhci-esdhc-imx ext4' },
  arm64: { kernel: 'linux-image-cloud-arm64', packages: 'systemd-boot-efi', modules: 'virtio_pci virtio_blk ext4' },
} as const;

const NATIVE = `${BASE},udev,kmod,linux-image-cloud-amd64,initramfs-tools,systemd-boot-efi`;

export type Architecture = 'amd64' | keyof typeof FOREIGN;

/** @returns its file @throws if no Debian can be had */
export async function debianRoot(architecture: Architecture): Promise<string> {
  const name = `debian-${architecture}-`;
  const root = join(CACHE, `${name}${recipeSum(architecture)}.tar`);
  if (existsSync(root)) return root;
  mkdirSync(CACHE, { recursive: true });
  for (const old of readdirSync(CACHE).filter((file) => file.startsWith(name))) rmSync(join(CACHE, old));
  // Not below the checkout: that may lie where nobody may look.
  const work = mkdtempSync('/var/tmp/boots-');
  try {
    await (architecture === 'amd64' ? makeNative(work) : makeForeign(work, architecture));
    cpSync(join(work, 'root.tar'), `${root}.part`);
    renameSync(`${root}.part`, root);
  } finally {
    rmSync(work, { recursive: true });
  }
  return root;
}

/** Of all that a root is made of here: with another recipe it is another file. */
function recipeSum(architecture: Architecture): string {
  const sum = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(architecture);
  for (const file of readdirSync(HOOKS).toSorted()) sum.update(readFileSync(join(HOOKS, file)));
  return sum.digest('hex').slice(0, 12);
}

function makeNative(work: string): Promise<void> {
  return run('mmdebstrap', ['--variant=minbase', `--include=${NATIVE}`, APT_OPTION, 'bookworm', join(work, 'root.tar'), MIRROR], process.env);
}

function makeForeign(work: string, architecture: keyof typeof FOREIGN): Promise<void> {
  const { kernel, packages, modules } = FOREIGN[architecture];
  cpSync(HOOKS, join(work, 'hooks'), { recursive: true });
  chownSync(work, NOBODY, NOBODY);
  const asNobody = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--no-new-privs'];
  const hooks = ['/usr/share/mmdebstrap/hooks/merged-usr', join(work, 'hooks')].map((folder) => `--hook-dir=${folder}`);
  const made = ['--mode=chrootless', '--variant=essential', `--arch=${architecture}`, `--include=${BASE},busybox-static,${packages}`, ...hooks, APT_OPTION];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: work, TMPDIR: work, TARSTRAP_KERNEL: kernel, TARSTRAP_MODULES: modules };
  return run('setpriv', [...asNobody, 'fakeroot', 'mmdebstrap', ...made, 'bookworm', join(work, 'root.tar'), MIRROR], env);
}

function run(tool: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(tool, args, { env, timeout: 900_000, maxBuffer: 64 * 1024 ** 2 }, (error, _, stderr) => {
      if (!error) return resolve();
      const why = /^E: .*/m.exec(stderr)?.[0].slice(0, 500) ?? error.message;
      reject(new Error(`No Debian could be made to boot. Can this machine reach deb.debian.org? ${why}\n${stderr.slice(-2000)}`));
    });
  });
}
