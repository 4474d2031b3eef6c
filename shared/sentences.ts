import { ARCHIVE } from './sentences/archive.ts';
import { ASKED } from './sentences/asked.ts';
import { CAPTURE } from './sentences/capture.ts';
import { ENGINE } from './sentences/engine.ts';
import { IMAGE } from './sentences/image.ts';
import { MACHINE } from './sentences/machine.ts';
import { RIGHTS } from './sentences/rights.ts';
import { TARGET } from './sentences/target.ts';
import type { Sentence } from './sentences/sentence.ts';

/**
 * One row a failure: exit code, headline, next step. The cause (a tool's own words) travels beside it as `detail`. Which
 * file a row is in says what failed.
 */
export const SENTENCES = { ...ASKED, ...ARCHIVE, ...IMAGE, ...CAPTURE, ...TARGET, ...RIGHTS, ...MACHINE, ...ENGINE } as const satisfies Record<
  string,
  Sentence
>;
