import { memo, type ReactNode, useId } from 'react';
import type { DriveFacts } from '../../shared/targetFacts.ts';
import { formatBytes } from '../../shared/format.ts';
import { MOST_LANES } from '../../shared/lanes.ts';
import { Icon } from '../icons/Icon.tsx';
import { PartitionBar } from '../parts/PartitionBar.tsx';
import { segmentsOf } from '../../shared/segments.ts';
import { canCapture, deviceOf, keyOf, lockOf, refOf } from '../state/place.ts';
import { useConnection } from '../state/useConnection.ts';
import { busOf, serialTail, titleOf } from './bus.ts';
import { Card } from './Card.tsx';
import css from './DriveCard.module.css';
import { PartitionList } from './PartitionList.tsx';
import { canPick, isFull, toggled } from './picks.ts';
import { usePicked } from './usePicked.ts';

/** A drive: what it is, what lies on it now, and a place to drop an archive on. */
export const DriveCard = memo(function DriveCard({ drive }: { readonly drive: DriveFacts }): ReactNode {
  const { bridge, send, picks } = useConnection();
  const picked = usePicked();
  const { target } = drive;
  const lock = lockOf(drive);
  const bus = busOf(target.bus);
  const segments = segmentsOf(drive);
  const meta = useId();
  const isChecked = picked.some(({ target: { path } }) => path === target.path);
  const capture = { name: `${titleOf(drive)}, ${target.path}`, onPress: () => canCapture(drive) && send(bridge.captureDrive(deviceOf(drive))) };
  const pick = {
    name: `Add ${titleOf(drive)}, ${target.path}`,
    isChecked,
    isPicking: picked.length > 0,
    lock: !isChecked && isFull(picked) ? `At most ${MOST_LANES} drives are written at once` : null,
    onToggle: () => picks.write(toggled(picked, drive)),
  };
  return (
    <Card
      place={keyOf(refOf(drive))}
      icon={bus.icon}
      title={titleOf(drive)}
      lock={lock}
      describedBy={meta}
      aside={formatBytes(target.size)}
      pick={canPick(drive) ? pick : undefined}
      capture={canCapture(drive) ? capture : undefined}
      // What has locked it may be over: nobody tells of swap that is let go.
      onChoose={() => send(lock === null ? bridge.chooseTarget(refOf(drive)) : bridge.refreshDrives())}
    >
      <p id={meta} className={css.meta}>
        <span>{target.path}</span>
        {bus.name && <span className={css.chip}>{bus.name}</span>}
        {target.serial && <span title={`Serial number ${target.serial}`}>{serialTail(target.serial)}</span>}
        {lock && <LockLine reason={lock} />}
        {!lock && !target.removable && <span className={css.fixed}>Fixed drive: needs confirmation</span>}
      </p>
      {lock === null && <PartitionBar segments={segments} name="On it now" />}
      {lock === null && <PartitionList drive={drive} />}
    </Card>
  );
});

function LockLine({ reason }: { readonly reason: string }): ReactNode {
  return (
    <span className={css.lock}>
      <Icon name="lock" size={16} />
      {reason}
    </span>
  );
}
