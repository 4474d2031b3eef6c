import type { DriveSeen } from '../../../shared/capture/layoutFrom.ts';
import type { CapturePlan } from '../../../shared/capture/types.ts';
import type { Scope } from '../../run/scope.ts';
import type { Caller } from '../caller.ts';
import type { Job } from '../job.ts';
import { attachImage } from '../verify/verify.ts';
import { openDrive } from './drive.ts';
import { openFolder } from './folder.ts';
import { openRunning } from './running.ts';

/** What is captured, as one tree that is only read. */
export interface SourceTree {
  /** A mount on which links are not followed. */
  readonly root: string;
  /** Where other volumes are mounted, relative to the root. */
  readonly volumes: readonly string[];
  /** Others may change it meanwhile. */
  readonly isMutable: boolean;
  /** Bytes in use, where all that is in use is captured. */
  readonly usedBytes: number | undefined;
  /** How the drive is laid out, if it is one with a table; or why that is not clear, as the end of a sentence. */
  readonly drive?: DriveSeen | string | undefined;
}

/** @throws TarstrapError as of a target (`drives/source.ts`) */
export async function openSource({ source, running }: CapturePlan, caller: Caller | null, job: Job, scope: Scope): Promise<SourceTree> {
  const root = `${job.folder}/source`;
  if (running) return openRunning(source, root, job, scope);
  if (source.kind === 'directory') return openFolder(source, root, { caller, job }, scope);
  const device = source.kind === 'image' ? await attachImage(source.path, caller, scope) : source.path;
  return openDrive(device, source, root, job, scope);
}
