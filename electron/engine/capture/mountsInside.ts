import { mountsIn, OWN } from '../disk/view.ts';
import { type Job, note } from '../job.ts';

/** What the kernel makes of nothing (proc(5)), and what is left out anyway. */
const OF_THE_MOMENT = /^\/(?:proc|sys|dev|run|tmp)(?:\/|$)/;
const OF_NO_DEVICE = ['proc', 'sysfs', 'devtmpfs', 'devpts', 'cgroup', 'cgroup2', 'autofs', 'nsfs', 'binfmt_misc'];

/** What is mounted in a folder is no part of its filesystem, and cannot be seen in it from where we look. */
export function tellMounts(path: string, taken: readonly string[], job: Job): void {
  const above = path === '/' ? '/' : `${path}/`;
  const inside = mountsIn(OWN).filter(({ at, filesystem }) => {
    const below = at.startsWith(above) && at !== path ? at.slice(above.length) : '';
    return below !== '' && !taken.includes(below) && !OF_THE_MOMENT.test(`/${below}`) && !OF_NO_DEVICE.includes(filesystem);
  });
  const names = [...new Set(inside.map(({ at }) => at))];
  if (names.length === 0) return;
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  note(job, `Left out: what is mounted inside, at ${names.slice(0, 5).join(', ')}${more}. It is not a part of this filesystem.`, 'warning');
}
