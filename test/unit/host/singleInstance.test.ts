import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { type Folder, makeFolder } from '../folder.ts';

/** Real processes, one lock: this file, bundled for Node 20, is all that they run. */
const PROGRAM = `
  import { openSingleInstance } from ${JSON.stringify(new URL('../../../build/chromium-host/main/singleInstance.ts', import.meta.url).pathname)};
  const [userData, ...argv] = process.argv.slice(2);
  const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
  const lock = openSingleInstance({ userData: () => userData, start: { argv, cwd: process.cwd() }, second: say });
  say(lock.request());
  process.stdin.resume().on('data', () => { lock.release(); say('released'); }).on('end', () => process.exit());
`;

const folders: Folder[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) folder[Symbol.dispose]();
});

async function program(): Promise<{ readonly path: string; readonly userData: string }> {
  const folder = makeFolder();
  folders.push(folder);
  const virtual = { name: 'program', resolveId: (id: string) => (id === 'program' ? id : null), load: (id: string) => (id === 'program' ? PROGRAM : null) };
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [virtual],
    build: { ssr: true, outDir: folder.path, rolldownOptions: { input: 'program', output: { entryFileNames: 'program.mjs' } } },
  });
  return { path: `${folder.path}/program.mjs`, userData: folder.path };
}

function begin({ path, userData }: { readonly path: string; readonly userData: string }, ...argv: string[]) {
  const child = spawn(process.execPath, [path, userData, ...argv], { cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async (): Promise<unknown> => JSON.parse((await lines.next()).value as string) };
}

describe('the single-instance lock', () => {
  it('is the first one’s, who hears of the second', async () => {
    const file = await program();
    const first = begin(file, 'one');
    expect(await first.next()).toBe(true);
    const second = begin(file, 'two', 'é space');
    expect(await second.next()).toBe(false);
    expect(await first.next()).toEqual({ argv: ['two', 'é space'], cwd: '/' });
  });

  it('is free again after SIGKILL', async () => {
    const file = await program();
    const first = begin(file);
    expect(await first.next()).toBe(true);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    expect(await begin(file).next()).toBe(true);
  });

  it('is free again when it is given back', async () => {
    const file = await program();
    const first = begin(file);
    expect(await first.next()).toBe(true);
    first.child.stdin.write('release\n');
    expect(await first.next()).toBe('released');
    expect(await begin(file).next()).toBe(true);
  });

  it('goes to exactly one of many that start together', async () => {
    const file = await program();
    const starts = Array.from({ length: 6 }, (_, index) => begin(file, String(index)));
    const answers = await Promise.all(starts.map((start) => start.next()));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });
});
