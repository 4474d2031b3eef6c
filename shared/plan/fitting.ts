import type { ArchiveFacts } from '../facts.ts';
import type { Layout } from '../layout.ts';
import { LAYOUTS } from '../layouts.ts';
import type { Remark } from '../remarks.ts';
import { loaderIn } from './loaders.ts';
import type { Plan } from './types.ts';

/** Layouts that an archive seems to be made for. */

/** With what tells so, for people. */
interface Fitting {
  readonly layouts: readonly Layout[];
  readonly because: string;
}

/** Room that a firmware takes with a kernel; less are mount points and leftovers. */
const FIRMWARE_BYTES = 8 * 1024 ** 2;

/** Those whose boot loaders are all there, of these the ones that write most of them; else what has the firmware of a Raspberry Pi. */
export function fittingLayouts(archive: ArchiveFacts): Fitting | undefined {
  const complete = LAYOUTS.filter(({ loaders = [] }) => loaders.length > 0 && loaders.every((loader) => loaderIn(loader, archive)));
  const most = Math.max(...complete.map(({ loaders = [] }) => loaders.length));
  const layouts = complete.filter(({ loaders = [] }) => loaders.length === most);
  const [first] = layouts.flatMap(({ loaders = [] }) => loaders.flatMap((loader) => loaderIn(loader, archive)?.name ?? []));
  if (first !== undefined) return { layouts, because: `the boot loader ${first}` };
  if (archive.fat['/boot/firmware'].blockBytes < FIRMWARE_BYTES) return undefined;
  return { layouts: LAYOUTS.filter(({ id }) => id === 'rpi-os'), because: 'a firmware in /boot/firmware' };
}

/** Said where another layout was chosen, or none. */
export function layoutRemarks(archive: ArchiveFacts, { target, layoutId }: Plan): Remark[] {
  const fitting = target.kind === 'disk' || target.kind === 'image' ? fittingLayouts(archive) : undefined;
  if (!fitting || layoutId !== 'single' || archive.unread > 0) return [];
  const { layouts, because } = fitting;
  const names = layouts.map(({ id, title }) => `“${title}” (${id})`).join(' or ');
  return [{ id: 'layout-fits', tone: 'info', text: `The archive has ${because}: the layout ${names} is made for that.` }];
}
