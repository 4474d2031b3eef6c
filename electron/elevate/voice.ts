import { MAX_LINE } from '../../shared/protocol.ts';
import { lines } from '../run/lines.ts';
import type { Running } from '../run/spawn.ts';

/** What comes on the standard output of whatever is to become the engine. */
export interface Voice {
  /** The engine's lines. */
  readonly lines: AsyncGenerator<string>;
  /** What was said before there was one, by whoever was in between: the runtime of an AppImage, a shell. It is no JSON. */
  readonly before: readonly string[];
}

/** Words of others, and letters of each, that are kept. */
const MAX_WORDS = 200;

/** From the end of the engine itself to when its last words are no longer waited for: thrice, and that is within a second. */
export const PATIENCE_MS = 250;

/** Who ends before there was an engine, and leaves somebody behind who holds its pipes, is not waited for. */
export function hear({ child, stdout }: Running): Voice {
  const before: string[] = [];
  let isReady = false;
  let hungUp = false;
  const hangUp = (): void => {
    if (isReady) return;
    hungUp = true;
    stdout?.destroy();
  };
  const isOver = child.exitCode !== null || child.signalCode !== null;
  const onExit = (): void => void setTimeout(hangUp, PATIENCE_MS).unref();
  if (isOver) onExit();
  else child.once('exit', onExit);
  async function* heard(): AsyncGenerator<string> {
    try {
      for await (const line of lines(stdout as NonNullable<typeof stdout>, 'utf8', MAX_LINE)) {
        isReady ||= line.startsWith('{');
        if (isReady) yield line;
        else if (before.length < MAX_WORDS) before.push(line.slice(0, MAX_WORDS));
      }
    } catch (error) {
      if (!hungUp) throw error;
    }
  }
  return { lines: heard(), before };
}
