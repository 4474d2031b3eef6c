import { counted } from './counted.ts';
import type { ArchiveFacts } from './facts.ts';
import type { Remark } from './remarks.ts';

/** What FAT does not keep of an archive, all of which goes there. */
export function fatRemarks({ contents, extended, foreign, rootFilesystem }: ArchiveFacts): Remark[] {
  return [...(rootFilesystem ? [SYSTEM] : foreign > 0 && contents.kind !== 'diskless' ? [OWNERS] : []), ...(extended > 0 ? [attributes(extended)] : [])];
}

const SYSTEM: Remark = {
  id: 'system-on-fat',
  tone: 'caution',
  text: 'It is a root filesystem, and FAT keeps neither owners nor modes: services will not start.',
  advice: 'Choose a layout with a Linux filesystem.',
};

/** Of a system that is loaded into memory nobody asks for them. */
const OWNERS: Remark = { id: 'owners-on-fat', tone: 'info', text: 'FAT keeps neither owners nor modes.' };

function attributes(count: number): Remark {
  return {
    id: 'attributes-on-fat',
    tone: 'caution',
    text: `${counted(count, 'member')} with extended attributes, ACLs or capabilities: FAT cannot hold them.`,
  };
}
