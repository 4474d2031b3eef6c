import { type ReactNode, useState } from 'react';
import { Done } from '../done/Done.tsx';
import { DrivesScreen } from '../drives/DrivesScreen.tsx';
import { seen } from '../drives/order.ts';
import { ProgressScreen } from '../progress/ProgressScreen.tsx';
import { Capture } from '../review/Capture.tsx';
import { Review } from '../review/Review.tsx';
import { stageOf } from '../state/stage.ts';
import { useView } from '../state/useConnection.ts';
import css from './Stage.module.css';
import { useStageFocus } from './useStageFocus.ts';

/** The right side: the drives, and then what becomes of the one that was chosen. */
export function Stage(): ReactNode {
  const stage = useView(stageOf);
  const jobId = useView(({ job }) => job?.id ?? -1);
  const order = useDriveOrder();
  const place = useStageFocus(stage);
  return (
    <section ref={place} className={css.stage} aria-labelledby="stage-heading">
      {stage === 'drives' && <DrivesScreen order={order} />}
      {stage === 'review' && <Review />}
      {stage === 'capture' && <Capture />}
      {stage === 'progress' && <ProgressScreen key={jobId} />}
      {stage === 'done' && <Done key={jobId} />}
    </section>
  );
}

/** Kept here, where it outlives the cards: they are in the same order when one comes back to them. */
function useDriveOrder(): readonly string[] {
  const drives = useView((state) => state.drives.drives);
  const [order, setOrder] = useState<readonly string[]>([]);
  const next = seen(order, drives);
  if (next !== order) setOrder(next);
  return next;
}
