import { execFileSync } from 'node:child_process';
import { chownSync, copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CallerLab, openCallerLab } from '../lab/caller.ts';
import { type CliRun, startCli } from '../lab/cli.ts';
import { childOf, leftovers, type Loop, makeLoop, throttle, unthrottle } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';

/** A decompressor or a tar that an archive has taken over: what could it do? */

let lab: CallerLab;
let archive: string;
let loop: Loop;

beforeAll(() => {
  lab = openCallerLab();
  const plain = makeRootfs(lab.folder, { files: 200, bytes: 90_000_000 });
  execFileSync('xz', ['-0', '-k', plain]);
  archive = join(lab.home, 'rootfs.tar.xz');
  copyFileSync(`${plain}.xz`, archive);
  chownSync(archive, lab.uid, lab.uid);
});
afterEach(() => {
  loop.detach();
  expect(leftovers()).toEqual([]);
});
afterAll(() => lab[Symbol.dispose]());

type Status = Readonly<Record<string, string>>;

/** What the kernel says of the programs of a job in the middle of its work. */
async function look(start: (args: readonly string[]) => CliRun): Promise<{ readonly decompressor: Status; readonly tar: Status }> {
  loop = makeLoop(lab.folder, 256 * 1024 ** 2);
  throttle(loop.number, 5_000_000);
  const run = start(['flash', archive, loop.device, '--yes', '--json', '--mode', 'direct', '--verify', 'none']);
  await run.event((event) => event.type === 'progress' && (event.tarPosition ?? 0) > 0);
  const engine = childOf(run.child.pid ?? 0, 'engine.js');
  const statusOf = (pattern: string): Status =>
    Object.fromEntries(
      readFileSync(`/proc/${childOf(engine, pattern)}/status`, 'latin1')
        .split('\n')
        .map((line) => line.split(/:\s*/, 2) as [string, string]),
    );
  const found = { decompressor: statusOf('^/usr/bin/xz'), tar: statusOf('totals=SIGUSR1') };
  unthrottle(loop.number);
  run.child.kill('SIGTERM');
  await run.done;
  return found;
}

const NONE = '0000000000000000';
/** chown, dac_override, fowner, fsetid, mknod and setfcap (capability.h: 0, 1, 3, 4, 27, 31). */
const OF_TAR = ((1n << 0n) | (1n << 1n) | (1n << 3n) | (1n << 4n) | (1n << 27n) | (1n << 31n)).toString(16).padStart(16, '0');

describe.each([
  ['an ordinary user', (args: readonly string[]) => lab.start(args)],
  ['root, for whom nobody stands in', (args: readonly string[]) => startCli(args)],
])('in a job of %s', (_, start) => {
  it('the decompressor is nobody, and has no way to more; tar has what laying a root filesystem takes', async () => {
    const { decompressor, tar } = await look(start);
    expect(decompressor).toMatchObject({ Uid: '65534\t65534\t65534\t65534', NoNewPrivs: '1', CapEff: NONE, CapPrm: NONE, CapBnd: NONE, CapInh: NONE });
    expect(tar).toMatchObject({ NoNewPrivs: '1', CapEff: OF_TAR, CapBnd: OF_TAR });
  });
});
