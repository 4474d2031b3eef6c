import { closeSync, readdirSync } from 'node:fs';
import { fstabEntries } from '../../../shared/fstab.ts';
import { namesDevice } from '../../../shared/fstabLine.ts';
import type { TargetFacts } from '../../../shared/targetFacts.ts';
import type { Mount } from '../../drives/mountinfo.ts';
import { list } from '../../drives/sysfs.ts';
import type { Scope } from '../../run/scope.ts';
import { readSmallFile } from '../../run/smallFile.ts';
import { bindFolder } from '../disk/bind.ts';
import { lookInto } from '../disk/folder.ts';
import { numberOfNode, wholeDisk } from '../disk/sysfs.ts';
import { mountsIn, openMount, OWN } from '../disk/view.ts';
import { type Job, note } from '../job.ts';
import { probeDrive } from '../verify/probe.ts';
import { lookAtDrive } from './layout.ts';
import { tellMounts } from './mountsInside.ts';
import type { SourceTree } from './source.ts';
import { usedIn } from './usedIn.ts';

/** The running system: its root, and what its /etc/fstab mounts from the same drive. */
export async function openRunning(source: TargetFacts, root: string, job: Job, scope: Scope): Promise<SourceTree> {
  await lookInto('/', root, scope);
  const fstab = readSmallFile(`${root}/etc/fstab`);
  const entries = typeof fstab === 'string' ? [] : fstabEntries(fstab.contents.toString('latin1'));
  for (const entry of entries) if (entry.options.includes('x-systemd.automount') && namesDevice(entry.device)) list(`${entry.at}/.`);
  const mounts = mountsIn(OWN);
  const main = mounts.findLast(({ at }) => at === '/');
  const wanted = entries.map(({ at }) => at);
  const others = mounts.filter((mount) => mount.at !== '/' && wanted.includes(mount.at) && main !== undefined && isBeside(mount, main));
  const seen: Mount[] = [];
  for (const mount of others.toSorted((a, b) => a.at.length - b.at.length)) if (await look(mount, `${root}${mount.at}`, scope)) seen.push(mount);
  const volumes = seen.map(({ at }) => at.slice(1));
  tellMounts('/', volumes, job);
  const places = [...(main ? [main] : []), ...seen].map((mount) => ({ number: numberOf(mount), at: mount.at, usedBytes: usedIn(`${root}${mount.at}`) }));
  return {
    root,
    volumes,
    isMutable: true,
    usedBytes: places.reduce((sum, { usedBytes }) => sum + usedBytes, 0),
    drive: source.kind === 'disk' ? await lookAtRunning(source, places, job) : undefined,
  };
}

type Places = Parameters<typeof lookAtDrive>[1]['places'];

async function lookAtRunning(source: TargetFacts, places: Places, job: Job): Promise<SourceTree['drive']> {
  const found = await probeDrive(source.path, false);
  const left = found.filter(
    ({ filesystem, path }) => filesystem !== undefined && filesystem !== 'swap' && !places.some(({ number }) => number === numberOfNode(path)),
  );
  for (const { path, filesystem } of left) note(job, `${path} (${filesystem}) is left out: nothing of it is mounted by /etc/fstab.`, 'warning');
  return lookAtDrive(source.path, { found, places, source }, job);
}

/** Of a filesystem that has no device of its own, that of its source. */
function numberOf({ device, source }: Mount): string {
  try {
    return device.startsWith('0:') ? numberOfNode(source) : device;
  } catch {
    return device;
  }
}

/** On one drive. Of a root on a volume that is made of others nobody can tell which drive that is: then what fstab mounts belongs to it. */
function isBeside(mount: Mount, main: Mount): boolean {
  if (!mount.source.startsWith('/dev/')) return false;
  const [own, disk] = [diskOf(mount), diskOf(main)];
  return disk === undefined || own === disk || isMadeOfOthers(disk);
}

function diskOf({ source }: Mount): string | undefined {
  try {
    return wholeDisk(numberOfNode(source));
  } catch {
    return undefined;
  }
}

function isMadeOfOthers(disk: string): boolean {
  return readdirSync(`/sys/dev/block/${disk}/slaves`).length > 0;
}

async function look(mount: Mount, at: string, scope: Scope): Promise<boolean> {
  const fd = openMount(OWN, mount);
  if (fd === undefined) return false;
  try {
    await bindFolder({ from: `/proc/${process.pid}/fd/${fd}`, at, options: 'ro,nosuid,nodev,noexec,nosymfollow' }, scope);
    return true;
  } finally {
    closeSync(fd);
  }
}
