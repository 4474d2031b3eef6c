import type { ReactNode } from 'react';
import type { JobOutcome } from '../../shared/job.ts';
import { CopyAction } from '../parts/CopyAction.tsx';
import { fileName } from '../parts/names.ts';
import { Screen } from '../parts/Screen.tsx';
import { LogDrawer } from '../progress/LogDrawer.tsx';
import { useView } from '../state/useConnection.ts';
import { DoneActions } from './DoneActions.tsx';
import { Cancelled, Failed } from './Ended.tsx';
import { Finished } from './Finished.tsx';
import { Warnings } from './Warnings.tsx';

const HEADINGS: Record<JobOutcome['kind'], string> = { finished: 'Done', failed: 'Failed', cancelled: 'Cancelled' };

/** How the job ended. */
export function Done(): ReactNode {
  const outcome = useView(({ job }) => job?.outcome ?? null);
  if (!outcome) return null;
  return (
    <Screen heading={HEADINGS[outcome.kind]} about={<Target />} foot={<DoneActions />}>
      {outcome.kind === 'finished' && <Finished summary={outcome.summary} />}
      {outcome.kind === 'failed' && <Failed failure={outcome.failure} drive={outcome.drive} />}
      {outcome.kind === 'cancelled' && <Cancelled drive={outcome.drive} />}
      <Warnings />
      <div>
        <CopyAction what="report" words="Copy report" />
      </div>
      <LogDrawer />
    </Screen>
  );
}

function Target(): ReactNode {
  const title = useView(({ job }) => job?.target.title ?? '');
  const path = useView(({ job }) => job?.target.path ?? '');
  return fileName(path) === title ? path : `${title} · ${path}`;
}
