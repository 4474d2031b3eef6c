import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { runStep } from '../../../electron/run/run.ts';
import { type Folder, makeFolder } from '../folder.ts';

/** `test/fixtures/oddtar.c`, compiled under the names that tests need. */
export interface OddTars extends Folder {
  /** What the kernel calls `tar`. */
  readonly tar: string;
  /** The same under another name. */
  readonly wrapper: string;
}

export async function compileOddTars(): Promise<OddTars> {
  const folder = makeFolder();
  const tar = `${folder.path}/tar`;
  const wrapper = `${folder.path}/wrapper`;
  await runStep('Compiling the odd tar', {
    tool: 'cc',
    args: ['-O1', '-Wall', '-Werror', '-o', tar, new URL('../../fixtures/oddtar.c', import.meta.url).pathname],
  });
  copyFileSync(tar, wrapper);
  return { ...folder, tar, wrapper };
}

/** Processes of that name which this one has started and which still live. */
export function childrenNamed(name: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isChild(pid, name));
}

function isChild(pid: number, name: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return stat.includes(`(${name})`) && state !== 'Z' && Number(parent) === process.pid;
  } catch {
    return false;
  }
}
