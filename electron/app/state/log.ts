import { formatDuration } from '../../../shared/format.ts';
import { lossText } from '../../../shared/losses.ts';
import { PHASE_NAMES } from '../../../shared/phases.ts';
import type { LaneEvent } from '../../../shared/protocol.ts';
import type { LogChunk } from '../../../shared/view.ts';
import { visible } from '../../../shared/visible.ts';

/** The job's log: one line for each thing that happened, whatever its words hold, with the time since the job began. */
export interface Log {
  readonly length: number;
  readonly add: (text: string) => void;
  readonly read: (from: number) => LogChunk;
  readonly all: () => readonly string[];
}

/** tar can warn once a file. */
const MAX_LINES = 5000;
/** Characters of what happened; a notice has less. */
const MAX_LINE = 4000;
/** Characters of one answer: it crosses to the window. */
const MAX_CHUNK = 16_000;

/** @param now seconds since the job began */
export function openLog(now: () => number): Log {
  const lines: string[] = [];
  const add = (text: string): void => {
    if (lines.length === MAX_LINES) lines.push('… and more, which is left out here');
    if (lines.length < MAX_LINES) lines.push(`${formatDuration(now()).padStart(7)}  ${visible(text.slice(0, MAX_LINE))}`);
  };
  const read = (from: number): LogChunk => {
    const chunk: string[] = [];
    let size = 0;
    for (let next = from; next < lines.length && size < MAX_CHUNK; next += 1) {
      const line = (lines[next] ?? '').slice(0, MAX_CHUNK);
      chunk.push(line);
      size += line.length;
    }
    return { lines: chunk, next: from + chunk.length };
  };
  return {
    get length() {
      return lines.length;
    },
    add,
    read,
    all: () => lines,
  };
}

/** What an event has to say in the log; a tick has nothing. */
export function logText(event: LaneEvent, target: string): string | undefined {
  if (event.type === 'started') return `${event.job} ${target}`;
  if (event.type === 'phase') return PHASE_NAMES[event.phase];
  if (event.type === 'notice') return `${event.level === 'warning' ? 'warning: ' : ''}${event.text}`;
  if (event.type === 'finished') return [event.type, ...event.summary.lost.map(lossText)].join(' · ');
  return event.type === 'progress' ? undefined : event.type;
}
