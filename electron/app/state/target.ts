import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname } from 'node:path';
import { freeName } from '../../run/freeName.ts';
import { TarstrapError } from '../../../shared/errors.ts';
import type { DriveFacts, TargetFacts } from '../../../shared/targetFacts.ts';
import { formatBytes } from '../../../shared/format.ts';
import type { ReviewView, TargetRef, TargetView } from '../../../shared/view.ts';
import { describeTarget } from '../../drives/target.ts';

/** What was chosen in the window, as a path. */
export interface Choice {
  readonly ref: TargetRef;
  readonly path: string;
  /** A name that we found for an image, which follows the archive. */
  readonly isProposed: boolean;
  /** `MAJ:MIN` that it had when it was first looked at. */
  readonly device?: string | undefined;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Beside the archive, or at home where one may not write there, under a name that is free: nothing is replaced that the user did not choose himself. */
export function freshImagePath(archivePath: string | undefined): string {
  const beside = archivePath === undefined ? homedir() : dirname(archivePath);
  const folder = isWritable(beside) ? beside : homedir();
  const stem = archivePath === undefined ? 'rootfs' : basename(archivePath).replace(/(\.tar)?\.[A-Za-z0-9]{1,5}$/, '') || 'rootfs';
  return freeName(folder, stem, '.img');
}

/** A folder that is gone must not become the name of an image, nor the other way round. */
const FITTING = { device: ['disk', 'partition'], image: ['image'], folder: ['directory'] } as const satisfies Record<
  TargetRef['kind'],
  readonly TargetFacts['kind'][]
>;

/** @throws TarstrapError of {@link describeTarget}, `target-missing` if it is of another kind by now, and `target-changed` if another medium is under that name by now */
export async function lookAt({ ref, path, device }: Choice, archivePath: string | undefined): Promise<TargetFacts> {
  const facts = await describeTarget(path, archivePath === undefined ? {} : { archivePath });
  if (!FITTING[ref.kind].some((kind) => kind === facts.kind)) throw new TarstrapError('target-missing', { path });
  if (device !== undefined && facts.device !== device) throw new TarstrapError('target-changed', { path, what: 'another filesystem or drive is there now' });
  if (ref.kind === 'device' && ref.diskseq !== undefined && facts.diskseq !== undefined && facts.diskseq !== ref.diskseq) {
    throw new TarstrapError('target-changed', { path, what: 'another medium is under that name now' });
  }
  return facts;
}

const KINDS = { device: 'disk', image: 'image', folder: 'directory' } as const;

/** @param facts undefined as long as it was not looked at, or cannot be */
export function viewTarget({ ref, path }: Choice, facts: TargetFacts | undefined): TargetView {
  return {
    ref,
    kind: facts?.kind ?? KINDS[ref.kind],
    title: facts?.model ?? basename(path),
    path,
    size: facts?.unmeasured ? null : (facts?.size ?? null),
    bus: facts?.bus,
    serial: facts?.serial,
  };
}

/** The drive on which the device lies, as it is listed. */
export function driveOf(path: string, drives: readonly DriveFacts[]): DriveFacts | undefined {
  return drives.find(({ target, partitions }) => target.path === path || partitions.some((partition) => partition.path === path));
}

/** The drive as a whole and each of its partitions. */
export function placesOf(drive: DriveFacts | undefined): ReviewView['places'] {
  if (!drive) return [];
  const { target, partitions } = drive;
  const place = (path: string, label: string): ReviewView['places'][number] => ({ ref: { kind: 'device', path, diskseq: target.diskseq }, label });
  return [
    place(target.path, `The whole drive, ${formatBytes(target.size)}`),
    ...partitions.map(({ path, size, filesystem, label }) =>
      place(path, [`Only ${path}`, formatBytes(size), filesystem ?? 'no known filesystem', label && `"${label}"`].filter(Boolean).join(', ')),
    ),
  ];
}
