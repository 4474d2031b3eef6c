import { type ErrorCode, TarstrapError } from '../../shared/errors.ts';
import { packageOf } from '../../shared/plan/packages.ts';
import { shortageIn } from './shortage.ts';

/** Whose fault it is that a tool has failed, by its own words (strerror(3), util-linux, busybox). Pure. */

export interface FailedStep {
  /** Such as `Mounting /dev/sdb1`. */
  readonly step: string;
  readonly tool: string;
  readonly words: string;
  /** The device or file that it worked on, where that may be to blame. */
  readonly on?: string | undefined;
}

type Telling = readonly (readonly [RegExp, ErrorCode])[];

/** A tool of another make: busybox has options of its own, and shows all of them. */
const OF_THE_TOOL: Telling = [[/(?:unrecognized|invalid|unknown|illegal) option|applet not found|^(?:BusyBox v|Usage: )/im, 'tool-unfit']];

const OF_THE_TARGET: Telling = [
  [/Input\/output error|Remote I\/O error|No such device|[Nn]o medium|can't read superblock/, 'drive-io'],
  [/Device or resource busy|(?:already|is) mounted|is (?:apparently )?in use/, 'target-busy'],
  [/Read-only file system|write-protected/, 'target-read-only'],
  [/wrong fs type, bad option, bad superblock|Structure needs cleaning|Bad message/, 'target-damaged'],
];

const OF_THE_MACHINE: Telling = [[/Operation not permitted|[Pp]ermission denied|must be superuser/, 'root-restricted']];

export function blameStep({ step, tool, words, on }: FailedStep): TarstrapError {
  const detail = `${tool}: ${words}`;
  const shortage = shortageIn(detail, tool);
  if (shortage) return shortage;
  const telling = [...OF_THE_TOOL, ...(on === undefined ? [] : OF_THE_TARGET), ...OF_THE_MACHINE];
  const code = telling.find(([pattern]) => pattern.test(words))?.[1] ?? 'step-failed';
  return new TarstrapError(code, factsOf(code, { step, tool, words, on }), detail);
}

function factsOf(code: ErrorCode, { step, tool, on = '' }: FailedStep): TarstrapError['facts'] {
  if (code === 'step-failed') return { step, tool };
  if (code === 'tool-unfit') return { tool, package: packageOf(tool) };
  if (code === 'root-restricted') return { what: `${step} was refused` };
  return code === 'target-busy' ? { path: on, holders: 'another program has it open or mounted' } : { path: on };
}
