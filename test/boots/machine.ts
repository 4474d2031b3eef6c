import { spawn } from 'node:child_process';

/** A machine in QEMU, at whose serial console one reads and types. QEMU translates every instruction: what takes a board a second takes it ten. */

export interface Machine {
  /** All that its console has shown so far. */
  readonly console: () => string;
  /**
   * Waits for what the console shows behind what was waited for before.
   * @returns the text up to its end
   * @throws if it does not come in time, or the machine ends before
   */
  readonly until: (pattern: RegExp, seconds: number) => Promise<string>;
  readonly type: (text: string) => void;
  readonly end: () => Promise<void>;
}

/** It dies with this process. @param args of QEMU but for the console */
export function startMachine(qemu: string, args: readonly string[]): Machine {
  const command = [qemu, '-display', 'none', '-nodefaults', '-no-reboot', ...args];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let text = '';
  let seen = 0;
  const take = (chunk: string): void => void (text += chunk);
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);

  const until = async (pattern: RegExp, seconds: number): Promise<string> => {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const from = seen;
      const found = pattern.exec(text.slice(from));
      if (found) return text.slice(from, (seen = from + found.index + found[0].length));
      const why = child.exitCode === null ? Date.now() > deadline && `not within ${seconds} s` : 'the machine has ended';
      if (why) throw new Error(`${String(pattern)} is not on the console: ${why}. It ends with:\n${text.slice(-3000)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  return {
    console: () => text,
    until,
    type: (line) => child.stdin.write(line),
    end: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** The drive of a machine. @param kind of its connection; `none`: a device of its own is given, which names it `card` */
export function drive(file: string, kind: 'sd' | 'virtio' | 'none'): string[] {
  return ['-drive', `file=${file},format=raw,if=${kind},id=card,cache=unsafe`];
}
