import { type ReactNode, useState } from 'react';
import type { RequestPayload } from '../../shared/ipc.ts';
import { settle } from '../state/connection.ts';
import { useConnection } from '../state/useConnection.ts';
import { Action } from './Action.tsx';

interface CopyActionProps {
  readonly what: RequestPayload<'copy'>;
  readonly words: string;
}

/** Puts something on the clipboard, and says so. */
export function CopyAction({ what, words }: CopyActionProps): ReactNode {
  const { bridge, send } = useConnection();
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    const answer = settle(bridge.copy(what));
    send(answer);
    void answer.then(({ ok }) => setCopied(ok));
  };
  return (
    <Action icon={isCopied ? 'check' : 'copy'} onPress={copy}>
      {isCopied ? 'Copied' : words}
    </Action>
  );
}
