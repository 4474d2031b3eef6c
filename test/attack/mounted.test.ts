import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startCli } from '../lab/cli.ts';
import { childOf, leftovers, makeLoop, sh, throttle, unthrottle } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** What is still mounted when a job ends must not be taken for the job's own folder. */

const MiB = 1024 ** 2;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/mounted-');
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true }));

it('an unmount that fails, because somebody looks into the mount, empties nothing: the files of a kept filesystem stay', async () => {
  const archive = makeRootfs(folder, { files: 100, bytes: 20_000_000 });
  const loop = makeLoop(folder, 256 * MiB);
  sh('sh', '-c', `printf 'label: gpt\n,200M\n' | sfdisk -q --no-tell-kernel --no-reread ${loop.device} && partx -u ${loop.device}`);
  const partition = `${loop.device}p1`;
  const at = join(folder, 'mnt');
  mkdirSync(at);
  sh('mkfs.ext4', '-q', partition);
  sh('mount', partition, at);
  mkdirSync(join(at, 'home'));
  writeFileSync(join(at, 'home/thesis'), 'of the user');
  sh('umount', at);
  throttle(loop.number, 20_000_000);

  const run = startCli(['flash', archive, partition, '--layout', 'none', '--yes', '--json', '--verify', 'none']);
  await run.event((event) => event.type === 'phase' && event.phase === 'extract');
  const engine = childOf(run.child.pid ?? 0, 'engine.js');
  const held = openSync(`/proc/${engine}/root/run/tarstrap/0/root/home/thesis`, 'r');
  unthrottle(loop.number);
  const { code, events } = await run.done;
  closeSync(held);
  expect(code).not.toBe(0);
  expect(events.at(-1)).toMatchObject({
    type: 'failed',
    failure: { code: 'target-busy', facts: { holders: expect.stringContaining(`(pid ${process.pid})`) } },
  });

  sh('mount', partition, at);
  expect(readFileSync(join(at, 'home/thesis'), 'utf8')).toBe('of the user');
  expect(readdirSync(at)).toContain('usr');
  sh('umount', at);
  loop.detach();
});
