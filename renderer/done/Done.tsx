import type { ReactNode } from 'react';
import type { JobOutcome } from '../../shared/job.ts';
import type { TargetView } from '../../shared/view.ts';
import { CopyAction } from '../parts/CopyAction.tsx';
import { fileName } from '../parts/names.ts';
import { Screen } from '../parts/Screen.tsx';
import { LogDrawer } from '../progress/LogDrawer.tsx';
import { useView } from '../state/useConnection.ts';
import { DoneActions } from './DoneActions.tsx';
import { Cancelled, Failed } from './Ended.tsx';
import { Finished } from './Finished.tsx';
import { LaneEnds } from './LaneEnds.tsx';
import { Warnings } from './Warnings.tsx';
import { headingOf } from './words.ts';

const HEADINGS: Record<JobOutcome['kind'], string> = { finished: 'Done', failed: 'Failed', cancelled: 'Cancelled' };

/** How the job ended. */
export function Done(): ReactNode {
  const lanes = useView(({ job }) => job?.lanes) ?? [];
  const isCapture = useView(({ job }) => job?.kind === 'capture');
  const [only, ...others] = lanes;
  if (!only?.outcome) return null;
  const isAlone = others.length === 0;
  return (
    <Screen heading={isAlone ? HEADINGS[only.outcome.kind] : headingOf(lanes)} about={isAlone ? aboutOf(only.target) : undefined} foot={<DoneActions />}>
      {isAlone ? <End outcome={only.outcome} target={only.target} isCapture={isCapture} /> : <LaneEnds lanes={lanes} />}
      <Warnings />
      <div>
        <CopyAction what="report" words="Copy report" />
      </div>
      <LogDrawer />
    </Screen>
  );
}

interface EndProps {
  readonly outcome: JobOutcome;
  readonly target: TargetView;
  readonly isCapture: boolean;
}

function End({ outcome, target, isCapture }: EndProps): ReactNode {
  const kind = isCapture ? 'source' : target.kind;
  switch (outcome.kind) {
    case 'finished':
      return <Finished summary={outcome.summary} target={target} />;
    case 'failed':
      return <Failed failure={outcome.failure} drive={outcome.drive} kind={kind} />;
    case 'cancelled':
      return <Cancelled drive={outcome.drive} kind={kind} />;
  }
}

function aboutOf({ title, path }: TargetView): string {
  return fileName(path) === title ? path : `${title} · ${path}`;
}
