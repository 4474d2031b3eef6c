import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cli, type CliResult } from '../lab/cli.ts';
import { leftovers, type Loop, makeLoop, sh } from '../lab/devices.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { tarOf } from '../lab/tarHeader.ts';

/** The same archive has the same verdict, whichever way it is laid, and whenever it is looked at. */

const MiB = 1024 ** 2;
let folder: string;
let archive: string;
let large: string;
const loops: Loop[] = [];

function drive(bytes = 256 * MiB): Loop {
  const loop = makeLoop(folder, bytes);
  loops.push(loop);
  return loop;
}

beforeAll(() => {
  folder = mkdtempSync('/var/tmp/verdict-');
  archive = oddArchive();
  large = makeRootfs(folder, { files: 300, bytes: 150_000_000 });
});
afterEach(() => {
  for (const loop of loops.splice(0)) loop.detach();
  expect(leftovers()).toEqual([]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `tar -xpf` lays without a word, and a comparison of members with files takes for damage. */
function oddArchive(): string {
  const tree = join(folder, 'odd');
  const path = join(folder, 'odd.tar');
  const at = (name: string): string => join(tree, name);
  const pack = (...args: string[]): void =>
    void execFileSync('tar', ['-C', tree, '--format=posix', '--xattrs', '--xattrs-include=*', '--owner=0', '--group=0', '-rf', path, ...args]);
  for (const name of ['etc', 'usr/lib', 'usr/bin', 'srv/a', 'var/run', 'more/lib/modules', 'lost+found']) mkdirSync(at(name), { recursive: true });
  writeFileSync(at('etc/os-release'), 'PRETTY_NAME="Odd Linux"\n');
  writeFileSync(at('etc/fstab'), '/dev/sda1 / ext4 defaults 0 1\n');
  linkSync(at('etc/fstab'), at('etc/mounts'));
  writeFileSync(at('etc/motd'), 'the first');
  linkSync(at('etc/motd'), at('etc/issue'));
  symlinkSync('usr/lib', at('lib'));
  linkSync(at('lib'), at('lib32'));
  writeFileSync(at('usr/bin/ping'), 'ping');
  sh('setcap', 'cap_net_raw+ep', at('usr/bin/ping'));
  writeFileSync(at('srv/a/file'), 'of an incremental archive');
  pack('etc', 'usr', 'lib', 'lib32', 'var', 'lost+found');
  // Members behind a link.
  writeFileSync(at('more/lib/modules/x.ko'), 'a module');
  pack('-C', 'more', 'lib/modules/x.ko');
  // Members that come again: as another file, with other attributes, as something else.
  rmSync(at('etc/motd'));
  writeFileSync(at('etc/motd'), 'the second, which is longer');
  sh('setcap', 'cap_net_admin+ep', at('usr/bin/ping'));
  rmdirSync(at('var/run'));
  symlinkSync('../run', at('var/run'));
  for (const [name, target] of [
    ['resolv.conf', '/run/resolv.conf'],
    ['localtime', '../usr/zone'],
  ] as const) {
    symlinkSync(target, at(`etc/${name}`));
    pack(`etc/${name}`);
    rmSync(at(`etc/${name}`));
    writeFileSync(at(`etc/${name}`), `a file: ${name}`);
  }
  pack('etc/motd', 'usr/bin/ping', 'var/run', 'etc/resolv.conf', 'etc/localtime');
  // Times and owners that cannot be.
  for (const [name, time] of [
    ['future', '20000000000'],
    ['past', '-5000000000'],
  ]) {
    writeFileSync(at(`etc/${name}`), `${name}`);
    pack(`--mtime=@${time}`, `etc/${name}`);
  }
  writeFileSync(at('etc/nobodys'), 'nobodys');
  execFileSync('tar', ['-C', tree, '--format=posix', '--owner=4294967295', '--group=4294967295', '-rf', path, 'etc/nobodys']);
  const incremental = join(folder, 'incremental.tar');
  execFileSync('tar', ['-C', tree, '--format=posix', '--owner=0', '--group=0', '-g', join(folder, 'snapshot'), '-cf', incremental, 'srv']);
  // tar packs no hard links of devices.
  const devices = join(folder, 'devices.tar');
  writeFileSync(
    devices,
    tarOf([
      { name: 'null', type: '3' },
      { name: 'zero', type: '1', target: 'null' },
    ]),
  );
  execFileSync('tar', ['-Af', path, incremental, devices]);
  return path;
}

function verified({ code, stderr, events }: CliResult): unknown {
  return { code, stderr, last: events.at(-1) };
}

const asVerified = (level: string): unknown => ({
  code: 0,
  stderr: '',
  last: expect.objectContaining({ type: 'finished', summary: expect.objectContaining({ verified: level }) }),
});

describe.each(['full', 'quick'])('what tar lays without a word is no mismatch, verified %s', (level) => {
  it.each(['ext4', 'xfs', 'btrfs'])('as an image with %s, and later', async (fs) => {
    const image = join(folder, `${fs}.img`);
    expect(verified(await cli('flash', archive, image, '--yes', '--fs', fs, '--size', '400M', '--verify', level, '--json'))).toEqual(asVerified(level));
    expect(verified(await cli('verify', archive, image, '--json'))).toEqual(asVerified('full'));
    rmSync(image);
  });

  it.each(['direct', 'staged'])('on a drive, %s, and later', async (mode) => {
    const { device } = drive();
    expect(verified(await cli('flash', archive, device, '--yes', '--mode', mode, '--verify', level, '--json'))).toEqual(asVerified(level));
    expect(verified(await cli('verify', archive, device, '--json'))).toEqual(asVerified('full'));
  });

  it('in a folder, also over what was there, and later', async () => {
    const target = mkdtempSync(join(folder, 'folder-'));
    mkdirSync(join(target, 'opt'));
    symlinkSync('opt', join(target, 'srv'));
    for (let times = 0; times < 2; times += 1) {
      expect(verified(await cli('flash', archive, target, '--yes', '--verify', level, '--json'))).toEqual(asVerified(level));
      expect(verified(await cli('verify', archive, target, '--json'))).toEqual(asVerified('full'));
    }
  });

  it('on a filesystem that is kept', async () => {
    const { device } = drive();
    const result = await cli('flash', archive, partitionOf(device), '--yes', '--layout', 'none', '--verify', level, '--json');
    expect(verified(result)).toEqual(asVerified(level));
  });
});

/** A partition with an empty ext4. */
function partitionOf(device: string): string {
  execFileSync('sfdisk', ['-q', '--wipe', 'always', '--no-tell-kernel', '--no-reread', device], {
    input: 'label: gpt\n,\n',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  sh('partx', '-u', device);
  sh('mkfs.ext4', '-q', `${device}p1`);
  return `${device}p1`;
}

describe('what differs is found all the same', () => {
  it.each<readonly [string, (at: (name: string) => string) => void, RegExp]>([
    ['contents behind a link', (at) => rewrite(at('usr/lib/modules/x.ko'), 'A module'), /usr\/lib\/modules\/x\.ko: Contents differ/],
    ['contents of a file whose first name was given away', (at) => rewrite(at('etc/issue'), 'The first'), /etc\/issue: Contents differ/],
    ['contents of the member that came last', (at) => rewrite(at('etc/motd'), 'The second, which is longer'), /etc\/motd: Contents differ/],
    [
      'an attribute of the member that came last',
      (at) => sh('setcap', 'cap_net_raw+ep', at('usr/bin/ping')),
      /usr\/bin\/ping: has another security\.capability/,
    ],
    ['a hard link of a symlink', (at) => sh('sh', '-c', `cd ${at('.')} && cp -a lib x && mv -T x lib32`), /lib(32)?: Not linked to lib/],
    ['a hard link of a device', (at) => sh('sh', '-c', `cd ${at('.')} && cp -a null x && mv x zero`), /(null|zero): Not linked to/],
    ['a file that is one with another now', (at) => sh('ln', '-f', at('etc/past'), at('etc/future')), /is one file with/],
    ['a time', (at) => utimesSync(at('etc/past'), 5, 5), /etc\/past: has another modification time/],
  ])('%s', async (_, change, message) => {
    const target = mkdtempSync(join(folder, 'changed-'));
    expect(await cli('flash', archive, target, '--yes', '--verify', 'none')).toMatchObject({ code: 0 });
    change((name) => join(target, name));
    const result = await cli('verify', archive, target);
    expect({ code: result.code, text: result.stderr }).toEqual({ code: 75, text: expect.stringMatching(message) });
    expect(result.stderr).not.toMatch(/throw/);
  });
});

/** Nothing of it changes but its contents. */
function rewrite(path: string, contents: string): void {
  const { mtimeNs } = statSync(path, { bigint: true });
  writeFileSync(path, contents);
  sh('touch', '-d', `@${mtimeNs / 1_000_000_000n}.${String(mtimeNs % 1_000_000_000n).padStart(9, '0')}`, path);
}

describe('a second ext4', () => {
  it.each(['direct', 'staged'])('has a lost+found of its own, %s', async (mode) => {
    const layout = join(folder, 'two.json');
    const part = (name: string, rest: object): object => ({ name, type: 'L', filesystem: 'root', label: name, ...rest });
    const partitions = [part('srv', { mount: '/srv', startMiB: 1, sizeMiB: 64 }), part('root', { mount: '/' })];
    writeFileSync(layout, JSON.stringify({ id: 'two', title: 'Two', source: 'A test', table: 'gpt', partitions }));
    for (const level of ['full', 'quick']) {
      const { device } = drive();
      expect(verified(await cli('flash', archive, device, '--yes', '--layout', layout, '--mode', mode, '--verify', level, '--json'))).toEqual(
        asVerified(level),
      );
      expect(verified(await cli('verify', archive, device, '--json'))).toEqual(asVerified('full'));
    }
  });
});

describe('a card that lies about its size', () => {
  it.each(['direct', 'staged'])('does not pass a quick look, %s', async (mode) => {
    const { device, file } = drive(1024 * MiB);
    // What is written behind its true end is gone a moment later.
    const card = spawn('sh', ['-c', `while fallocate --punch-hole --offset ${80 * MiB} --length ${944 * MiB} ${file}; do sleep 0.01; done`], {
      detached: true,
      stdio: 'ignore',
    });
    try {
      const result = await cli('flash', large, device, '--yes', '--mode', mode, '--verify', 'quick');
      expect({ code: result.code, text: result.stderr }).toEqual({ code: 75, text: expect.stringMatching(/differs from the archive/) });
    } finally {
      process.kill(-(card.pid as number), 'SIGKILL');
      await new Promise((resolve) => card.once('close', resolve));
    }
  });
});

describe('an image that did not verify', () => {
  it('is kept under a name that says so, beside what is there, and is its owner’s', async () => {
    const mine = mkdtempSync(join(folder, 'mine-'));
    chmodSync(mine, 0o777);
    const image = join(mine, 'card.img');
    writeFileSync(image, 'the image of last week');
    writeFileSync(`${image}.unverified`, 'an older one');
    const result = await damaged(image);
    expect(result).toMatchObject({ code: 75, stderr: expect.stringMatching(/it was kept as .*\.unverified-2/) });
    expect(result.events.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'verify-mismatch', facts: { kept: `${image}.unverified-2` } } });
    expect(readFileSync(image, 'utf8')).toBe('the image of last week');
    expect(readFileSync(`${image}.unverified`, 'utf8')).toBe('an older one');
    expect(statSync(`${image}.unverified-2`).size).toBe(64 * MiB);
    expect(existsSync(`${image}.unverified-3`)).toBe(false);
    rmSync(mine, { recursive: true });
  });

  /** Its contents are lost while it is made. */
  async function damaged(image: string): Promise<CliResult> {
    const small = makeRootfs(folder, { files: 20, bytes: 20_000_000 });
    const spoil = `while :; do for f in ${join(image, '..')}/.*.part; do fallocate --punch-hole --offset ${8 * MiB} --length ${56 * MiB} "$f"; done; sleep 0.01; done`;
    const disk = spawn('sh', ['-c', spoil], { detached: true, stdio: 'ignore' });
    try {
      return await cli('flash', small, image, '--yes', '--size', '64M', '--json');
    } finally {
      process.kill(-(disk.pid as number), 'SIGKILL');
      await new Promise((resolve) => disk.once('close', resolve));
    }
  }
});
