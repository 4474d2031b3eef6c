import type { Events, Session } from '../chromium/protocol.ts';

/** The answering half of world/pathForFile.ts: a page that stopped there is told the path, and goes on. */

const FUNCTION = 'chromiumHostPathForFile';

export function answerFilePaths(session: Session): void {
  session.on('Debugger.paused', (paused) => void answer(session, paused).finally(() => session.tell('Debugger.resume')));
  session.tell('Debugger.enable');
}

/** A `debugger` of the app's own stops nothing. */
async function answer(session: Session, { callFrames }: Events['Debugger.paused']): Promise<void> {
  const [frame] = callFrames;
  if (frame?.functionName !== FUNCTION) return;
  const evaluate = (expression: string) => session.send('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrameId, expression });
  // A file that a script has made has no path, and stays with the empty one.
  try {
    const { result } = await evaluate('answer.file');
    const { path } = await session.send('DOM.getFileInfo', { objectId: result.objectId ?? '' });
    await evaluate(`answer.path = ${JSON.stringify(path)}`);
  } catch {}
}
