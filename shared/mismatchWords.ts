import { counted, suchAs } from './counted.ts';
import type { Facts } from './sentences/sentence.ts';

/** Words for a verification that has found something. What is to be done depends on where: nobody throws a folder away. */

export function mismatch(facts: Facts): string {
  const { count, example, source = 'archive' } = facts;
  return `${subject(facts)} differs from the ${source} in ${counted(Number(count), 'place')}${suchAs(Number(count), `${example}`)}.`;
}

/** `kept`: where an image lies now that did not get the name that it was made for. */
function subject({ path, where, kept }: Facts): string {
  if (kept !== undefined) return `The image did not verify; it was kept as ${kept} so that you can look at it. It`;
  if (where === 'stage') return `What was unpacked for ${path}`;
  if (where === 'image') return `The image ${path}`;
  return `What is ${where === 'folder' ? 'in' : 'on'} ${path}`;
}

const NEXT: Readonly<Record<string, string>> = {
  removable: 'Do not use the drive: write it again; if it happens twice, throw it away.',
  drive: 'Do not use the drive: write it again; if it happens twice, the drive is failing.',
  image: 'Make the image again; if it happens twice, check the disk that it lies on.',
  folder: 'If nobody has changed anything in there, unpack the archive once more into an empty folder; if it happens twice, check the disk.',
  stage: 'The drive is not at fault. Start again; if it happens twice, report it with the details.',
};

export function afterMismatch({ where }: Facts): string {
  return NEXT[String(where)] ?? 'Do not use it: write it again.';
}
