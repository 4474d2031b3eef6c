import type { ArchiveFacts } from '../facts.ts';
import type { Layout } from '../layout.ts';
import type { Remark } from '../remarks.ts';
import { fittingLayouts, type Proposal } from './fitting.ts';
import type { Plan } from './types.ts';

/** What is said of the layouts that an archive seems to be made for. */

/** Of an archive by itself. */
export function fittingRemarks(archive: ArchiveFacts): Remark[] {
  const fitting = fittingLayouts(archive);
  // More may still come.
  if (!fitting || archive.unread > 0) return [];
  const { layouts, because } = fitting;
  const text = `The archive has ${because}: the layout ${layouts.map(quoted).join(' or ')} is made for that.`;
  return [{ id: 'layout-fits', tone: 'info', text, layouts: layouts.map(({ id, title }) => ({ id, title })) }];
}

/** Said where another layout was chosen, or none. */
export function layoutRemarks(archive: ArchiveFacts, { target, layoutId }: Plan): Remark[] {
  const isLaid = target.kind === 'disk' || target.kind === 'image';
  return isLaid && layoutId === 'single' ? fittingRemarks(archive) : [];
}

/** Where a layout was chosen for the user. */
export function proposalRemark({ layout: { title }, because }: Proposal): Remark {
  return { id: 'layout-proposed', tone: 'info', text: `The layout “${title}” is chosen, because the archive has ${because}.` };
}

const quoted = ({ title }: Layout): string => `“${title}”`;
