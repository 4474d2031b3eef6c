import type { ReactNode } from 'react';
import { nameOfAll } from '../../shared/laneWords.ts';
import { fileName, shortened } from '../parts/names.ts';
import { Readings } from '../parts/Reading.tsx';
import { Screen } from '../parts/Screen.tsx';
import { useView } from '../state/useConnection.ts';
import { Cancel } from './Cancel.tsx';
import { LaneList } from './LaneList.tsx';
import { LogDrawer } from './LogDrawer.tsx';
import { MainBar } from './MainBar.tsx';
import { Phases } from './Phases.tsx';
import css from './ProgressScreen.module.css';
import { RateChart } from './RateChart.tsx';
import { ArchiveRate, DriveRate } from './Rates.tsx';
import { Elapsed, Remaining } from './Times.tsx';

/** A running job. Each part watches what it shows: ten times a second only those that count are drawn anew. */
export function ProgressScreen(): ReactNode {
  const name = useView(({ job }) => nameOfAll(job?.lanes ?? []));
  const path = useView(({ job }) => job?.lanes[0]?.target.path ?? '');
  const isAlone = useView(({ job }) => job?.lanes.length === 1);
  const isCapture = useView(({ job }) => job?.kind === 'capture');
  return (
    <Screen
      heading={`${isCapture ? 'Capturing' : 'Writing to'} ${shortened(name, 40)}`}
      about={!isAlone || fileName(path) === name ? undefined : path}
      foot={<Cancel />}
    >
      <div className={css.hero}>
        <MainBar />
        {isAlone ? <Phases /> : <LaneList />}
      </div>
      <Readings>
        <Elapsed />
        <Remaining />
        <ArchiveRate />
        {!isCapture && <DriveRate />}
      </Readings>
      <RateChart />
      <LogDrawer />
    </Screen>
  );
}
