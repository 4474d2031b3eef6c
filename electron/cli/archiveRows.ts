import { counted, memberKinds } from '../../shared/counted.ts';
import type { ArchiveFacts } from '../../shared/facts.ts';
import { formatBytes, grouped } from '../../shared/format.ts';
import type { Row } from './rows.ts';

function holdsOf({ rootFilesystem, contents }: ArchiveFacts): string {
  if (contents.kind === 'diskless') return 'a system that is loaded into memory';
  return rootFilesystem ? 'a root filesystem' : 'NOT a root filesystem';
}

/** What a tarball is. */
export function archiveRows(facts: ArchiveFacts): Row[] {
  const { entries } = facts;
  return [
    ['archive', `${facts.file.path} (${facts.compression === 'none' ? 'plain tar' : `tar, ${facts.compression}`}, ${formatBytes(facts.file.size)})`],
    ...(facts.inside ? [['inside', facts.inside.folder] satisfies Row] : []),
    ['holds', holdsOf(facts)],
    ['system', [facts.distribution ?? 'unknown distribution', facts.machine ?? 'unknown machine'].join(', ')],
    ['members', `${grouped(entries.total)}: ${memberKinds(entries)}`],
    ['content', `${formatBytes(facts.contentBytes)}, ${formatBytes(facts.blockBytes)} on a drive, ${counted(facts.inodes, 'inode')}`],
    ['kernel', facts.kernels.length > 0 ? facts.kernels.join(', ') : 'none'],
  ];
}
