import { spawn } from 'node:child_process';
import { shellQuote } from '../../shared/shell.ts';
import { CLI } from './cli.ts';

/** The built terminal on a real pseudo-terminal, which `script` of util-linux makes. */

export interface Kind {
  /** None: one that does not tell its size, as a serial console. */
  readonly columns?: number;
  readonly rows?: number;
  readonly term?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A file that gets the exit code, where nobody is left on the terminal to be told. */
  readonly codeTo?: string;
}

export interface OnTerminal {
  /** Of the terminal itself, below which the program runs. */
  readonly pid: number | undefined;
  /** Settles as soon as the text was shown; rejects if the program ends first. */
  readonly shows: (text: string) => Promise<void>;
  readonly type: (keys: string) => void;
  /** Closes the window. */
  readonly close: () => void;
  readonly done: Promise<{ readonly code: number | null; readonly screen: string }>;
}

export function startOnTerminal(args: readonly string[], { columns, rows = 24, term = 'xterm', env, codeTo }: Kind = {}): OnTerminal {
  const size = columns === undefined ? '' : `stty rows ${rows} cols ${columns}; `;
  const program = [process.execPath, CLI, ...args].map(shellQuote).join(' ');
  // A closed terminal ends the shell that leads its session, and by that end the kernel tells all that run in the foreground.
  const command = codeTo === undefined ? `${size}exec ${program}` : `${size}(trap : HUP; ${program}; echo $? > ${shellQuote(codeTo)}); exit`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env: { ...process.env, SHELL: '/bin/sh', TERM: term, ...env },
    stdio: 'pipe',
  });
  let screen = '';
  const waiting: { readonly text: string; readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    for (const wait of waiting) if (screen.includes(wait.text)) wait.resolve();
  });
  const done = new Promise<{ code: number | null; screen: string }>((resolve) =>
    child.once('close', (code) => {
      for (const wait of waiting) wait.reject(new Error(`the program ended first: ${screen}`));
      resolve({ code, screen });
    }),
  );
  const shows = (text: string): Promise<void> =>
    screen.includes(text) ? Promise.resolve() : new Promise((resolve, reject) => waiting.push({ text, resolve, reject }));
  return { pid: child.pid, shows, type: (keys) => void child.stdin.write(keys), close: () => void child.kill('SIGKILL'), done };
}
