import type { ArchiveFacts } from './facts.ts';
import { formatBytes, grouped } from './format.ts';
import type { Plan } from './plan/types.ts';

/** What is worth knowing before anything is written. The same words stand in the terminal and in the window. */
export interface Remark {
  readonly id: string;
  /** `danger`: it will be refused. `caution`: the result may not be what was wanted. */
  readonly tone: 'info' | 'caution' | 'danger';
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** What not every archive has, the worst first. */
export function archiveRemarks(facts: ArchiveFacts): Remark[] {
  return [...unsafeRemarks(facts), ...systemRemarks(facts), ...bootRemarks(facts), ...endingRemarks(facts), ...memberRemarks(facts)];
}

/** Of these, what matters to what is planned. */
export function planRemarks(archive: ArchiveFacts, { target, volumes }: Plan): Remark[] {
  const isFolder = target.kind === 'directory';
  const hasFat = volumes.some(({ filesystem }) => filesystem === 'vfat');
  // A folder is not booted, and what FAT cannot hold is refused where it would come to FAT.
  const isIrrelevant: Readonly<Record<string, boolean>> = { 'no-kernel': isFolder, 'boot-not-fat-safe': !hasFat };
  return archiveRemarks(archive).filter(({ id }) => !isIrrelevant[id]);
}

/** One line for the terminal. */
export function remarkLine({ text, advice }: Remark): string {
  return advice === undefined ? text : `${text} ${advice}`;
}

function unsafeRemarks({ unsafe }: ArchiveFacts): Remark[] {
  if (unsafe.count === 0) return [];
  return [{ id: 'unsafe', tone: 'danger', text: `${members(unsafe.count)} would land outside of the target${example(unsafe.example)}. It will be refused.` }];
}

function systemRemarks({ rootFilesystem, kernels }: ArchiveFacts): Remark[] {
  return [
    ...(rootFilesystem ? [] : [caution('not-a-root', 'Not a root filesystem: it does not hold /etc, programs and libraries together.')]),
    ...(kernels.length > 0 ? [] : [caution('no-kernel', 'No kernel: it will not boot by itself.')]),
  ];
}

function bootRemarks({ boot: { blockBytes, notFatSafe } }: ArchiveFacts): Remark[] {
  if (blockBytes === 0 || notFatSafe.count === 0) return [];
  return [caution('boot-not-fat-safe', `/boot holds ${members(notFatSafe.count)} that FAT cannot hold${example(notFatSafe.example)}.`)];
}

/** What becomes of an archive that does not end as a tar ends. */
function endingRemarks({ ending: { tars, marked, junkAt, trailing } }: ArchiveFacts): Remark[] {
  return [
    ...(marked ? [] : [caution('no-end-mark', 'It has no end mark. It ends with a whole member, but nothing tells whether more were to follow.')]),
    ...(tars > 1 ? [info('several-tars', `It is ${tars} tars, one behind the other: all of them are unpacked, in their order.`)] : []),
    ...(junkAt === null ? [] : [info('junk', `Behind its end, after ${formatBytes(junkAt)} of tar, lies something that is no tar: it is left out.`)]),
    ...(trailing ? [info('trailing', 'Behind its compressed data lies something that does not belong to it: it is left out.')] : []),
  ];
}

function memberRemarks({ absolute, extended }: ArchiveFacts): Remark[] {
  return [
    ...(absolute.count > 0 ? [info('absolute', `${members(absolute.count)} ${absolute.count === 1 ? 'begins' : 'begin'} with /, which tar leaves out.`)] : []),
    ...(extended > 0 ? [info('extended', `${members(extended)} with extended attributes, ACLs or capabilities: they are kept.`)] : []),
  ];
}

const caution = (id: string, text: string, advice?: string): Remark => ({ id, tone: 'caution', text, ...(advice === undefined ? {} : { advice }) });
const info = (id: string, text: string): Remark => ({ id, tone: 'info', text });

function members(count: number): string {
  return count === 1 ? '1 member' : `${grouped(count)} members`;
}

function example(name: string | undefined): string {
  return name ? `, such as ${name}` : '';
}
