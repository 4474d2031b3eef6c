import { OWN } from '../../electron/engine/disk/view.ts';
import { type Lane, openJob } from '../../electron/engine/job.ts';
import { NOBODY } from '../../electron/run/confine.ts';
import type { LaneEvent } from '../../shared/protocol.ts';

interface Circumstances {
  /** For what the job has a name for; the engine has one of its own. */
  readonly folder: string;
  readonly emit?: (event: LaneEvent) => void;
  readonly signal?: AbortSignal;
}

/** A job in this process, for steps that are tried by themselves. */
export function jobIn({ folder, emit = () => {}, signal = new AbortController().signal }: Circumstances): Lane {
  return openJob({ cancelled: signal, host: OWN, umask: 0o022, folder, reader: NOBODY, emit });
}
