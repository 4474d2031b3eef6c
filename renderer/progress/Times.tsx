import type { ReactNode } from 'react';
import { formatDuration } from '../../shared/format.ts';
import { STALL_MS } from '../../shared/phases.ts';
import { Reading } from '../parts/Reading.tsx';
import { useView } from '../state/useConnection.ts';

export function Elapsed(): ReactNode {
  const elapsed = useView(({ job }) => formatDuration(job?.progress?.elapsed ?? 0));
  return <Reading name="Elapsed" value={elapsed} />;
}

/** The time to go; when the drive is silent, for how long. */
export function Remaining(): ReactNode {
  const silence = useView(({ job }) => silenceOf(job?.progress?.age ?? 0));
  const eta = useView(({ job }) => job?.progress?.eta ?? null);
  if (silence !== null) return <Reading name="No sign of life for" value={silence} tone="caution" />;
  return <Reading name="Remaining" value={eta === null ? 'estimating…' : formatDuration(eta)} />;
}

/** @param age of the newest sign of life, in milliseconds */
function silenceOf(age: number): string | null {
  return age > STALL_MS ? formatDuration(age / 1000) : null;
}
