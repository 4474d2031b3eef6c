import { attributeRemarks } from './attributeRemarks.ts';
import type { ArchiveFacts, Contents } from './facts.ts';
import { fatRemarks } from './fatRemarks.ts';
import { bootRemarks } from './plan/bootRemarks.ts';
import { layoutRemarks } from './plan/layoutRemarks.ts';
import type { Plan } from './plan/types.ts';
import { archiveRemarks, caution, type Remark } from './remarks.ts';

/** What is worth knowing of an archive, as far as it matters to what is planned, and of the plan. */
export function planRemarks(archive: ArchiveFacts, plan: Plan): Remark[] {
  const { target, seal, volumes } = plan;
  const isKept = target.kind === 'directory' ? !target.empty : volumes.some(({ mkfs }) => !mkfs);
  const isOnFat = volumes.some(({ mount, filesystem }) => mount === '/' && filesystem === 'vfat');
  const fitting = isOnFat ? ON_FAT : isKept ? PARTS : [];
  // What FAT cannot hold is refused where it would come to FAT.
  const aside = [
    'boot-not-fat-safe',
    ...(target.kind === 'directory' ? ['no-kernel'] : []),
    ...(seal || isOnFat ? OF_THE_ROOT : []),
    ...(isOnFat ? ['extended'] : []),
    ...(fitting.includes(archive.contents.kind) ? ['not-a-root'] : []),
  ];
  // What would be refused elsewhere was not refused here.
  const ofArchive = archiveRemarks(archive).filter(({ id, tone }) => tone !== 'danger' && !aside.includes(id));
  return [
    ...attributeRemarks(archive, plan),
    ...(isOnFat ? fatRemarks(archive) : []),
    ...fstabRemarks(plan),
    ...layoutRemarks(archive, plan),
    ...bootRemarks(archive, plan),
    ...plan.firstBoot.gaps.map((text, index) => caution(`first-boot-${index}`, text)),
    ...ofArchive,
    ...(isKept ? [OVER_LINKS] : []),
  ];
}

/** It comes to a system that is there, as it should; and what FAT is for is no root filesystem. */
const PARTS: readonly Contents['kind'][] = ['kernel', 'modules', 'firmware'];
const ON_FAT: readonly Contents['kind'][] = ['diskless', 'boot-files', 'files'];

/** A folder that is sealed keeps what it was given, and FAT has its own. */
const OF_THE_ROOT = ['root-closed', 'root-writable', 'root-not-roots'];

const OVER_LINKS: Remark = {
  id: 'over-links',
  tone: 'info',
  text: 'Where the target has a symlink to a folder, such as lib, and the archive has a folder of that name, the symlink stays, and the contents go where it leads.',
};

function fstabRemarks({ fstabStays }: Plan): Remark[] {
  if (!fstabStays) return [];
  const { why, lacks } = fstabStays;
  return [
    {
      ...caution('fstab-stays', `/etc/fstab stays as it is, because ${why}.`),
      advice: `Add what it lacks by hand, or build the archive with a file there: ${lacks.join(' · ')}`,
    },
  ];
}
