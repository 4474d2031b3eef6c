import type { ArchiveFacts } from '../../../shared/facts.ts';
import type { Plan, PlanInputs } from '../../../shared/plan/types.ts';
import type { Caller } from '../caller.ts';
import type { Lane } from '../job.ts';
import type { OpenSource } from '../pass.ts';
import type { SharedWork } from '../sharedWork.ts';
import type { LoaderFiles } from './loaders.ts';
import type { Filled } from './stage.ts';
import type { Wanted } from './take.ts';
import type { Proven } from '../verify/watch.ts';

export interface Material {
  readonly plan: Plan;
  /** What the plan was made of. */
  readonly inputs: PlanInputs;
  readonly archive: ArchiveFacts;
  readonly source: OpenSource;
  readonly caller: Caller | null;
  /** Boot loaders that lie beside the archive. */
  readonly loaderFiles: LoaderFiles;
  /** Reads all of the archive, where its beginning did not tell enough. */
  readonly readWhole: () => Promise<ArchiveFacts>;
  readonly stages: Stages;
  /** Bytes a second that the drive is believed to write. */
  readonly rate: number;
}

/** Its target, where that is a device. */
export function wantedOf({ plan, archive, caller }: Pick<Material, 'plan' | 'archive' | 'caller'>): Wanted {
  return { target: plan.target, losesTable: plan.table !== null, source: archive.file.path, caller };
}

/** Stages for all drives that one suits. */
export type Stages = SharedWork<Material, Filled>;

/** A way to lay the bytes: everything from the first write to a verified target. @returns what was laid, as it has proven to be */
export type Way = (material: Material, job: Lane) => Promise<Proven>;
