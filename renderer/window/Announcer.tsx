import { type ReactNode, useEffect, useState } from 'react';
import { Unseen } from '../parts/Unseen.tsx';
import { useConnection } from '../state/useConnection.ts';
import { announcement } from './announcement.ts';

/** Says politely what has changed, to those who do not look at it. */
export function Announcer(): ReactNode {
  const { state } = useConnection();
  const [words, setWords] = useState('');
  useEffect(() => {
    let before = state.read();
    return state.subscribe(() => {
      const after = state.read();
      const news = announcement(before, after);
      before = after;
      if (news !== null) setWords(news);
    });
  }, [state]);
  return (
    <div role="status" aria-label="News">
      <Unseen>{words}</Unseen>
    </div>
  );
}
