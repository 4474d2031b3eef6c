import type { ReactNode } from 'react';
import type { OptionsPatch } from '../../shared/ipc.ts';
import { CAPTURED } from '../../shared/layoutBeside.ts';
import type { AboutView, ReviewView } from '../../shared/view.ts';
import { hasIdentifiers } from '../../shared/plan/identifiers.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import { ChoiceField, TextField } from './Field.tsx';
import { ImageFile } from './ImageFile.tsx';
import { ImageOptions } from './ImageOptions.tsx';
import css from './Options.module.css';
import { MoreOptions } from './MoreOptions.tsx';
import { CAPTURED_TITLE, filesystemOf, FILESYSTEMS, LABEL, VERIFICATIONS, verificationOf, WAYS, WAYS_TO_SEVERAL } from './choices.ts';
import { useDraft } from './useDraft.ts';
import { layoutChoices } from './words.ts';

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

function ArchiveOptions({ review: { lanes, options } }: { readonly review: ReviewView }): ReactNode {
  const { bridge, send } = useConnection();
  const { layouts, hasUuids } = useLayouts();
  const set = (patch: OptionsPatch): void => send(bridge.setOptions(patch));
  const [first, ...others] = lanes;
  if (!first) return null;
  const { target } = first;
  const choices = layoutChoices(target.kind, layouts);
  const isFormatted = choices.length > 0 && options.layoutId !== 'none';
  return (
    <>
      {target.kind === 'image' && <ImageFile path={target.path} bytes={options.imageBytes} />}
      <div className={css.fields}>
        {choices.length > 0 && (
          <ChoiceField
            label={target.kind === 'partition' ? 'Partition' : 'Layout'}
            value={options.layoutId}
            choices={choices}
            onChange={(layoutId) => set({ layoutId })}
          />
        )}
        {isFormatted && (
          <ChoiceField label="Filesystem" value={options.filesystem} choices={FILESYSTEMS} onChange={(value) => set({ filesystem: filesystemOf(value) })} />
        )}
        {isFormatted && <LabelField label={options.label} />}
        <ChoiceField label="Verification" value={options.verify} choices={VERIFICATIONS} onChange={(value) => set({ verify: verificationOf(value) })} />
      </div>
      <MoreOptions
        options={options}
        isFormatted={isFormatted}
        ways={others.length > 0 ? WAYS_TO_SEVERAL : WAYS}
        hasUuids={hasUuids && options.layoutId === CAPTURED && others.length === 0}
      />
    </>
  );
}

/** Those that Tarstrap has, and that which was captured with the archive. */
function useLayouts(): { readonly layouts: AboutView['layouts']; readonly hasUuids: boolean } {
  const known = useView((state) => state.about.layouts);
  const beside = useView(({ archive }) => (archive.kind === 'ready' ? archive.beside : null));
  if (!beside) return { layouts: known, hasUuids: false };
  return { layouts: [{ id: CAPTURED, title: CAPTURED_TITLE }, ...known], hasUuids: 'layout' in beside && hasIdentifiers(beside.layout) };
}

function LabelField({ label }: { readonly label: string }): ReactNode {
  const { bridge, send } = useConnection();
  const draft = useDraft({
    value: label,
    isValid: (text) => LABEL.test(text),
    onTake: (text) => send(bridge.setOptions({ label: text })),
  });
  return <TextField label="Label" draft={draft} placeholder="rootfs" hint="Letters, digits, spaces and . _ + : ( ) -" />;
}
