import { z } from './zod.ts';
import { driveState, failure } from './failure.ts';
import { captureInputs, capturePlan } from './capture/types.ts';
import { fileIdentity, losses } from './facts.ts';
import { MOST_LANES } from './lanes.ts';
import { imagePlan, imagePlanInputs } from './plan/imageTypes.ts';
import { PROTOCOL_VERSION } from './protocolLine.ts';
import { plan, plannedLoader, planInputs } from './plan/types.ts';
import type { TargetFacts } from './targetFacts.ts';

/**
 * The language between the user's side and the root side: one JSON object a line, at most {@link MAX_LINE} bytes,
 * the same version on both sides. The engine's first line is `ready` or `refused`; then, perhaps behind a word of what it may be, one job,
 * which has a lane for each of its targets; the events of a lane end with exactly one of `finished | failed | cancelled`. A lane that has none
 * when the stream ends is `engine-lost`. Blank lines of the engine say nothing.
 */

/** Sixteen lanes, of which each tells of an image with many partitions. */
export const MAX_LINE = 1024 ** 2;
export { MOST_LANES, PROTOCOL_VERSION };

const bytes = z.int().check(z.nonnegative());

export const phaseId = z.enum(['prepare', 'extract', 'pack', 'flush', 'write', 'verify', 'finish']);
export type PhaseId = z.infer<typeof phaseId>;

const flashLane = z.object({
  inputs: planInputs,
  /** The plan that the user saw. The engine makes its own from the inputs and refuses if they differ. */
  shown: plan,
});
export type FlashLane = z.infer<typeof flashLane>;

/** An archive, the same in every lane, laid on each of the targets. */
export const flashRequest = z.object({ type: z.literal('flash'), lanes: lanes(flashLane) });
export type FlashRequest = z.infer<typeof flashRequest>;

const imageLane = z.object({ inputs: imagePlanInputs, shown: imagePlan });
export type ImageLane = z.infer<typeof imageLane>;

/** A disk image, as it is, to each of the drives. */
export const imageRequest = z.object({ type: z.literal('flash-image'), lanes: lanes(imageLane) });
export type ImageRequest = z.infer<typeof imageRequest>;

function lanes<Lane extends z.ZodMiniType>(lane: Lane): z.ZodMiniArray<Lane> {
  return z.array(lane).check(z.minLength(1), z.maxLength(MOST_LANES));
}

export const verifyRequest = z.object({
  type: z.literal('verify'),
  archive: fileIdentity,
  compression: planInputs.shape.archive.shape.compression,
  ending: planInputs.shape.archive.shape.ending,
  inside: planInputs.shape.archive.shape.inside,
  streamBytes: bytes,
  /** Some members have extended attributes. */
  extended: z.boolean(),
  /** Attributes that take an administrator to be seen. */
  privileged: z.int().check(z.nonnegative()),
  aclNames: planInputs.shape.archive.shape.aclNames,
  aclStrangers: planInputs.shape.archive.shape.aclStrangers,
  ignored: losses,
  /** Of the archive's own /etc/fstab, if it has one. */
  fstabBytes: z.nullable(bytes),
  /** Boot loaders that are to be on the drive outside of its partitions. */
  loaders: z.array(plannedLoader).check(z.maxLength(6)),
  target: planInputs.shape.target,
});
export type VerifyRequest = z.infer<typeof verifyRequest>;

/** The way back: what is on a source becomes an archive. */
export const captureRequest = z.object({ type: z.literal('capture'), inputs: captureInputs, shown: capturePlan });
export type CaptureRequest = z.infer<typeof captureRequest>;

export const jobRequest = z.discriminatedUnion('type', [flashRequest, imageRequest, verifyRequest, captureRequest]);
export type JobRequest = z.infer<typeof jobRequest>;

/** What a job is for, in the order of its lanes: what is written, compared, or captured. */
export function targetsOf(body: JobRequest): readonly TargetFacts[] {
  switch (body.type) {
    case 'verify':
      return [body.target];
    case 'capture':
      return [body.inputs.source];
    case 'flash':
    case 'flash-image':
      return body.lanes.map(({ inputs }) => inputs.target);
  }
}

/** Nothing is asked yet, but an archive is most likely going to be laid: what has to be tried for that can be tried meanwhile. */
const expected = z.object({ type: z.literal('expect'), job: z.literal('flash') });

export const request = z.object({
  version: z.literal(PROTOCOL_VERSION),
  body: z.discriminatedUnion('type', [...jobRequest.def.options, expected, z.object({ type: z.literal('cancel') })]),
});
export type Request = z.infer<typeof request>;

/** Where a job stands. Sizes and positions in bytes, rates in bytes a second, ages in milliseconds. */
export const progress = z.object({
  type: z.literal('progress'),
  phase: phaseId,
  /** Of the whole job; never falls, never above 1, 1 only when the target is safe to unplug. */
  fraction: z.number().check(z.minimum(0), z.maximum(1)),
  archivePosition: bytes,
  archiveSize: bytes,
  /** Position in the uncompressed stream by tar's own totals; null until tar's first report. */
  tarPosition: z.nullable(bytes),
  /** Bytes that the target's device has written since the job began. */
  deviceWritten: bytes,
  archiveRate: z.number().check(z.nonnegative()),
  deviceRate: z.number().check(z.nonnegative()),
  /** Seconds to go, hidden until it means something. */
  eta: z.nullable(z.number().check(z.nonnegative())),
  elapsed: z.number().check(z.nonnegative()),
  /** Age of the newest sign of life. */
  age: z.number().check(z.nonnegative()),
});
export type Progress = z.infer<typeof progress>;

/** A sentence for the job's log and the result; `warning` and above are shown at the end. */
export const notice = z.object({
  type: z.literal('notice'),
  level: z.enum(['info', 'warning']),
  text: z.string().check(z.maxLength(4000)),
});

export const summary = z.object({
  bytes,
  /** Of a capture: the archive that was made, and its length. */
  archive: z.optional(z.object({ path: z.string(), bytes, layout: z.optional(z.string()) })),
  /** Members of the archive; null: it was a disk image. */
  entries: z.nullable(z.int().check(z.nonnegative())),
  seconds: z.number().check(z.nonnegative()),
  deviceWritten: bytes,
  mode: z.nullable(z.enum(['direct', 'staged'])),
  verified: z.enum(['full', 'quick', 'none']),
  /** What was packed and is not on the target, beside what a verification fails for. */
  lost: losses,
});
export type Summary = z.infer<typeof summary>;

/** What a lane says: the part of a job that is one target's. */
const started = z.object({ type: z.literal('started'), job: z.enum(['flash', 'verify', 'capture']), phases: z.array(phaseId) });
const phase = z.object({ type: z.literal('phase'), phase: phaseId });
const finished = z.object({ type: z.literal('finished'), summary });
const failed = z.object({ type: z.literal('failed'), failure, drive: driveState });
const cancelled = z.object({ type: z.literal('cancelled'), drive: driveState });
export const laneEvent = z.discriminatedUnion('type', [started, phase, progress, notice, finished, failed, cancelled]);
export type LaneEvent = z.infer<typeof laneEvent>;

/** The same, with the path of whose it is. */
const of = { target: z.string() };
export const jobEvent = z.discriminatedUnion('type', [
  z.extend(started, of),
  z.extend(phase, of),
  z.extend(progress, of),
  z.extend(notice, of),
  z.extend(finished, of),
  z.extend(failed, of),
  z.extend(cancelled, of),
]);
export type JobEvent = z.infer<typeof jobEvent>;

export const engineEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), version: z.literal(PROTOCOL_VERSION), uid: z.literal(0), pid: z.number(), tools: z.array(z.string()) }),
  z.object({ type: z.literal('refused'), failure }),
  ...jobEvent.def.options,
]);
export type EngineEvent = z.infer<typeof engineEvent>;

/** The last of a lane. */
export function isTerminal<Event extends LaneEvent | EngineEvent>(event: Event): event is Extract<Event, { type: 'finished' | 'failed' | 'cancelled' }> {
  return event.type === 'finished' || event.type === 'failed' || event.type === 'cancelled';
}
