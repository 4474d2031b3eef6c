import type { Contents } from '../../shared/facts.ts';
import type { Outline } from './outline.ts';

/** What people take for the archive of a root filesystem, and is none. */

interface Found {
  readonly kind: Contents['kind'];
  /** What matters in it, a byte string. */
  readonly member?: string | undefined;
}

interface Place {
  /** Whether any of these is there. */
  readonly has: (...paths: readonly string[]) => boolean;
  readonly names: () => ReadonlySet<string>;
  readonly namesIn: (folder: string) => ReadonlySet<string>;
}

/** The first that fits. */
const KINDS: readonly (readonly [Contents['kind'], (place: Place) => boolean])[] = [
  ['docker-image', ({ has, names }) => has('manifest.json', 'repositories') && (has('blobs/sha256') || [...names()].some((name) => has(`${name}/layer.tar`)))],
  ['oci-image', ({ has }) => has('oci-layout') && has('index.json')],
  ['noobs', ({ has }) => has('os.json', 'recovery.rfs', 'recovery.img') && has('partitions.json', 'partition_setup.sh', 'os')],
  ['kernel-source', ({ has }) => has('Makefile') && has('arch') && has('Kbuild', 'Kconfig')],
  ['package', ({ has, names }) => has('debian-binary') || (has('control') && (has('md5sums', 'postinst', 'conffiles') || names().size === 1))],
  ['package', ({ has, namesIn }) => has('usr/share/doc') && !has('etc/passwd') && namesIn('usr/share/doc').size === 1],
  ['diskless', ({ has }) => has('config.txt') && has('bootcode.bin', 'start.elf', 'start4.elf') && isLoadedWhole(has)],
  ['boot-files', ({ has }) => has('bootcode.bin', 'start.elf', 'start4.elf') || (has('config.txt') && has('cmdline.txt'))],
  ['kernel', ({ has }) => isPart(has) && has('lib/modules', 'usr/lib/modules') && has('boot')],
  ['modules', ({ has }) => (isPart(has) && has('lib/modules', 'usr/lib/modules')) || (has('modules.dep') && has('kernel'))],
  ['firmware', ({ has }) => (isPart(has) && has('lib/firmware', 'usr/lib/firmware')) || has('WHENCE')],
];

/** The kernel finds the rest beside itself: Alpine's modules and packages. */
function isLoadedWhole(has: Place['has']): boolean {
  return !has('etc') && has('.alpine-release', 'boot/vmlinuz-rpi', 'boot/vmlinuz-rpi2', 'boot/vmlinuz-rpi4');
}

function isPart(has: Place['has']): boolean {
  return !has('etc', 'bin', 'usr/bin');
}

/** @param folder in which it is looked for; empty for the top */
export function recognise(outline: Outline, folder: string): Found | undefined {
  const within = (path: string): string => (folder === '' ? path : `${folder}/${path}`);
  const place: Place = {
    has: (...paths) => paths.some((path) => outline.has(within(path))),
    names: () => outline.namesIn(folder),
    namesIn: (path) => outline.namesIn(within(path)),
  };
  const kind = KINDS.find(([, fits]) => fits(place))?.[0];
  if (kind === undefined) return payloadOf(outline);
  return { kind, member: kind === 'noobs' ? packedRoot(outline) : undefined };
}

function packedRoot({ tree }: Outline): string | undefined {
  const root = [...tree].find(([name, { type }]) => type === 'file' && /(?:^|\/)root[^/]*\.tar(?:\.\w+)?$/.test(name));
  return root && calledIn(...root);
}

/** What is handed out beside a download: sums, signatures, words. */
const BESIDE =
  /(?:^|\/)(?:readme|licen[cs]e|copying|sha\d+sums?|md5sums?)[^/]*$|\.(?:sha\d+(?:sum)?|md5(?:sum)?|asc|sig|txt|json|ya?ml|bmap|manifest|md|html)$/i;

export function isBeside(name: string): boolean {
  return BESIDE.test(name);
}

const ARCHIVE = /\.(?:tar(?:\.\w+)?|t[gx]z|tbz2?|tzst)$/i;
const IMAGE = /\.(?:img|iso|wic|raw|qcow2|squashfs|sqfs)(?:\.\w+)?$/i;

export function isImageName(name: string): boolean {
  return IMAGE.test(name);
}

/** What it is may matter by the name that the archive has for it. */
export function isPayload(name: string): boolean {
  return ARCHIVE.test(name) || isImageName(name);
}

/** The largest of the archives or images, where nothing else lies in it. */
function payloadOf({ tree }: Outline): Found | undefined {
  let largest: { readonly name: string; readonly size: number } | undefined;
  for (const [name, inode] of tree) {
    const { type, size } = inode;
    if (type === 'directory' || isBeside(name)) continue;
    if (type !== 'file' || !isPayload(name)) return undefined;
    if (size > (largest?.size ?? -1)) largest = { name: calledIn(name, inode), size };
  }
  return largest && { kind: ARCHIVE.test(largest.name) ? 'archive' : 'image', member: largest.name };
}

/** As the archive writes it: only so tar finds it. */
function calledIn(name: string, { called = `./${name}` }: { readonly called?: string | undefined }): string {
  return called;
}
