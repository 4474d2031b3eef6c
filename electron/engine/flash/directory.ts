import { fstatSync, readFileSync } from 'node:fs';
import { TarstrapError } from '../../../shared/errors.ts';
import { parseMountinfo } from '../../drives/mountinfo.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import { deviceNumber } from '../../run/deviceNumber.ts';
import { requireChangeable, whileThere } from '../disk/changeable.ts';
import { holdFolder, lookInto } from '../disk/folder.ts';
import { dropPageCache } from '../disk/pageCache.ts';
import { makeInner, moveUp, requireHarmless, sealFolder } from '../disk/seal.ts';
import { nodeOf } from '../disk/sysfs.ts';
import { syncFilesystem } from '../disk/sync.ts';
import { capabilitiesTo, openCell } from '../extract/cell.ts';
import { extract } from '../extract/extract.ts';
import { enter, type Job, note } from '../job.ts';
import { Scope } from '../../run/scope.ts';
import { readTree } from '../verify/packed.ts';
import { ACCESS, DEFAULT, openAlbum } from '../verify/portrait.ts';
import { verifyDirectory } from '../verify/volumes.ts';
import { type Proven, watchLaying } from '../verify/watch.ts';
import { refuseLinksOut } from './links.ts';
import type { Material, Way } from './way.ts';

/**
 * A folder is filled in place. It is opened with the caller's rights, held open and entered through the descriptor, so
 * that nobody can put another one in its place.
 */
export const flashDirectory: Way = async (material, job) => {
  const { plan, caller } = material;
  const { path } = plan.target;
  await using folders = new Scope();
  const { fd, at } = await holdFolder(path, caller, folders);
  requireUndivided(plan.target, fd);
  await requireChangeable(path, at);
  // Awaited here: it is held open as long as it is filled.
  return await whileThere({ fd, path }, () => fillFolder(material, { fd, at, path }, folders, job));
};

async function fillFolder(material: Material, { fd, at: into, path }: Held, folders: Scope, job: Job): Promise<Proven> {
  const { plan, archive, source, caller } = material;
  const { device } = plan.target;
  const linkAt = await refuseLinksOut(material, into, job);
  const inner = plan.seal ? await seal({ fd, at: into, path }, job) : undefined;
  const capabilities = capabilitiesTo('fill', archive.privileged);
  const within = await openCell({ into: inner ?? into, folder: job.folder, capabilities, people: archive.aclNames }, folders);
  // What its owner does in there meanwhile leads us nowhere else.
  const root = plan.verify === 'quick' ? await lookInto(inner ?? into, `${job.folder}/laid`, folders) : into;
  const watch = watchLaying({ plan, archive, root, linkAt });
  job.meter.watch({
    archiveSize: archive.file.size,
    streamBytes: archive.streamBytes,
    isPlain: archive.compression === 'none',
    ...(nodeOf(device) ? { device } : {}),
  });
  enter(job, 'extract');
  if (caller && !plan.seal) requireHarmless(fd, path);
  job.drive = 'incomplete';
  const { onEntry } = watch;
  const isClean = await extract({ ...source, command: within(plan.extract), device: path, onEntry }, job);
  const laid = { ...watch.finish(), isClean, linkAt, plan, archive };
  if (inner !== undefined) moveUp(inner, into);
  enter(job, 'flush');
  await syncFilesystem(`${into}/.`, path);
  job.drive = 'written';
  if (plan.verify !== 'none') await dropPageCache(job);
  note(job, 'The folder was filled in place; /etc/fstab was left as the archive has it.');
  await verifyDirectory({ source, laid }, await lookInto(into, `${job.folder}/verify`, folders), job);
  enter(job, 'finish');
  return laid;
}

interface Held {
  readonly fd: number;
  readonly at: string;
  readonly path: string;
}

/**
 * @returns the folder within, in which the archive is to be laid
 * @throws TarstrapError `target-not-empty`, `target-has-acl`, and the folder is as it was
 */
async function seal({ fd, at, path }: Held, job: Job): Promise<string> {
  const giveBack = sealFolder(fd, path);
  if (await hasAcl(at, job)) {
    giveBack();
    throw new TarstrapError('target-has-acl', { path });
  }
  job.drive = 'incomplete';
  note(job, `${path} belongs to root now, and only root can enter it: set-uid programs of the archive would work where it lies.`, 'warning');
  return makeInner(at);
}

/** One that its user has set would be handed down to what is laid there, and count again when the mode is widened (acl(5)). */
async function hasAcl(at: string, job: Job): Promise<boolean> {
  const album = openAlbum(KiB);
  await readTree({ root: at, names: [''], privileged: 0 }, album, job);
  const own = album.portraits.get('');
  return own === undefined || own.has(ACCESS) || own.has(DEFAULT);
}

/** Characters of attributes: of more than this nothing is known. */
const KiB = 1024;

/**
 * One filesystem, the one that was chosen: through a mount inside the folder, such as the `dev` and `proc` of a chroot,
 * tar would replace files of the running system.
 */
function requireUndivided({ path, device, inode }: TargetFacts, fd: number): void {
  const { dev, ino } = fstatSync(fd, { bigint: true });
  if (deviceNumber(dev) !== device || String(ino) !== inode) throw new TarstrapError('target-changed', { path, what: 'another folder lies there now' });
  const inside = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8')).find(({ at }) => at.startsWith(`${path}/`));
  if (inside) throw new TarstrapError('target-busy', { path, holders: `something is mounted inside it, at ${inside.at}` });
}
