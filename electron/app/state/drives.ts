import { toFailure } from '../../../shared/errors.ts';
import type { DriveFacts } from '../../../shared/targetFacts.ts';
import type { DrivesView } from '../../../shared/view.ts';
import { listDrives } from '../../drives/list.ts';
import { watchDrives } from '../../drives/watch.ts';
import type { Store } from './store.ts';

export interface DrivesDesk {
  readonly look: () => Promise<void>;
  /** Looks now, and again whenever drives come, go or change, until the signal. */
  readonly watch: (signal: AbortSignal) => Promise<void>;
}

/** @param changed called when something about a drive is new */
export function drivesDesk(store: Store, changed: () => void): DrivesDesk {
  let watching: DrivesView['watching'] = null;
  let round = 0;
  const look = async (): Promise<void> => {
    const own = ++round;
    const found: DrivesView = { ...(await list(store.state.drives.drives)), watching };
    // A later look knows more.
    if (own !== round) return;
    if (JSON.stringify(found) === JSON.stringify(store.state.drives)) return;
    store.set('drives', found);
    changed();
  };
  const watch = async (signal: AbortSignal): Promise<void> => {
    for await (const mode of watchDrives(signal, { hasFailed: () => store.state.drives.problem !== null })) {
      watching = mode;
      await look();
    }
  };
  return { look, watch };
}

/** @param last what was there a moment ago: it stays where nobody can tell, and a target is looked at before it is written */
async function list(last: DrivesView['drives']): Promise<Omit<DrivesView, 'watching'>> {
  try {
    return { known: true, drives: (await listDrives({ all: false })).map(shortened), problem: null };
  } catch (error) {
    return { known: true, drives: last, problem: toFailure(error) };
  }
}

/** Mount points that are shown of one drive or partition; a container host can have hundreds of them. */
const MOUNTS = 6;

function shortened({ target, partitions, ...rest }: DriveFacts): DriveFacts {
  const few = (mounts: readonly string[]): string[] => mounts.slice(0, MOUNTS).map((mount) => mount.slice(0, 200));
  return { ...rest, target: { ...target, mounts: few(target.mounts) }, partitions: partitions.map((one) => ({ ...one, mounts: few(one.mounts) })) };
}
