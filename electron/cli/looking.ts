import { formatPercent } from '../../shared/format.ts';
import type { InspectOptions } from '../archive/inspect.ts';
import type { ImageInspection } from '../image/inspect.ts';
import { insideOption } from './arguments.ts';
import type { CommandLine } from './commandLine.ts';
import { CLEAR, isLive, tenths } from './display.ts';
import { cancellable } from './signals.ts';
import { tell } from './terminal.ts';

/** How a file is looked at, before it is known what it is. */
export interface Looking extends Pick<ImageInspection, 'findBmap'> {
  readonly json: boolean;
  /** So long at most, in milliseconds: what is not read by then stays unread. */
  readonly within?: number;
  /** The folder of the archive that is meant. */
  readonly inside: string | undefined;
}

/** @throws TarstrapError `usage` */
export function lookingOf(line: CommandLine): Looking {
  const { json, 'no-bmap': noBmap } = line.values;
  return { json: json === true, inside: insideOption(line), ...(noBmap === true ? { findBmap: () => undefined } : {}) };
}

type Inspect<Found> = (path: string, options: InspectOptions & ImageInspection) => Promise<Found>;

/** Inspects, and shows on a terminal how far it is; Ctrl-C ends it. @throws Cancelled */
export async function inspectVisibly<Found>(inspect: Inspect<Found>, path: string, { json, within, inside, findBmap }: Looking): Promise<Found> {
  const show = process.stderr.isTTY && !json ? showProgress() : undefined;
  try {
    const onProgress = (position: number, size: number): void => show?.step(size > 0 ? position / size : 0);
    const until = within === undefined ? undefined : AbortSignal.timeout(within);
    return await cancellable((signal) => inspect(path, { signal, inside, findBmap, onProgress, until }));
  } finally {
    show?.end();
  }
}

interface Show {
  readonly step: (fraction: number) => void;
  readonly end: () => void;
}

function showProgress(): Show {
  const words = (fraction: number): string => `inspecting ${formatPercent(fraction)}`;
  if (isLive(process.stderr, process.env['TERM'])) {
    return {
      step: (fraction) => void process.stderr.write(`${CLEAR}${words(fraction).slice(0, process.stderr.columns - 1)}`),
      end: () => void process.stderr.write(CLEAR),
    };
  }
  const isNews = tenths();
  return { step: (fraction) => void (isNews(fraction) && tell(words(fraction))), end: () => {} };
}
