import { expect, it } from 'vitest';
import { limitNotices } from '../../../electron/engine/notices.ts';
import { grouped } from '../../../shared/format.ts';
import type { LaneEvent } from '../../../shared/protocol.ts';

const warning = (text: string): LaneEvent => ({ type: 'notice', level: 'warning', text });
const END: LaneEvent = { type: 'cancelled', drive: 'incomplete' };

it('an archive of which tar warns 100,000 times is not heard 100,000 times: the rest is counted, and nothing of ours is lost', () => {
  const heard: LaneEvent[] = [];
  const emit = limitNotices((event) => void heard.push(event));
  for (let i = 0; i < 100_000; i += 1) emit(warning(`${i}`));
  const ours: LaneEvent[] = [
    { type: 'notice', level: 'info', text: 'Unmounted /media/x.' },
    { type: 'phase', phase: 'flush' },
  ];
  ours.forEach(emit);
  emit(END);
  expect(heard.slice(0, 1000)).toEqual(Array.from({ length: 1000 }, (_, i) => warning(`${i}`)));
  expect(heard.slice(1000)).toEqual([...ours, warning(`… and ${grouped(99_000)} more, not shown here.`), END]);
});

it('a few are all heard, and no more', () => {
  const heard: LaneEvent[] = [];
  const emit = limitNotices((event) => void heard.push(event));
  const events = [...Array.from({ length: 1000 }, () => warning('x')), END];
  events.forEach(emit);
  expect(heard).toEqual(events);
});
