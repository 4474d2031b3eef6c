import type { ReactNode } from 'react';
import type { CaptureView } from '../../shared/view.ts';
import { Action } from '../parts/Action.tsx';
import { fileName, shortened } from '../parts/names.ts';
import { Refusal } from '../parts/Refusal.tsx';
import { Remark } from '../parts/Remark.tsx';
import { Screen } from '../parts/Screen.tsx';
import { keyOf } from '../state/place.ts';
import { useConnection, useView } from '../state/useConnection.ts';
import { BeforeAfter } from './BeforeAfter.tsx';
import { KEEP, PLAIN, PURPOSES, REPEATS } from './captureChoices.ts';
import { ChoiceField } from './Field.tsx';
import options from './Options.module.css';
import { PlanText } from './PlanText.tsx';
import review from './Review.module.css';
import foot from './Start.module.css';

/** The way back: what is about to be packed, into which file, and the one button that makes it happen. */
export function Capture(): ReactNode {
  const capture = useView((state) => state.capture);
  if (!capture) return null;
  const { source, before, plan } = capture;
  const about = source.title === fileName(source.path) ? undefined : source.path;
  return (
    <Screen heading={`Capture ${shortened(source.title, 40)}`} about={about} foot={<Start capture={capture} />}>
      <Places capture={capture} />
      {plan.kind === 'refused' && (
        <div className={review.refusal}>
          <Refusal problem={plan.problem} />
        </div>
      )}
      {plan.kind === 'ready' &&
        plan.replaces.map((path) => (
          <Remark key={path} tone="caution">
            {fileName(path)} is there already, and will be replaced.
          </Remark>
        ))}
      <BeforeAfter before={before} after={null} now="Now" />
      <Options capture={capture} />
      {plan.kind === 'ready' && <PlanText lines={plan.lines} commands={plan.commands} />}
    </Screen>
  );
}

/** Where only a part of the drive could be captured instead. */
function Places({ capture: { places, source } }: { readonly capture: CaptureView }): ReactNode {
  const { bridge, send } = useConnection();
  if (places.length <= 1) return null;
  const choose = (key: string): void => {
    const ref = places.find((place) => keyOf(place.ref) === key)?.ref;
    if (ref?.kind === 'device') send(bridge.chooseSource(ref));
  };
  return (
    <div className={review.places}>
      <ChoiceField
        label="Capture"
        value={keyOf(source.ref)}
        choices={places.map(({ ref, label }) => ({ value: keyOf(ref), title: label }))}
        onChange={choose}
      />
    </div>
  );
}

function Options({ capture: { archive, options: chosen } }: { readonly capture: CaptureView }): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <fieldset className={options.options}>
      <legend className={options.legend}>Options</legend>
      <div className={options.file}>
        <span className={options.name}>Archive</span>
        <span className={options.path}>{archive}</span>
        <Action onPress={() => send(bridge.chooseArchiveFile())}>Change…</Action>
      </div>
      <div className={options.pair}>
        <ChoiceField
          label="Purpose"
          value={chosen.giveAway ? PURPOSES[1].value : KEEP}
          choices={PURPOSES}
          onChange={(value) => send(bridge.setCapture({ giveAway: value !== KEEP }))}
        />
        <ChoiceField
          label="Reproducible"
          value={chosen.reproducible ? REPEATS[1].value : PLAIN}
          choices={REPEATS}
          onChange={(value) => send(bridge.setCapture({ reproducible: value !== PLAIN }))}
        />
      </div>
    </fieldset>
  );
}

function Start({ capture: { plan, archive } }: { readonly capture: CaptureView }): ReactNode {
  const { bridge, send } = useConnection();
  const replaces = plan.kind === 'ready' && plan.replaces.length > 0;
  return (
    <form
      className={foot.start}
      data-plan={plan.kind === 'ready' ? plan.id : undefined}
      onSubmit={(event) => {
        event.preventDefault();
        if (plan.kind === 'ready') send(bridge.startCapture({ planId: plan.id }));
      }}
    >
      <div className={foot.back}>
        <Action tone="quiet" icon="back" onPress={() => send(bridge.leaveCapture())}>
          Back<span className={foot.far}> to drives</span>
        </Action>
      </div>
      <Action
        tone={replaces ? 'danger' : 'main'}
        disabled={plan.kind !== 'ready'}
        onPress={() => plan.kind === 'ready' && send(bridge.startCapture({ planId: plan.id }))}
      >
        {replaces ? 'Replace' : 'Make'} {shortened(fileName(archive), 40)}
      </Action>
    </form>
  );
}
