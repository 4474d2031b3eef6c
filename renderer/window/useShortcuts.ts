import { useEffect } from 'react';
import { stageOf } from '../state/stage.ts';
import { useConnection } from '../state/useConnection.ts';

/** Ctrl+O opens an archive, Escape goes back from Review. */
export function useShortcuts(): void {
  const { bridge, send, state } = useConnection();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat) return;
      const stage = stageOf(state.read());
      if (isO(event) && event.ctrlKey && !event.altKey && !event.shiftKey) {
        event.preventDefault();
        if (stage !== 'progress') send(bridge.chooseArchive());
      }
      if (event.key !== 'Escape' || isOpenList(event.target)) return;
      if (stage === 'review') send(bridge.leaveReview());
      if (stage === 'capture') send(bridge.leaveCapture());
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [bridge, send, state]);
}

/** By its letter; on a layout that has no Latin ones, by its place. */
function isO({ key, code }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'o' || (code === 'KeyO' && !/^[a-z]$/i.test(key));
}

/** Escape in an unfolded list only folds it. */
function isOpenList(target: EventTarget | null): boolean {
  return target instanceof HTMLSelectElement && target.matches(':open');
}
