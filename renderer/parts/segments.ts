import { formatBytes } from '../../shared/format.ts';
import type { Segment } from '../../shared/view.ts';

/** Percent of the bar below which a stretch could not be seen or hit any more. */
const LEAST = 2;

/** Widths in percent, in proportion to the sizes as far as the smallest can still be seen; they add up to 100. */
export function widthsOf(sizes: readonly number[]): number[] {
  const total = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  if (total <= 0) return sizes.map(() => 100 / sizes.length);
  const least = Math.min(LEAST, 100 / sizes.length);
  const raised = sizes.map((size) => Math.max(least, (Math.max(0, size) / total) * 100));
  const spare = 100 - least * sizes.length;
  const excess = raised.reduce((sum, width) => sum + width - least, 0);
  return raised.map((width) => least + (excess > 0 ? ((width - least) / excess) * spare : spare / sizes.length));
}

export type Hue = 'ext' | 'fat' | 'ntfs' | 'tree' | 'swap' | 'other' | 'free';

const HUES: readonly (readonly [RegExp, Hue])[] = [
  [/^ext[234]$/, 'ext'],
  [/^(v?fat|fat(12|16|32)|msdos)$/, 'fat'],
  [/^(ntfs3?|exfat)$/, 'ntfs'],
  [/^(btrfs|xfs|zfs_member|f2fs)$/, 'tree'],
  [/^swap$/, 'swap'],
];

export function hueOf({ kind, filesystem }: Segment): Hue {
  if (kind === 'free') return 'free';
  return HUES.find(([pattern]) => pattern.test(filesystem ?? ''))?.[1] ?? 'other';
}

/** What a stretch is called: by its label, else by its filesystem. */
export function nameOf({ kind, label, filesystem }: Segment): string {
  if (kind === 'free') return 'free';
  return label || filesystem || 'unknown';
}

/** The whole bar in words. */
export function spoken(segments: readonly Segment[]): string {
  if (segments.length === 0) return 'nothing';
  return segments
    .map((segment) => {
      const filesystem = segment.label && segment.filesystem ? [segment.filesystem] : [];
      return [nameOf(segment), ...filesystem, formatBytes(segment.size)].join(' ');
    })
    .join(', ');
}
