import { TarstrapError } from '../../../shared/errors.ts';
import type { OptionsPatch } from '../../../shared/ipc.ts';
import { rootFilesystemOf, rootOf } from '../../../shared/layout.ts';
import { CAPTURED } from '../../../shared/layoutBeside.ts';
import type { LayoutBeside, OptionsView } from '../../../shared/view.ts';
import type { Source } from '../../image/source.ts';
import { newIdentifiers } from '../../run/host.ts';
import { type AcceptedPlan, look, type Shown, shownOf } from './plan.ts';
import type { Store } from './store.ts';
import type { Choice } from './target.ts';
import { viewReview } from './viewReview.ts';

/** What is to be done, as it is shown before it is done. Made anew whenever something that it stands on has changed. */
export interface ReviewDesk {
  /** One target, or several drives. */
  readonly choose: (...choices: Choice[]) => Promise<void>;
  readonly leave: () => void;
  readonly setOptions: (patch: OptionsPatch) => Promise<void>;
  /** Looks again: the drives have changed. A plan that comes out the same keeps its number, and can be started. */
  readonly refresh: () => Promise<void>;
  /** Begins anew: the archive has changed, and no plan of before can be started. */
  readonly renew: () => Promise<void>;
  readonly choices: () => readonly Choice[];
  /** @throws TarstrapError if that plan is not the one that is shown now, or was not confirmed */
  readonly accept: (request: { readonly planId: number; readonly confirmation: string }) => AcceptedPlan;
}

export const DEFAULTS: OptionsView = {
  layoutId: 'single',
  filesystem: 'ext4',
  label: 'rootfs',
  fstab: 'amend',
  verify: 'full',
  mode: null,
  imageBytes: null,
  sameUuids: false,
  check: false,
  grow: false,
};

export function reviewDesk(store: Store): ReviewDesk {
  let choices: readonly Choice[] = [];
  let options = DEFAULTS;
  let ids = newIdentifiers();
  let beside: LayoutBeside | null = null;
  let shown: Shown | null = null;
  let round = 0;

  const refresh = async (): Promise<void> => {
    const own = ++round;
    if (choices.length === 0) return store.state.review ? store.set('review', null) : undefined;
    const source = sourceOf(store);
    const looked = await look(choices, { source, options, ids, beside });
    // Somebody has asked again meanwhile, and will answer.
    if (own !== round) return;
    shown = shownOf(looked, { id: own, source, last: shown });
    // What is looked at again must be what was looked at first.
    choices = looked.map(({ choice, target }) => ({ ...choice, device: choice.device ?? target?.device }));
    store.set('review', viewReview({ looked, shown, drives: store.state.drives.drives, options }));
  };
  const renew = (): Promise<void> => {
    const there = besideOf(store);
    if (there !== beside) options = { ...options, ...proposedBy(there) };
    beside = there;
    shown = null;
    return refresh();
  };
  const choose = (...next: Choice[]): Promise<void> => {
    choices = next;
    options = { ...options, imageBytes: null };
    ids = newIdentifiers();
    return renew();
  };
  const setOptions = (patch: OptionsPatch): Promise<void> => {
    options = { ...options, ...definedOf(patch) };
    return renew();
  };
  const leave = (): void => {
    choices = [];
    void renew();
  };
  const accept: ReviewDesk['accept'] = ({ planId, confirmation }) => {
    if (shown?.id !== planId) throw new TarstrapError('plan-changed');
    const { confirmation: wanted } = shown;
    if (wanted !== null && wanted !== confirmation) throw new TarstrapError('confirmation-needed', { target: wanted });
    return shown;
  };
  return { choose, leave, setOptions, refresh, renew, accept, choices: () => choices };
}

function sourceOf({ state: { archive } }: Store): Source | undefined {
  if (archive.kind === 'ready') return { kind: 'archive', facts: archive.facts };
  return archive.kind === 'image' ? { kind: 'image', facts: archive.facts } : undefined;
}

function besideOf({ state: { archive } }: Store): LayoutBeside | null {
  return archive.kind === 'ready' ? archive.beside : null;
}

/** What lies beside an archive is proposed when it comes, and goes with it. */
function proposedBy(beside: LayoutBeside | null): Pick<OptionsView, 'layoutId' | 'filesystem' | 'label' | 'sameUuids'> {
  const { layoutId, filesystem, label, sameUuids } = DEFAULTS;
  if (!beside) return { layoutId, filesystem, label, sameUuids };
  if ('problem' in beside) return { layoutId: CAPTURED, filesystem, label, sameUuids };
  return { layoutId: CAPTURED, filesystem: rootFilesystemOf(beside.layout), label: rootOf(beside.layout)?.label ?? label, sameUuids };
}

/** A key that is there without a value must not undo a default. */
function definedOf(patch: OptionsPatch): Partial<OptionsView> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
