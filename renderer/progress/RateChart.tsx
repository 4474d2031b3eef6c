import { memo, type ReactNode } from 'react';
import { formatDuration, formatRate } from '../../shared/format.ts';
import type { RateHistory } from '../../shared/view.ts';
import { Unseen } from '../parts/Unseen.tsx';
import { useView } from '../state/useConnection.ts';
import { areaOf, HEIGHT, lineOf, topOf, WIDTH } from './chart.ts';
import css from './RateChart.module.css';

/** Both rates since the job began. The numbers beside it say the same at any moment. */
export function RateChart(): ReactNode {
  const rates = useView(({ job }) => job?.rates);
  return rates && <Chart rates={rates} />;
}

const Chart = memo(function Chart({ rates: { archive, device, every } }: { readonly rates: RateHistory }): ReactNode {
  const top = topOf([...archive, ...device]);
  const hasLines = archive.length > 1;
  return (
    <figure className={css.chart}>
      <figcaption className={css.caption}>
        <Unseen>{spoken({ archive, device, every })}</Unseen>
      </figcaption>
      <svg className={css.field} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path className={css.grid} d={`M0 ${HEIGHT / 2}H${WIDTH}`} />
        <path className={css.area} d={areaOf(archive, top)} />
        <path className={css.in} d={lineOf(archive, top)} />
        <path className={css.out} d={lineOf(device, top)} />
      </svg>
      <div className={css.scale} aria-hidden="true">
        <span>{hasLines ? formatRate(top) : ''}</span>
        <span>0</span>
      </div>
      <div className={css.axis} aria-hidden="true">
        <span>0:00</span>
        <span>{hasLines ? formatDuration((archive.length - 1) * every) : ''}</span>
      </div>
    </figure>
  );
});

function spoken({ archive, device }: RateHistory): string {
  const mean = (samples: readonly number[]): string => formatRate(samples.reduce((sum, rate) => sum + rate, 0) / Math.max(1, samples.length));
  return `Since the beginning, ${mean(archive)} were read from the file and ${mean(device)} written on average.`;
}
