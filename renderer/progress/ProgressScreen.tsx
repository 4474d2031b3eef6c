import type { ReactNode } from 'react';
import { fileName, shortened } from '../parts/names.ts';
import { Readings } from '../parts/Reading.tsx';
import { Screen } from '../parts/Screen.tsx';
import { useView } from '../state/useConnection.ts';
import { Cancel } from './Cancel.tsx';
import { LogDrawer } from './LogDrawer.tsx';
import { MainBar } from './MainBar.tsx';
import { Phases } from './Phases.tsx';
import css from './ProgressScreen.module.css';
import { RateChart } from './RateChart.tsx';
import { ArchiveRate, DriveRate } from './Rates.tsx';
import { Elapsed, Remaining } from './Times.tsx';

/** A running job. Each part watches what it shows: ten times a second only those that count are drawn anew. */
export function ProgressScreen(): ReactNode {
  const title = useView(({ job }) => job?.target.title ?? '');
  const path = useView(({ job }) => job?.target.path ?? '');
  return (
    <Screen heading={`Writing to ${shortened(title, 40)}`} about={fileName(path) === title ? undefined : path} foot={<Cancel />}>
      <div className={css.hero}>
        <MainBar />
        <Phases />
      </div>
      <Readings>
        <Elapsed />
        <Remaining />
        <ArchiveRate />
        <DriveRate />
      </Readings>
      <RateChart />
      <LogDrawer />
    </Screen>
  );
}
