import { memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useView } from '../state/useConnection.ts';
import css from './LogDrawer.module.css';
import type { LogTail } from './logTail.ts';
import { useLog } from './useLog.ts';

/** The job's log, folded away. */
export function LogDrawer(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const length = useView(({ job }) => job?.logLength ?? 0);
  const tail = useLog(isOpen, length);
  return (
    <details className={css.drawer} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Log</summary>
      {isOpen && <Log tail={tail} />}
    </details>
  );
}

/** Pixels from the end that still count as the end. */
const NEAR = 24;

/** Follows its end, unless somebody has scrolled up to read. */
const Log = memo(function Log({ tail }: { readonly tail: LogTail }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  // In braces: it gives a promise by now, which React would take for a cleanup.
  useLayoutEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  useLayoutEffect(() => {
    if (place.current && follows.current) place.current.scrollTop = place.current.scrollHeight;
  }, [tail]);
  return (
    <div
      ref={place}
      className={css.log}
      role="region"
      aria-label="Log"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < NEAR;
      }}
    >
      {tail.first > 0 && <p className={css.cut}>{tail.first} earlier lines are left out here; “Copy report” at the end has the whole log.</p>}
      {tail.lines.map((line, i) => (
        <p key={tail.first + i}>{line}</p>
      ))}
      {tail.lines.length === 0 && <p className={css.cut}>Nothing yet.</p>}
    </div>
  );
});
