import { expect, it } from 'vitest';
import { type Job, note } from '../../../electron/engine/job.ts';
import { type LaneEvent, notice } from '../../../shared/protocol.ts';

it('a notice is one line that commands no terminal, and fits the protocol, whatever it speaks of', () => {
  const events: LaneEvent[] = [];
  const job: Pick<Job, 'emit'> = { emit: (event) => void events.push(event) };
  note(job, 'Unmounted /media/\u001b[2J\nflash finished.');
  note(job, '\u009b'.repeat(4000), 'warning');
  expect(events[0]).toEqual({ type: 'notice', level: 'info', text: 'Unmounted /media/\\x1b[2J\\nflash finished.' });
  expect(() => events.map((event) => notice.parse(event))).not.toThrow();
});
