import type { ReactNode } from 'react';
import type { OptionsPatch } from '../../shared/ipc.ts';
import { labelsOf, takesLabel } from '../../shared/label.ts';
import { CAPTURED } from '../../shared/layoutBeside.ts';
import type { ReviewView, TargetView } from '../../shared/view.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import { ChoiceField, TextField } from './Field.tsx';
import { FirstBoot } from './FirstBoot.tsx';
import { ImageFile } from './ImageFile.tsx';
import { ImageOptions } from './ImageOptions.tsx';
import css from './Options.module.css';
import { LayoutProblem } from './LayoutProblem.tsx';
import { MoreOptions } from './MoreOptions.tsx';
import { filesystemOf, FILESYSTEMS, FROM_FILE, VERIFICATIONS, verificationOf, WAYS, WAYS_TO_SEVERAL } from './choices.ts';
import { useDraft } from './useDraft.ts';
import { useLayouts } from './useLayouts.ts';
import { type Choice, layoutChoices } from './words.ts';

/** How it is to be written. What is set here goes out at once, and a new plan comes back. */
export function Options({ review }: { readonly review: ReviewView }): ReactNode {
  const image = useView(({ archive }) => (archive.kind === 'image' ? archive.facts : null));
  return (
    <fieldset className={css.options}>
      <legend className={css.legend}>Options</legend>
      {image ? <ImageOptions image={image} options={review.options} /> : <ArchiveOptions review={review} />}
    </fieldset>
  );
}

function ArchiveOptions({ review: { lanes, options, isOnFat, ownLayout, firstBoot } }: { readonly review: ReviewView }): ReactNode {
  const { bridge, send } = useConnection();
  const { layouts, hasUuids } = useLayouts(ownLayout);
  const set = (patch: OptionsPatch): void => send(bridge.setOptions(patch));
  const [first, ...others] = lanes;
  if (!first) return null;
  const { target } = first;
  const choices = layoutChoices(target.kind, layouts);
  const isFormatted = choices.length > 0 && options.layoutId !== 'none';
  const isLinux = isFormatted && !isOnFat;
  return (
    <>
      {target.kind === 'image' && <ImageFile path={target.path} bytes={options.imageBytes} />}
      <div className={css.fields}>
        <LayoutField kind={target.kind} value={options.layoutId} choices={choices} />
        {isLinux && (
          <ChoiceField label="Filesystem" value={options.filesystem} choices={FILESYSTEMS} onChange={(value) => set({ filesystem: filesystemOf(value) })} />
        )}
        {isFormatted && <LabelField options={options} isOnFat={isOnFat} />}
        <ChoiceField label="Verification" value={options.verify} choices={VERIFICATIONS} onChange={(value) => set({ verify: verificationOf(value) })} />
      </div>
      {ownLayout.problem && <LayoutProblem problem={ownLayout.problem} />}
      <MoreOptions
        options={options}
        isAmended={isLinux}
        ways={others.length > 0 ? WAYS_TO_SEVERAL : WAYS}
        hasUuids={hasUuids && options.layoutId === CAPTURED && others.length === 0}
      />
      {firstBoot && <FirstBoot firstBoot={firstBoot} />}
    </>
  );
}

interface LayoutFieldProps {
  readonly kind: TargetView['kind'];
  readonly value: string;
  readonly choices: readonly Choice[];
}

function LayoutField({ kind, value, choices }: LayoutFieldProps): ReactNode {
  const { bridge, send } = useConnection();
  if (choices.length === 0) return null;
  const choose = (id: string): void => send(id === FROM_FILE.value ? bridge.chooseLayoutFile() : bridge.setOptions({ layoutId: id }));
  return <ChoiceField label={kind === 'partition' ? 'Partition' : 'Layout'} value={value} choices={choices} onChange={choose} />;
}

function LabelField({ options, isOnFat }: Pick<ReviewView, 'options' | 'isOnFat'>): ReactNode {
  const filesystem = isOnFat ? 'vfat' : options.filesystem;
  const { bridge, send } = useConnection();
  const draft = useDraft({
    value: options.label,
    isValid: (text) => takesLabel(filesystem, text),
    onTake: (text) => send(bridge.setOptions({ label: text })),
  });
  return <TextField label="Label" draft={draft} placeholder="rootfs" hint={`Up to ${labelsOf(filesystem)}`} />;
}
