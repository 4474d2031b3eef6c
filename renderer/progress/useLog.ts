import { useEffect, useState } from 'react';
import { settle } from '../state/connection.ts';
import { useConnection } from '../state/useConnection.ts';
import { EMPTY_TAIL, extended, type LogTail, readFrom } from './logTail.ts';

/** The log as far as it goes by now, read piece by piece while somebody looks at it. */
export function useLog(isOpen: boolean, length: number): LogTail {
  const { bridge, problem } = useConnection();
  const [tail, setTail] = useState(EMPTY_TAIL);
  const [isFailing, setFailing] = useState(false);
  const from = readFrom(tail, length);
  const wants = isOpen && !isFailing && from < length;
  useEffect(() => {
    if (!wants) return;
    let isStale = false;
    const read = async (): Promise<void> => {
      const result = await settle(bridge.readLog({ from }));
      if (isStale) return;
      if (result.ok && result.value.next > from) setTail((known) => extended(known, from, result.value));
      else setFailing(true);
      if (!result.ok) problem.write(result.error);
    };
    void read();
    return () => {
      isStale = true;
    };
  }, [bridge, problem, wants, from]);
  return tail;
}
