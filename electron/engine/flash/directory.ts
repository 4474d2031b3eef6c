import { closeSync, constants, openSync, writeFileSync } from 'node:fs';
import { nodeOf } from '../disk/sysfs.ts';
import { syncFilesystem } from '../disk/sync.ts';
import { extract } from '../extract/extract.ts';
import { enter, note } from '../job.ts';
import { Scope } from '../../run/scope.ts';
import { verifyDirectory } from '../verify/volumes.ts';
import { refuseLinksOut } from './links.ts';
import type { Way } from './way.ts';

/**
 * A folder is filled in place. It is held open and entered through the descriptor, so that nobody can put another one
 * in its place.
 */
export const flashDirectory: Way = async (material, job) => {
  const { plan, archive, archiveFd } = material;
  const { path, device } = plan.target;
  await using folders = new Scope();
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  folders.defer('closing the folder', () => closeSync(fd));
  const into = `/proc/${process.pid}/fd/${fd}`;
  await refuseLinksOut(material, into, job);
  job.meter.watch({ archiveSize: archive.file.size, streamBytes: archive.streamBytes, ...(nodeOf(device) ? { device } : {}) });
  enter(job, 'extract');
  job.drive = 'incomplete';
  await extract({ archiveFd, archivePath: archive.file.path, compression: archive.compression, command: plan.extract, into, device: path }, job);
  enter(job, 'flush');
  await syncFilesystem(`${into}/.`, path);
  job.drive = 'written';
  dropPageCache();
  note(job, 'The folder was filled in place; /etc/fstab was left as the archive has it.');
  await verifyDirectory(material, into, job);
  enter(job, 'finish');
};

/** Clean pages are forgotten, so that verification reads from the medium (Documentation/admin-guide/sysctl/vm.rst). */
function dropPageCache(): void {
  writeFileSync('/proc/sys/vm/drop_caches', '1');
}
