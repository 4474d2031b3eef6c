import type { ReactNode } from 'react';
import type { FirstBootPatch } from '../../shared/ipc.ts';
import type { FirstBootView } from '../../shared/view.ts';
import { Action } from '../parts/Action.tsx';
import { useConnection } from '../state/useConnection.ts';
import { ChoiceField, LinesField, TextField } from './Field.tsx';
import css from './FirstBoot.module.css';
import {
  COUNTRY,
  HOST_NAME,
  KEYBOARD,
  keysIn,
  LOCALE,
  PASSWORD,
  RIGHTS,
  type Rule,
  saidInShort,
  SERVERS,
  SSH_KEYS,
  TIME_ZONE,
  USER,
  WIFI_NAME,
  WIFI_PASSWORD,
} from './firstBootFields.ts';
import { SecretField } from './SecretField.tsx';
import { useDraft } from './useDraft.ts';

/** What the system is to know when it boots for the first time. What is left empty is as the archive has it. */
export function FirstBoot({ firstBoot }: { readonly firstBoot: FirstBootView }): ReactNode {
  const { bridge, send } = useConnection();
  const said = saidInShort(firstBoot);
  return (
    <details>
      <summary>First boot{said && <span className={css.said}> · {said}</span>}</summary>
      <div key={firstBoot.edition} className={css.fields}>
        <SystemFields firstBoot={firstBoot} />
        <UserFields firstBoot={firstBoot} />
        <WifiFields firstBoot={firstBoot} />
      </div>
      <div className={css.actions}>
        <Action onPress={() => send(bridge.chooseFirstBootFile())}>Read from a file…</Action>
        {said && <Action onPress={() => send(bridge.setFirstBoot(null))}>Forget all of it</Action>}
      </div>
    </details>
  );
}

interface Part {
  readonly firstBoot: FirstBootView;
}

function SystemFields({ firstBoot: { hostname, timezone, locale, keyboard } }: Part): ReactNode {
  return (
    <>
      <AnswerField label="Host name" value={hostname} rule={HOST_NAME} patchOf={(text) => ({ hostname: text })} />
      <AnswerField label="Time zone" value={timezone} rule={TIME_ZONE} patchOf={(text) => ({ timezone: text })} />
      <AnswerField label="Locale" value={locale} rule={LOCALE} patchOf={(text) => ({ locale: text })} />
      <AnswerField label="Keyboard" value={keyboard} rule={KEYBOARD} patchOf={(text) => ({ keyboard: text })} />
    </>
  );
}

function UserFields({ firstBoot: { user, ssh } }: Part): ReactNode {
  const { bridge, send } = useConnection();
  const [yes, no] = RIGHTS;
  const [asItIs, on] = SERVERS;
  return (
    <>
      <AnswerField label="User" value={user.name} rule={USER} patchOf={(name) => ({ user: { name } })} />
      <SecretField label="Password" rule={PASSWORD} isSet={user.hasPassword} onTake={(password) => send(bridge.setFirstBoot({ user: { password } }))} />
      <ChoiceField
        label="Administrator"
        value={user.administrator ? yes.value : no.value}
        choices={RIGHTS}
        onChange={(value) => send(bridge.setFirstBoot({ user: { administrator: value === yes.value } }))}
      />
      <ChoiceField
        label="SSH server"
        value={ssh ? on.value : asItIs.value}
        choices={SERVERS}
        onChange={(value) => send(bridge.setFirstBoot({ ssh: value === on.value }))}
      />
      <KeysField keys={user.sshKeys} />
    </>
  );
}

function WifiFields({ firstBoot: { wifi } }: Part): ReactNode {
  const { bridge, send } = useConnection();
  return (
    <>
      <AnswerField label="Wi-Fi name" value={wifi.ssid} rule={WIFI_NAME} patchOf={(ssid) => ({ wifi: { ssid } })} />
      <SecretField
        // What was set went with the name.
        key={wifi.ssid}
        label="Wi-Fi password"
        rule={wifi.ssid === '' ? { ...WIFI_PASSWORD, hint: 'Enter the name of the network first' } : WIFI_PASSWORD}
        isSet={wifi.hasPassword}
        disabled={wifi.ssid === ''}
        onTake={(password) => send(bridge.setFirstBoot({ wifi: { password } }))}
      />
      <AnswerField label="Country" value={wifi.country} rule={COUNTRY} patchOf={(country) => ({ wifi: { country } })} />
    </>
  );
}

interface AnswerFieldProps {
  readonly label: string;
  readonly value: string;
  readonly rule: Rule;
  readonly patchOf: (text: string) => FirstBootPatch;
}

function AnswerField({ label, value, rule, patchOf }: AnswerFieldProps): ReactNode {
  const { bridge, send } = useConnection();
  const draft = useDraft({ value, isValid: rule.fits, onTake: (text) => send(bridge.setFirstBoot(patchOf(text))) });
  return <TextField label={label} draft={draft} hint={rule.hint} />;
}

function KeysField({ keys }: { readonly keys: readonly string[] }): ReactNode {
  const { bridge, send } = useConnection();
  const draft = useDraft({
    value: keys.join('\n'),
    isValid: SSH_KEYS.fits,
    onTake: (text) => send(bridge.setFirstBoot({ user: { sshKeys: keysIn(text) } })),
  });
  return (
    <div className={css.wide}>
      <LinesField label="SSH keys" draft={draft} hint={SSH_KEYS.hint} />
    </div>
  );
}
