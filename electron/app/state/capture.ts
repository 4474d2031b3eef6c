import { homedir } from 'node:os';
import { basename, dirname } from 'node:path';
import { freeName } from '../../run/freeName.ts';
import { captureCommands, describeCapture } from '../../../shared/capture/describe.ts';
import { ON_REQUEST, USUALLY } from '../../../shared/capture/leaveOut.ts';
import { packingByName } from '../../../shared/capture/compressors.ts';
import { makeCapturePlan, replacedFiles } from '../../../shared/capture/plan.ts';
import type { CaptureInputs } from '../../../shared/capture/types.ts';
import { type Failure, TarstrapError, toFailure } from '../../../shared/errors.ts';
import type { CapturePatch } from '../../../shared/ipc.ts';
import type { CaptureRequest } from '../../../shared/protocol.ts';
import { segmentsOf } from '../../../shared/segments.ts';
import type { DriveFacts, TargetFacts } from '../../../shared/targetFacts.ts';
import type { CaptureView, TargetRef } from '../../../shared/view.ts';
import { placeOfArchive } from '../../drives/archivePlace.ts';
import { describeSource } from '../../drives/source.ts';
import type { AcceptedPlan } from './plan.ts';
import type { Store } from './store.ts';
import { driveOf, placesOf, viewTarget } from './target.ts';

/** The way back, as it is shown before it is gone: which drive, into which archive. */
export interface CaptureDesk {
  readonly choose: (ref: SourceRef, archive: string) => Promise<void>;
  readonly rename: (archive: string) => Promise<void>;
  readonly setOptions: (patch: CapturePatch) => Promise<void>;
  /** Looks again: the drives have changed. A plan that comes out the same keeps its number. */
  readonly refresh: () => Promise<void>;
  readonly leave: () => void;
  /** @throws TarstrapError if that plan is not the one that is shown now */
  readonly accept: (planId: number) => AcceptedPlan;
}

export type SourceRef = Extract<TargetRef, { kind: 'device' }>;

interface Chosen {
  readonly ref: SourceRef;
  readonly archive: string;
}

interface Shown {
  readonly id: number;
  readonly request: CaptureRequest;
  readonly source: TargetFacts;
}

const DEFAULTS: CaptureView['options'] = { giveAway: false, reproducible: false };

export function captureDesk(store: Store): CaptureDesk {
  let chosen: Chosen | null = null;
  let options = DEFAULTS;
  let shown: Shown | null = null;
  let round = 0;

  const refresh = async (): Promise<void> => {
    const own = ++round;
    if (!chosen) return store.state.capture ? store.set('capture', null) : undefined;
    const { ref, archive } = chosen;
    const looked = await look(chosen, options);
    // Somebody has asked again meanwhile, and will answer.
    if (own !== round) return;
    const request = 'request' in looked ? looked.request : null;
    shown = request && { id: shown && isSame(shown.request, request) ? shown.id : own, request, source: request.inputs.source };
    store.set(
      'capture',
      viewCapture({ ref, archive, options, shown, problem: 'problem' in looked ? looked.problem : null, drives: store.state.drives.drives }),
    );
  };
  return {
    choose: (ref, archive) => {
      chosen = { ref, archive };
      shown = null;
      return refresh();
    },
    rename: (archive) => {
      chosen = chosen && { ...chosen, archive };
      return refresh();
    },
    setOptions: ({ giveAway = options.giveAway, reproducible = options.reproducible }) => {
      options = { giveAway, reproducible };
      return refresh();
    },
    refresh,
    leave: () => {
      chosen = null;
      void refresh();
    },
    accept: (planId) => {
      if (shown?.id !== planId || !chosen) throw new TarstrapError('plan-changed');
      const { request, source } = shown;
      const target = viewTarget({ ref: chosen.ref, path: source.path, isProposed: false }, source);
      return { request, archive: { kind: 'archive', path: request.inputs.archive, size: 0 }, targets: [target] };
    },
  };
}

type Looked = { readonly request: CaptureRequest } | { readonly problem: Failure };

async function look({ ref, archive }: Chosen, { giveAway, reproducible }: CaptureView['options']): Promise<Looked> {
  try {
    const { source, running } = await describeSource(ref.path);
    if (ref.diskseq !== undefined && source.diskseq !== undefined && ref.diskseq !== source.diskseq)
      throw new TarstrapError('source-changed', { path: ref.path, what: 'another medium is under that name now' });
    const inputs: CaptureInputs = {
      source,
      running,
      ...placeOfArchive(archive, source.path),
      options: { packing: packingOf(archive), reproducible, live: false, leaveOut: [...USUALLY, ...(giveAway ? ON_REQUEST : [])] },
    };
    return { request: { type: 'capture', inputs, shown: makeCapturePlan(inputs) } };
  } catch (error) {
    return { problem: toFailure(error) };
  }
}

/** @throws TarstrapError `usage` for a name of what is not made */
function packingOf(archive: string): CaptureInputs['options']['packing'] {
  const packing = packingByName(archive) ?? 'zstd';
  if (packing === 'other') throw new TarstrapError('usage', { problem: 'An archive can be .tar.zst, .tar.xz, .tar.gz, .tar.lz4 or .tar.' });
  return packing;
}

function isSame(before: CaptureRequest, now: CaptureRequest): boolean {
  return JSON.stringify(before.shown) === JSON.stringify(now.shown);
}

interface Viewed extends Chosen {
  readonly options: CaptureView['options'];
  readonly shown: Shown | null;
  readonly problem: Failure | null;
  readonly drives: readonly DriveFacts[];
}

function viewCapture({ ref, archive, options, shown, problem, drives }: Viewed): CaptureView {
  const drive = driveOf(ref.path, drives);
  return {
    source: viewTarget({ ref, path: ref.path, isProposed: false }, shown?.source ?? (drive?.target.path === ref.path ? drive.target : undefined)),
    before: drive && drive.target.path === ref.path ? segmentsOf(drive) : [],
    places: placesOf(drive),
    archive,
    options,
    plan: shown
      ? {
          kind: 'ready',
          id: shown.id,
          lines: describeCapture(shown.request.shown),
          commands: captureCommands(shown.request.shown),
          replaces: replacedFiles(shown.request.inputs),
        }
      : { kind: 'refused', problem: problem ?? { code: 'source-missing', facts: { path: ref.path } } },
  };
}

/** Beside the last archive, or at home, under a name that is free. @param drive that is captured */
export function freshArchivePath(drive: DriveFacts | undefined, beside: string | undefined): string {
  const folder = beside === undefined ? homedir() : dirname(beside);
  return freeName(folder, stemOf(drive), '.tar.zst');
}

/** What a person would call it: the label of its largest filesystem, else its model. */
function stemOf(drive: DriveFacts | undefined): string {
  const largest = drive?.partitions.toSorted((a, b) => b.size - a.size).find(({ label }) => label);
  const words = largest?.label ?? drive?.target.model ?? basename(drive?.target.path ?? 'card');
  return words.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-.]+|-+$/g, '') || 'card';
}
