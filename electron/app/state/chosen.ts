import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { OptionsPatch } from '../../../shared/ipc.ts';
import { type Layout, rootFilesystemOf, rootOf } from '../../../shared/layout.ts';
import { CAPTURED } from '../../../shared/layoutBeside.ts';
import { findLayout } from '../../../shared/layouts.ts';
import { OWN } from '../../../shared/ownLayout.ts';
import { type Proposal, proposedLayout } from '../../../shared/plan/fitting.ts';
import type { ArchiveView, LayoutBeside, OptionsView, TargetView } from '../../../shared/view.ts';
import { readLayoutFile } from '../../archive/layoutFile.ts';

/** What is chosen for a plan: by the user, and for him as long as he has not. */
export interface Chosen {
  readonly options: OptionsView;
  readonly beside: LayoutBeside | null;
  /** Of a file that the user has chosen; why the last one cannot be used. */
  readonly own: Layout | null;
  readonly ownProblem: Failure | null;
  /** What the archive is made for, unless the user has chosen a layout for it, or one lies beside it. */
  readonly proposal: Proposal | undefined;
  /** Layouts by their names, each once, the best first: of those that nobody has asked for it is the first that can be laid. */
  readonly layoutIds: readonly string[];
}

export interface Choosing {
  /** What holds for the archive that is there now. */
  readonly follow: (archive: ArchiveView) => Chosen;
  /** Another target is there. */
  readonly begin: () => void;
  /** @param kind of the target, where there is one */
  readonly set: (patch: OptionsPatch, kind: TargetView['kind'] | undefined) => void;
  /** Takes the layout from a file; what was chosen before stays where that cannot be used. */
  readonly takeLayout: (path: string) => void;
}

/** The layout of that name. @returns undefined where it is not there, or cannot be used */
export function layoutOf(id: string, { beside, own }: Pick<Chosen, 'beside' | 'own'>): Layout | undefined {
  if (id === OWN) return own ?? undefined;
  if (id !== CAPTURED) return findLayout(id);
  return beside && 'layout' in beside ? beside.layout : undefined;
}

export const DEFAULTS: OptionsView = {
  layoutId: 'single',
  filesystem: 'ext4',
  label: 'rootfs',
  fstab: 'amend',
  boot: 'fit',
  verify: 'full',
  mode: null,
  imageBytes: null,
  sameUuids: false,
  check: false,
  grow: false,
};

export function openChoosing(): Choosing {
  let options = DEFAULTS;
  let own: Layout | null = null;
  let ownProblem: Failure | null = null;
  let beside: LayoutBeside | null = null;
  let path: string | undefined;
  /** The user has chosen a layout for that archive. */
  let isHis = false;

  const follow = (archive: ArchiveView): Chosen => {
    const now = archive.kind === 'none' ? undefined : archive.path;
    // What was chosen before there was any is meant for the first that comes.
    if (path !== undefined && path !== now) {
      isHis = false;
      ownProblem = null;
    }
    path = now;
    const there = archive.kind === 'ready' ? archive.beside : null;
    if (there !== beside) options = { ...options, ...besideOptions(there) };
    beside = there;
    const isOpen = !beside && !isHis;
    const proposal = isOpen && archive.kind === 'ready' ? proposedLayout(archive.facts) : undefined;
    return { options, beside, own, ownProblem, proposal, layoutIds: layoutIdsOf(options, isOpen ? { proposal } : null) };
  };
  return {
    follow,
    begin: () => {
      options = { ...options, imageBytes: null };
      ownProblem = null;
    },
    set: (patch, kind) => {
      options = { ...options, ...definedOf(patch) };
      ownProblem = null;
      // Whether a partition is formatted says nothing of drives.
      isHis ||= patch.layoutId !== undefined && (kind === 'disk' || kind === 'image');
    },
    takeLayout: (file) => {
      try {
        own = readLayoutFile(file);
        options = { ...options, layoutId: OWN, ...laidBy(own) };
        isHis = true;
        ownProblem = null;
      } catch (error) {
        ownProblem = toFailure(error);
      }
    },
  };
}

/** @param open what is proposed, where the user has chosen nothing for this archive: what he has chosen for another one comes next */
function layoutIdsOf({ layoutId }: OptionsView, open: Pick<Chosen, 'proposal'> | null): Chosen['layoutIds'] {
  if (!open) return [layoutId];
  return [...new Set([...(open.proposal ? [open.proposal.layout.id] : []), layoutId, DEFAULTS.layoutId])];
}

/** What lies beside an archive is chosen when it comes, and goes with it. */
function besideOptions(beside: LayoutBeside | null): Pick<OptionsView, 'layoutId' | 'filesystem' | 'label' | 'sameUuids'> {
  const { layoutId, filesystem, label, sameUuids } = DEFAULTS;
  if (!beside) return { layoutId, filesystem, label, sameUuids };
  if ('problem' in beside) return { layoutId: CAPTURED, filesystem, label, sameUuids };
  return { layoutId: CAPTURED, ...laidBy(beside.layout), sameUuids };
}

/** As a layout has its root. */
function laidBy(layout: Layout): Pick<OptionsView, 'filesystem' | 'label'> {
  return { filesystem: rootFilesystemOf(layout), label: rootOf(layout)?.label ?? DEFAULTS.label };
}

/** A key that is there without a value must not undo a default. */
function definedOf(patch: OptionsPatch): Partial<OptionsView> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
