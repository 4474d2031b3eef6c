import { existsSync, readlinkSync } from 'node:fs';
import type { Holder } from '../../shared/targetFacts.ts';
import { shellQuote } from '../../shared/shell.ts';
import type { Mount } from './mountinfo.ts';
import { mountTables } from './namespaces.ts';
import { list, look, numberOf, read } from './sysfs.ts';

/** Who keeps a filesystem or device busy: mounts, and processes with their working folder, root, program or an open file there. */

const SHOWN = 5;

/**
 * Without root only one's own processes can be looked at.
 * @param path a mount point; or a block device: then also who uses a partition of it, or a filesystem on any of them
 * @returns `bash (pid 1234)`, five at most, never ourselves
 */
export function holdersOf(path: string): string[] {
  const target = look(path);
  if (!target) return [];
  return processesAt(new Set(target.isBlockDevice() ? familyOf(numberOf(target)) : [numberOf(target)]));
}

/** Processes that have a file, or one of the devices itself, in use. @param numbers `MAJ:MIN` */
export function processesAt(numbers: ReadonlySet<string>): string[] {
  const holders: string[] = [];
  const served = servedMounts();
  for (const pid of list('/proc').filter(isOther)) {
    if (holders.length === SHOWN) break;
    const mounts = served.size > 0 ? served.get(namespaceOf(pid) ?? '') : undefined;
    if (holds(pid, numbers, mounts)) holders.push(nameOf(pid));
  }
  return holders;
}

/** Whose files a server or a program answers for: where it is gone, whoever asks of them waits for good. */
const SERVED = /^(?:fuse|nfs|cifs|smb|9p$|ceph$|afs$|autofs$|lustre$|virtiofs$|vboxsf$)/;

/** What is mounted, in the namespaces that have such mounts. */
function servedMounts(): Map<string, readonly Mount[]> {
  const tables = mountTables().filter(({ mounts }) => mounts.some(({ filesystem }) => SERVED.test(filesystem)));
  return new Map(tables.map(({ namespace, mounts }) => [namespace, mounts]));
}

/** A device, its partitions, and what the kernel has made of these (sysfs-block ABI, `holders`). */
function familyOf(number: string): string[] {
  const folder = `/sys/dev/block/${number}`;
  const partitions = list(folder).filter((name) => existsSync(`${folder}/${name}/partition`));
  const below = [...partitions, ...list(`${folder}/holders`).map((name) => `holders/${name}`)];
  return [number, ...below.flatMap((name) => familyOf(read(`${folder}/${name}/dev`) ?? ''))].filter(Boolean);
}

function isOther(name: string): boolean {
  return /^\d+$/.test(name) && Number(name) !== process.pid;
}

function nameOf(pid: string): string {
  return `${read(`/proc/${pid}/comm`) ?? 'a process'} (pid ${pid})`;
}

function holds(pid: string, numbers: ReadonlySet<string>, mounts?: readonly Mount[]): boolean {
  const names = ['cwd', 'root', 'exe', ...list(`/proc/${pid}/fd`).map((fd) => `fd/${fd}`)];
  return names.some((name) => {
    const path = `/proc/${pid}/${name}`;
    const on = mounts && mountOf(path, mounts);
    if (on && SERVED.test(on.filesystem)) return numbers.has(on.device);
    const stat = look(path);
    return stat !== undefined && numbers.has(numberOf(stat));
  });
}

/** What a link of a process leads to, by its name alone. */
function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  const name = linkOf(path) ?? '';
  const around = mounts.filter(({ at }) => name === at || name.startsWith(at === '/' ? at : `${at}/`));
  // The one that was mounted last lies on top.
  return around.reduce<Mount | undefined>((deepest, mount) => (deepest && deepest.at.length > mount.at.length ? deepest : mount), undefined);
}

/**
 * Where a device, or anything on it, is mounted: where the user sees it, else in other mount namespaces, which have kept a mount of
 * their own (containers, services with private mounts). What the root side itself has mounted is not among them.
 */
export function mountersOf(device: string): Holder[] {
  const target = look(device);
  const family = new Set(target ? familyOf(numberOf(target)) : []);
  const found = mountTables()
    .filter(({ namespace }) => namespace !== namespaceOf('self') || namespace === namespaceOf(String(process.ppid)))
    .flatMap(({ namespace, pid, mounts }) => mounts.filter((mount) => isFrom(mount, family)).map(({ at }) => ({ namespace, pid, at })));
  const seen = found.filter(({ namespace }) => namespace === namespaceOf(String(process.ppid)));
  if (seen.length > 0) return seen.map(({ at }) => ({ what: `it is mounted at ${at}`, free: `umount ${shellQuote(at)}` })).toReversed();
  return found.map(({ pid, at }) => ({
    what: `it is mounted at ${at} in a mount namespace of its own, by ${nameOf(pid)}`,
    free: `nsenter --mount=/proc/${pid}/ns/mnt umount ${shellQuote(at)}`,
  }));
}

/** btrfs has numbers of its own; there the source tells. */
function isFrom({ device, source }: Mount, family: ReadonlySet<string>): boolean {
  if (!device.startsWith('0:')) return family.has(device);
  const node = source.startsWith('/dev/') ? look(source) : undefined;
  return node?.isBlockDevice() === true && family.has(numberOf(node));
}

function namespaceOf(pid: string): string | undefined {
  return linkOf(`/proc/${pid}/ns/mnt`);
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
