import type { ReactNode } from 'react';
import { Action } from '../parts/Action.tsx';
import { useConnection } from '../state/useConnection.ts';
import { TextField } from './Field.tsx';
import css from './Options.module.css';
import { sizeOf, sizeText } from './sizeText.ts';
import { useDraft } from './useDraft.ts';

/** Which file the image becomes, and how large. */
export function ImageFile({ path, bytes }: { readonly path: string; readonly bytes: number | null }): ReactNode {
  const { bridge, send } = useConnection();
  const draft = useDraft({
    value: sizeText(bytes),
    isValid: (text) => sizeOf(text) !== undefined,
    onTake: (text) => send(bridge.setOptions({ imageBytes: sizeOf(text) ?? null })),
  });
  return (
    <div className={css.image}>
      <div className={css.file}>
        <span className={css.name}>Image file</span>
        <span className={css.path}>{path}</span>
        <Action onPress={() => send(bridge.chooseImageFile())}>Choose file…</Action>
      </div>
      <TextField label="Size" draft={draft} placeholder="automatic" hint="For example 4G or 800M; leave empty to fit the archive" />
    </div>
  );
}
