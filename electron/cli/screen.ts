import type { JobEvent } from '../../shared/protocol.ts';
import { cleared, isLive, tenths } from './display.ts';
import { inFront, type Lane } from './lanes.ts';
import { liveLines, phaseLine } from './live.ts';
import { gatherNotices } from './notices.ts';
import { sayJson, tell } from './terminal.ts';

/** Where a job is followed. */
export interface Screen {
  /** After every event: how all of them are by then. */
  readonly show: (lanes: readonly Lane[], event: JobEvent) => void;
  /** Somebody has asked for the end. */
  readonly cancel: () => void;
}

/** Events as they are; or live on a terminal that can be drawn on; else a line a phase and a line every ten per cent, so that a log stays readable. */
export function openScreen(lanes: readonly Lane[], json: boolean): Screen {
  if (json) return { show: (_, event) => sayJson(event), cancel: () => {} };
  return isLive(process.stderr, process.env['TERM'], lanes.length) ? liveScreen() : lineScreen(lanes);
}

const CANCELLING = '\nCancelling: cleaning up first …';

/** All that is said scrolls by above its lines. */
function liveScreen(): Screen {
  const gather = gatherNotices();
  let drawn = 0;
  const show = (lanes: readonly Lane[], event: JobEvent): void => {
    process.stderr.write(cleared(drawn));
    for (const words of gather(lanes, event)) tell([words]);
    const lines = liveLines(lanes, process.stderr.columns);
    process.stderr.write(lines.join('\n'));
    drawn = lines.length;
  };
  const cancel = (): void => {
    tell(CANCELLING);
    drawn = 0;
  };
  return { show, cancel };
}

function lineScreen(all: readonly Lane[]): Screen {
  const gather = gatherNotices();
  const news = new Map(all.map(({ path }) => [path, tenths()]));
  const show = (lanes: readonly Lane[], event: JobEvent): void => {
    for (const words of gather(lanes, event)) tell([words]);
    if (event.type !== 'phase' && (event.type !== 'progress' || !news.get(event.target)?.(event.fraction))) return;
    const lane = lanes.find(({ path }) => path === event.target);
    if (lane) tell([`${inFront(lane, lanes)}${phaseLine(event.phase, lane.job.progress)}`]);
  };
  return { show, cancel: () => tell(CANCELLING) };
}
