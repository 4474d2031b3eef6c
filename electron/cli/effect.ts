import { hasFatRoot } from '../../shared/layout.ts';
import type { FlashOptions } from '../../shared/plan/types.ts';
import type { TargetFacts } from '../../shared/targetFacts.ts';
import type { Source } from '../image/source.ts';
import { FIRST_BOOT_OPTIONS } from './options.ts';
import { type CommandLine, usage } from './commandLine.ts';

/** Options that would do nothing with a file or to a target of this kind: whoever gives one expects something that would not happen. */

const OF_OTHER_SOURCE: Readonly<Record<Source['kind'], readonly string[]>> = {
  archive: ['grow', 'no-bmap'],
  image: ['inside', 'layout', 'same-uuids', 'fs', 'label', 'size', 'fstab', 'boot', 'mode', 'check', ...Object.keys(FIRST_BOOT_OPTIONS)],
};

const SOURCES: Readonly<Record<Source['kind'], string>> = { archive: 'a tarball', image: 'a disk image' };

/** @throws TarstrapError `usage` */
export function refuseOfOtherSource({ values }: CommandLine, { kind, facts }: Source): void {
  const idle = OF_OTHER_SOURCE[kind].filter((name) => values[name] !== undefined);
  refuse(idle, facts.file.path, SOURCES[kind]);
}

type Kind = TargetFacts['kind'] | 'kept';

/** Where an option has an effect. What only permits, or holds for every target, is not here. */
const EFFECTIVE: Readonly<Record<string, readonly Kind[]>> = {
  layout: ['disk', 'partition', 'kept', 'image'],
  'same-uuids': ['disk', 'image'],
  fs: ['disk', 'partition', 'image'],
  label: ['disk', 'partition', 'image'],
  fstab: ['disk', 'partition', 'image'],
  boot: ['disk', 'partition', 'image'],
  ...Object.fromEntries(Object.keys(FIRST_BOOT_OPTIONS).map((name) => [name, ['disk', 'partition', 'image'] as const])),
  size: ['image'],
};

const WORDS: Readonly<Record<Kind, string>> = {
  disk: 'a drive',
  partition: 'a partition',
  kept: 'a partition whose filesystem is kept (--layout none)',
  image: 'a disk image',
  directory: 'a folder',
};

/** Of those for tarballs. @throws TarstrapError `usage` */
export function refuseIdleOptions({ values }: CommandLine, options: FlashOptions, { kind, path }: TargetFacts): void {
  const isKept = options.layout.table === null;
  const agreeing = [...(isKept ? ['layout'] : []), ...keeping(options)];
  const place = kind === 'partition' && isKept ? 'kept' : kind;
  const idle = Object.keys(EFFECTIVE).filter((name) => values[name] !== undefined && !agreeing.includes(name) && !EFFECTIVE[name]?.includes(place));
  refuse(idle, path, WORDS[place]);
}

/** These ask for what happens anyway where nothing is amended. */
function keeping({ fstab, boot }: FlashOptions): string[] {
  return [...(fstab === 'keep' ? ['fstab'] : []), ...(boot === 'keep' ? ['boot'] : [])];
}

/** Of a system that lies on a Linux filesystem. */
const OF_SYSTEMS = ['fs', 'fstab', 'boot', ...Object.keys(FIRST_BOOT_OPTIONS)];

/** @param options with the layout that is laid @throws TarstrapError `usage` */
export function refuseIdleOnFat({ values }: CommandLine, options: FlashOptions): void {
  if (!hasFatRoot(options.layout)) return;
  const agreeing = keeping(options);
  const idle = OF_SYSTEMS.filter((name) => values[name] !== undefined && !agreeing.includes(name));
  refuse(idle, `Layout ${options.layout.id}`, 'one with FAT at /');
}

function refuse(idle: readonly string[], subject: string, what: string): void {
  if (idle.length === 0) return;
  const names = idle.map((name) => `--${name}`).join(' and ');
  throw usage(`${subject} is ${what}, for which ${names} ${idle.length === 1 ? 'has' : 'have'} no effect.`);
}
