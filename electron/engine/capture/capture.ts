import { fstatSync, fsync } from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { layoutFrom } from '../../../shared/capture/layoutFrom.ts';
import { makeCapturePlan } from '../../../shared/capture/plan.ts';
import type { CapturePlan } from '../../../shared/capture/types.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { Layout } from '../../../shared/layout.ts';
import { layoutBeside } from '../../../shared/layoutBeside.ts';
import type { CaptureRequest, Summary } from '../../../shared/protocol.ts';
import { type ArchivePlace, cannotWrite, placeOfArchive } from '../../drives/archivePlace.ts';
import { describeSource, ofSource } from '../../drives/source.ts';
import { Scope } from '../../run/scope.ts';
import { asCaller, type Caller } from '../caller.ts';
import { isDeviceError } from '../failure.ts';
import { begin, enter, type Job, type Lane, note, watchPresence } from '../job.ts';
import { requireSame } from '../flash/agree.ts';
import { holdTarget } from '../flash/take.ts';
import type { Trials } from '../trials.ts';
import { openArchiveDraft } from './draft.ts';
import { exampleIn, Ledger, tallyWords } from './ledger.ts';
import { pack } from './pack.ts';
import { draftLayout } from './draftLayout.ts';
import { openSource, type SourceTree } from './source.ts';

/** The way back: what is on a source becomes an archive, which has its name only when it is complete and was read back. */

export interface CaptureStanding {
  readonly caller: Caller | null;
  readonly trials: Pick<Trials, 'packing'>;
}

export async function capture(request: CaptureRequest, { caller, trials }: CaptureStanding, job: Lane): Promise<Summary> {
  try {
    return await captured(request, { caller, trials }, job);
  } catch (problem) {
    // Whatever fails where the archive is made was said in words of its own.
    throw isDeviceError(problem)
      ? new TarstrapError('source-io', { path: request.inputs.source.path }, problem.message, { cause: problem })
      : ofSource(problem);
  }
}

async function captured(request: CaptureRequest, { caller, trials }: CaptureStanding, job: Lane): Promise<Summary> {
  if (!request.inputs.running) await holdTarget(request.inputs.source, job);
  const plan = await agree(request, caller);
  const { source, archive } = plan;
  begin(job, {
    job: 'capture',
    parts: [
      { phases: ['prepare'], weight: 0.005 },
      { phases: ['pack'], weight: 1 },
      { phases: ['flush', 'finish'], weight: 0.005 },
    ],
  });
  enter(job, 'prepare');
  if (source.kind === 'disk' || source.kind === 'partition') watchSource(plan, job);
  await trials.packing();
  await using drafts = new Scope();
  const draft = await openArchiveDraft(archive, caller, drafts);
  const ledger = new Ledger();
  // Its mounts end with that: what runs as the caller from here on sees none of them.
  const { streamBytes, layout } = await packSource(plan, draft.fd, { caller, ledger }, job);
  enter(job, 'flush');
  await flush(draft.fd, archive);
  enter(job, 'finish');
  const besides = draftLayout(plan, layout, { caller, job }, drafts);
  await draft.publish(plan.replaces);
  const beside = besides.publish();
  await flush(draft.folder, archive).catch(() =>
    note(job, 'The archive is complete, but its folder could not be flushed: do not switch this machine off at once.', 'warning'),
  );
  const { size: bytes } = fstatSync(draft.fd);
  return {
    bytes: streamBytes,
    entries: ledger.members,
    seconds: job.meter.elapsed,
    deviceWritten: 0,
    mode: null,
    verified: 'full',
    lost: [],
    archive: { path: archive, bytes, ...(beside === undefined ? {} : { layout: beside }) },
  };
}

function watchSource({ source }: CapturePlan, job: Job): void {
  watchPresence(source, job);
  const { gone } = job;
  job.gone = () => (gone() ? new TarstrapError('source-gone', { path: source.path }) : undefined);
}

interface Packing {
  readonly caller: Caller | null;
  readonly ledger: Ledger;
}

interface Packed {
  readonly streamBytes: number;
  readonly layout: Layout | string | undefined;
}

async function packSource(plan: CapturePlan, fd: number, { caller, ledger }: Packing, job: Job): Promise<Packed> {
  await using mounts = new Scope();
  const tree = await openSource(plan, caller, job, mounts);
  job.meter.watch({ archiveSize: tree.usedBytes ?? 0 });
  enter(job, 'pack');
  const streamBytes = await pack({ plan, tree, fd }, ledger, job);
  prove(plan, tree, ledger, job);
  return { streamBytes, layout: typeof tree.drive === 'object' ? layoutFrom(tree.drive, ledger.leftOutBytes) : tree.drive };
}

/** The root side trusts nothing: it looks at the source and at where the archive is to go once more, and makes the plan again. */
async function agree({ inputs, shown }: CaptureRequest, caller: Caller | null): Promise<CapturePlan> {
  const { source, running } = await describeSource(inputs.source.path, { as: (step) => asCaller(caller, step) });
  requireSame(inputs.source, source);
  const place: ArchivePlace = asCaller(caller, () => placeOfArchive(inputs.archive, source.path));
  if (place.archive !== inputs.archive) throw new TarstrapError('archive-no-folder', { folder: dirname(inputs.archive) });
  if (place.replaces && !inputs.replaces) throw new TarstrapError('archive-appeared', { path: place.archive });
  if (place.replacesLayout && !inputs.replacesLayout) throw new TarstrapError('archive-appeared', { path: layoutBeside(place.archive) });
  const plan = makeCapturePlan({ ...inputs, source: { ...inputs.source, mounts: source.mounts }, running });
  const mounts = shown.source.mounts;
  if (!isDeepStrictEqual({ ...plan, source: { ...plan.source, mounts } }, shown))
    throw new TarstrapError('engine-refused', { problem: 'the plan that was shown is not the one that comes of what was asked for' });
  return plan;
}

const sync = promisify(fsync);

/** In the background: a slow disk must not hold up the ticks of the bar. */
async function flush(fd: number, archive: string): Promise<void> {
  try {
    await sync(fd);
  } catch (cause) {
    throw cannotWrite(dirname(archive), cause);
  }
}

/** @throws TarstrapError `source-unreadable`, `source-differs` */
function prove({ source, running }: CapturePlan, { isMutable }: SourceTree, ledger: Ledger, job: Job): void {
  ledger.tellLeftOut(job);
  const { unreadable } = ledger;
  if (unreadable.count > 0 && !running)
    throw new TarstrapError('source-unreadable', { path: source.path, count: unreadable.count, example: unreadable.first ?? '' }, unreadable.text);
  if (unreadable.count > 0)
    note(job, `Left out, because it could not be read: ${tallyWords({ count: unreadable.count, example: unreadable.first }, 'file')}.`, 'warning');
  if (isMutable) return tellChanges(ledger, job);
  const { missing, differing } = ledger.differences();
  const count = missing.length + differing.length;
  if (count === 0) return;
  const text = [...missing.map((name) => `${name}: is missing`), ...differing.map((name) => `${name}: differs`)].slice(0, 50).join('\n');
  throw new TarstrapError('source-differs', { path: source.path, count, example: exampleIn([...missing, ...differing]) }, text);
}

function tellChanges(ledger: Ledger, job: Job): void {
  const { changed, gone } = ledger.changes();
  if (changed.count > 0)
    note(job, `Changed while it was read: ${tallyWords(changed, 'file')}. The archive may hold a part of each as it was before.`, 'warning');
  if (gone.count > 0) note(job, `Removed while it was read: ${tallyWords(gone, 'file')}.`, 'warning');
}
