import type { ReactNode } from 'react';
import { formatBytes, formatDuration, formatRate, grouped } from '../../shared/format.ts';
import type { Summary } from '../../shared/protocol.ts';
import type { TargetView } from '../../shared/view.ts';
import { Reading, Readings } from '../parts/Reading.tsx';
import { Lost } from './Lost.tsx';
import { Result } from './Result.tsx';
import { PROOFS, resultOf } from './words.ts';

export function Finished({ summary, target }: { readonly summary: Summary; readonly target: TargetView }): ReactNode {
  const { bytes, entries, seconds, deviceWritten, verified, lost, archive } = summary;
  return (
    <>
      <Result tone="good">{resultOf(target, archive)}</Result>
      <Readings>
        <Reading name="Content" value={formatBytes(bytes)} more={archive ? `${formatBytes(archive.bytes)} packed` : `${formatBytes(deviceWritten)} written`} />
        {entries !== null && <Reading name="Members" value={grouped(entries)} />}
        <Reading name="Time" value={formatDuration(seconds)} more={seconds > 0 ? `${formatRate(bytes / seconds)} on average` : ''} />
        <Reading name="Verified" {...PROOFS[verified]} />
      </Readings>
      <Lost losses={lost} />
    </>
  );
}
