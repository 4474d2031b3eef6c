import { createInterface } from 'node:readline/promises';
import { visible } from '../../shared/visible.ts';
import { isLive } from './display.ts';
import { Cancelled, onEnding } from './signals.ts';
import { tell } from './terminal.ts';

/** Asks on the terminal, and goes on only after a yes that was written out. @throws Cancelled, also at Ctrl-C and Ctrl-D */
export async function requireYes(question: string): Promise<void> {
  const answer = await ask(`${visible(question)} Type yes: `);
  if (answer.trim().toLowerCase() === 'yes') return;
  tell('That was not a yes.');
  throw new Cancelled();
}

async function ask(question: string): Promise<string> {
  // Where nothing can be drawn the kernel's own line has to do: Node's is made of escape sequences.
  const terminal = isLive(process.stderr, process.env['TERM']);
  const prompt = createInterface({ input: process.stdin, output: process.stderr, terminal });
  const closed = new AbortController();
  prompt.once('close', () => closed.abort());
  // Where the terminal is gone, it cannot be put back as it was.
  prompt.on('error', () => closed.abort());
  using _ = onEnding(() => prompt.close());
  try {
    return await prompt.question(question, { signal: closed.signal });
  } catch {
    throw new Cancelled();
  } finally {
    prompt.close();
  }
}
