import { MiB } from '../../../shared/plan/sizes.ts';
import type { Level } from '../level.ts';
import { dd, type DdEnd } from './dd.ts';

export interface PourRequest {
  readonly stdin: number;
  /** A file of ours. */
  readonly path: string;
  /** Rises as it is filled, in whole steps: so much of it at a time can be read. It is not ended. */
  readonly level: Level;
  /** Bytes, where what comes behind them is of no use. */
  readonly most?: number | undefined;
  readonly signal: AbortSignal;
}

const STEP = MiB;

/** What comes out of a pipe goes into a file, which others read meanwhile. */
export function pour({ stdin, path, level, most, signal }: PourRequest): Promise<DdEnd> {
  const onProgress = (bytes: number): void => level.rise(Math.floor(bytes / STEP) * STEP);
  const until = most === undefined ? [] : [`count=${most}`];
  return dd({ args: [`of=${path}`, `bs=${STEP}`, ...until, 'iflag=fullblock,count_bytes', 'conv=notrunc,nocreat'], stdin, signal, onProgress });
}
