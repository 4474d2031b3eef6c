import { TarstrapError } from '../../../shared/errors.ts';
import type { FirstBootPatch, OptionsPatch } from '../../../shared/ipc.ts';
import { newIdentifiers } from '../../run/host.ts';
import { sourceOf } from './archive.ts';
import { type Choosing, openChoosing } from './chosen.ts';
import { type FirstBootDesk, firstBootDesk } from './firstBoot.ts';
import { type AcceptedPlan, planFor, type Shown, shownOf } from './plan.ts';
import { openSight, type Sight } from './sight.ts';
import type { Store } from './store.ts';
import type { Choice } from './target.ts';
import { viewReview } from './viewReview.ts';

/** What is to be done, as it is shown before it is done. Made anew whenever something that it stands on has changed. */
export interface ReviewDesk {
  /** One target, or several drives. */
  readonly choose: (...choices: Choice[]) => Promise<void>;
  /** The image that is proposed gets another name; all else that was chosen for it stays. */
  readonly rename: (path: string) => Promise<void>;
  readonly leave: () => void;
  readonly setOptions: (patch: OptionsPatch) => Promise<void>;
  /** The layout is that of a file. */
  readonly takeLayout: (path: string) => Promise<void>;
  /** @throws TarstrapError `usage`, and nothing has changed */
  readonly setFirstBoot: (patch: FirstBootPatch | null) => Promise<void>;
  readonly takeFirstBoot: (path: string) => Promise<void>;
  /** Looks again: the drives have changed. A plan that comes out the same keeps its number, and can be started. */
  readonly refresh: () => Promise<void>;
  /** Begins anew: the archive has changed, and no plan of before can be started. Of the targets a look of a moment ago will do. */
  readonly renew: () => Promise<void>;
  readonly choices: () => readonly Choice[];
  /** @throws TarstrapError if that plan is not the one that is shown now, or was not confirmed */
  readonly accept: (request: { readonly planId: number; readonly confirmation: string }) => AcceptedPlan;
}

export function reviewDesk(store: Store): ReviewDesk {
  let choices: readonly Choice[] = [];
  const choosing = openChoosing();
  const firstBoot = firstBootDesk();
  const sight = openSight();
  let ids = newIdentifiers();
  let shown: Shown | null = null;
  let round = 0;

  const show = async (see: Sight['look']): Promise<void> => {
    const own = ++round;
    const chosen = choosing.follow(store.state.archive);
    if (choices.length === 0) return store.state.review ? store.set('review', null) : undefined;
    const source = sourceOf(store);
    const seen = await see(choices, sourcePath(store));
    const looked = await planFor(seen, { source, ids, ...chosen, firstBoot: firstBoot.answers });
    // Somebody has asked again meanwhile, and will answer.
    if (own !== round) return;
    shown = shownOf(looked, { id: own, source, last: shown });
    // What is looked at again must be what was looked at first.
    choices = looked.map(({ choice, target }) => ({ ...choice, device: choice.device ?? target?.device }));
    store.set('review', viewReview({ looked, shown, drives: store.state.drives.drives, chosen, source, firstBoot: firstBoot.view() }));
  };
  const refresh = (): Promise<void> => show(sight.look);
  const renewBy = (see: Sight['look']): Promise<void> => {
    shown = null;
    withdrawPlan(store);
    return show(see);
  };
  const lookAnew = (): Promise<void> => renewBy(sight.look);
  const take = (next: readonly Choice[]): Promise<void> => {
    choices = next;
    return lookAnew();
  };
  return {
    choose: (...next) => {
      choosing.begin();
      ids = newIdentifiers();
      return take(next);
    },
    // The folder of the new name may lie on another device.
    rename: (path) => take(choices.map(({ ref, isProposed }) => ({ ref, path, isProposed }))),
    leave: () => void take([]),
    refresh,
    renew: () => renewBy(sight.recall),
    accept: (request) => accepted(shown, request),
    choices: () => choices,
    ...changesOf(store, { choosing, firstBoot, renew: lookAnew }),
  };
}

/** Where there is nothing to write any more, that shows at once, not only when the targets have been looked at again. */
function withdrawPlan(store: Store): void {
  const { review } = store.state;
  if (review?.plan.kind === 'ready' && !sourceOf(store)) store.set('review', { ...review, plan: { kind: 'waiting', unread: null } });
}

type Changes = Pick<ReviewDesk, 'setOptions' | 'takeLayout' | 'setFirstBoot' | 'takeFirstBoot'>;

interface Changed {
  readonly choosing: Choosing;
  readonly firstBoot: FirstBootDesk;
  readonly renew: () => Promise<void>;
}

function changesOf(store: Store, { choosing, firstBoot, renew }: Changed): Changes {
  const afterwards =
    <What>(change: (what: What) => void) =>
    async (what: What): Promise<void> => {
      change(what);
      await renew();
    };
  return {
    setOptions: afterwards((patch) => choosing.set(patch, store.state.review?.lanes[0]?.target.kind)),
    takeLayout: afterwards(choosing.takeLayout),
    setFirstBoot: afterwards(firstBoot.set),
    takeFirstBoot: afterwards(firstBoot.read),
  };
}

function accepted(shown: Shown | null, { planId, confirmation }: Parameters<ReviewDesk['accept']>[0]): AcceptedPlan {
  if (shown?.id !== planId) throw new TarstrapError('plan-changed');
  const { confirmation: wanted } = shown;
  if (wanted !== null && wanted !== confirmation) throw new TarstrapError('confirmation-needed', { target: wanted });
  return shown;
}

/** Also of what is still looked at. */
function sourcePath({ state: { archive } }: Store): string | undefined {
  return archive.kind === 'none' || archive.kind === 'refused' ? undefined : archive.path;
}
