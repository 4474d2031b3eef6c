import type { ReactNode } from 'react';
import type { ImageFacts } from '../../shared/imageFacts.ts';
import type { OptionsView } from '../../shared/view.ts';
import { useConnection } from '../state/useConnection.ts';
import { AS_IT_IS, GROWN, IMAGE_VERIFICATIONS, sizeChoices, verificationOf } from './choices.ts';
import { ChoiceField } from './Field.tsx';
import css from './Options.module.css';

interface ImageOptionsProps {
  readonly image: ImageFacts;
  readonly options: OptionsView;
}

/** A disk image brings all the rest along. */
export function ImageOptions({ image, options }: ImageOptionsProps): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <div className={css.pair}>
      <ChoiceField
        label="Verification"
        value={options.verify}
        choices={IMAGE_VERIFICATIONS}
        onChange={(value) => send(bridge.setOptions({ verify: verificationOf(value) }))}
      />
      {image.form !== 'iso' && (
        <ChoiceField
          label="Size"
          value={options.grow ? GROWN : AS_IT_IS}
          choices={sizeChoices(image)}
          onChange={(value) => send(bridge.setOptions({ grow: value === GROWN }))}
        />
      )}
    </div>
  );
}
