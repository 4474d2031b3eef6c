import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../electron/run/run.ts';
import { cli, CLI, type CliResult, startCli } from '../lab/cli.ts';
import { makeRootfs } from '../lab/rootfs.ts';
import { type Kind, startOnTerminal } from '../lab/terminal.ts';

/** How the terminal behaves towards whoever sits before it, and the programs around it. */

let folder: string;
let archive: string;
let image: string;
/** Packed, so that a pipe is needed. */
let zipped: string;
const BUILT = [process.execPath, CLI];
const OLD = 'what is there already';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manners-'));
  archive = makeRootfs(folder, { files: 10, bytes: 100_000 });
  zipped = join(folder, 'rootfs.tar.gz');
  writeFileSync(zipped, gzipSync(readFileSync(archive)));
  image = join(folder, 'old.img');
  writeFileSync(image, OLD);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param script of sh, in which `"$@"` is the program and its command */
function inShell(script: string, ...args: readonly string[]): Promise<CliResult> {
  return startCli([], ['sh', '-c', script, 'sh'], [...BUILT, ...args]).done;
}

/** In a mount namespace, so that the machine can be changed for one program. */
function inWorld(script: string, ...args: readonly string[]): Promise<CliResult> {
  return startCli(args, ['unshare', '--mount', '--propagation', 'private', 'sh', '-ec', script, 'sh'], BUILT).done;
}

describe('the question', () => {
  it.each([
    ['Ctrl-C', '\u0003', 1],
    ['Ctrl-D', '\u0004', 1],
    ['Ctrl-C behind half of an answer', 'ye\u0003', 1],
    ['nothing', '\r', 2],
    ['y', 'y\r', 2],
    ['no', 'no\r', 2],
  ])('%s: cancelled, in so many lines, and nothing is written', async (_, keys, lines) => {
    const terminal = startOnTerminal(['flash', archive, image, '--size', '64M'], { columns: 80 });
    await terminal.shows('Type yes: ');
    terminal.type(keys);
    const { code, screen } = await terminal.done;
    const [, ...said] = screen
      .slice(screen.indexOf('Type yes: '))
      .trim()
      .split(/[\r\n]+/);
    expect({ code, last: said.at(-1), count: said.length }).toEqual({
      code: 130,
      last: 'tarstrap: Cancelled. Nothing was written to the target.',
      count: lines,
    });
    expect(readFileSync(image, 'utf8')).toBe(OLD);
  });

  describe.each<[string, Kind]>([
    ['dumb', { columns: 80, term: 'dumb' }],
    ['unknown', { columns: 80, term: '' }],
    ['of no size', {}],
  ])('on a terminal that is %s', (_, kind) => {
    it.each([
      ['Ctrl-C', '\u0003'],
      ['Ctrl-D', '\u0004'],
      ['no', 'no\r'],
    ])('%s: no escape sequence, and the last words have a line of their own', async (__, keys) => {
      const terminal = startOnTerminal(['flash', archive, image, '--size', '64M'], kind);
      await terminal.shows('Type yes: ');
      terminal.type(keys);
      const { code, screen } = await terminal.done;
      expect({ code, screen }).toEqual({ code: 130, screen: expect.stringMatching(/\ntarstrap: Cancelled\. Nothing was written to the target\.\r\n$/) });
      expect(screen).not.toContain('\u001b');
      expect(readFileSync(image, 'utf8')).toBe(OLD);
    });
  });
});

describe('words on request', () => {
  it.each([
    [['--version'], 0, /^tarstrap \d+\.\d+\.\d+\n$/],
    [['-V'], 0, /^tarstrap \d/],
    [['--help'], 0, /tarstrap flash .*\n[^]*Exit codes/],
    [['-h'], 0, /Exit codes/],
    [['help'], 0, /Exit codes/],
    [['help', 'help'], 0, /Exit codes/],
    [['help', '--help'], 0, /Exit codes/],
    [['help', 'inspect'], 0, /^ {2}tarstrap inspect /],
    [['help', 'verify'], 0, /^ {2}tarstrap verify /],
    [['help', 'flash'], 0, /^ {2}tarstrap flash [^]* --allow-fixed /],
    [['help', 'drives'], 0, /^ {2}tarstrap drives [^]* --watch /],
    [['verify', '--help'], 0, /^ {2}tarstrap verify /],
    [['flash', 'a', 'b', '-h'], 0, /^ {2}tarstrap flash /],
  ])('%j', async (args, code, words) => expect(await cli(...args)).toMatchObject({ code, stdout: expect.stringMatching(words), stderr: '' }));

  it.each([
    [[], /^Usage: tarstrap flash +ARCHIVE TARGET/],
    [['flsh', 'a', 'b'], /There is no command "flsh"\. Did you mean flash\?/],
    [['drvies'], /Did you mean drives\?/],
    [['help', 'inpsect'], /Did you mean inspect\?/],
    [['version'], /no command "version"\. Did you mean --version\?\n/],
    [['Burn'], /There is no command "Burn"\. Did you mean flash\?\n/],
    [['help', 'list'], /There is no command "list"\. Did you mean drives\?\n/],
    [['frobnicate'], /There is no command "frobnicate"\.\n/],
    [['constructor'], /There is no command "constructor"\.\n/],
    [['--verison'], /no option --verison here\. Did you mean --version\?/],
    [['--all', 'drives'], /Options go after the command\./],
    [['flash', '--dryrun', 'a', 'b'], /no option --dryrun here\. Did you mean --dry-run\?/],
    [['flash', '-y', 'a', 'b'], /no option -y here\. Did you mean --yes\?/],
    [['drives', '--frobnicate'], /no option --frobnicate here\.\n/],
    [['flash', 'a', 'b', '--fs'], /--fs needs a value\./],
    [['flash', '--fs', '--yes', 'a', 'b'], /--fs needs a value\./],
    [['flash', '--yes=no', 'a', 'b'], /--yes takes no value\./],
    [['flash', 'a', ''], /TARGET is empty\./],
    [['drives', '/dev/sda'], /Expected no operands/],
  ])('%j: a hint, and 64', async (args, words) => expect(await cli(...args)).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(words) }));

  it('where there is no target, nothing is said of one', async () => {
    for (const args of [['frobnicate'], ['inspect', '/nowhere.tar'], ['drives', 'x']]) expect((await cli(...args)).stderr).not.toMatch(/target/);
  });
});

it('standard input and output are neither archive nor target, and no file called - is made', async () => {
  expect(await cli('inspect', '-')).toMatchObject({ code: 66, stderr: expect.stringMatching(/- is standard input, not a file\.\nSave it/) });
  const at = await startCli([], ['sh', '-c', 'cd "$1" && shift && "$@"', 'sh', folder], [...BUILT, 'flash', archive, '-', '--yes']).done;
  expect(at).toMatchObject({ code: 66, stderr: expect.stringMatching(/- is standard output: it cannot be a target/) });
  expect(existsSync(join(folder, '-'))).toBe(false);
});

describe('a reader that goes away', () => {
  it.each([[[]], [['--json']]])('ends drives --watch %j quietly, though nothing happens to the drives', async (more) => {
    const { stderr, stdout } = await inShell('"$@" | head -c 1; echo " ended"', 'drives', '--watch', ...more);
    expect({ stderr, stdout }).toEqual({ stderr: '', stdout: expect.stringMatching(/^. ended\n$/) });
    expect((await run({ tool: 'pgrep', args: ['-f', `${CLI} drives --watch`] })).exitCode).toBe(1);
  });

  it.each([['drives', '--all'], ['--help'], ['inspect']])('of %s is no failure', async (...words) => {
    const args = words[0] === 'inspect' ? [...words, zipped] : words;
    const { stderr, stdout } = await inShell('{ "$@"; echo "code $?" >&3; } 3>&2 2>&1 | true; echo over', ...args);
    expect({ stderr, stdout }).toEqual({ stderr: 'code 0\n', stdout: 'over\n' });
  });
});

describe('a disk that is full', () => {
  const FULL = { code: 74, stderr: 'tarstrap: Standard output cannot be written: it is full.\nMake room there, or have it written somewhere else.\n' };

  it.each([[['drives']], [['drives', '--json']], [['drives', '--watch']], [['--help']], [['-V']]])('%j says so, and fails', async (args) => {
    expect(await inShell('exec "$@" > /dev/full', ...args)).toMatchObject(FULL);
  });

  it('also where the beginning of the text still had its place', async () => {
    // A page of 4 KiB is all that there is.
    const script =
      'mount -t tmpfs -o size=4k tmpfs /mnt; head -c 4000 /dev/zero > /mnt/out; code=0; "$@" >> /mnt/out || code=$?; wc -c < /mnt/out; exit "$code"';
    expect(await inWorld(script, '--help')).toMatchObject({ ...FULL, stdout: '4096\n' });
  });
});

describe('an lsblk that hangs', () => {
  /** Puts a program into the place of lsblk that sleeps for so long where its arguments fit. */
  const hang = (seconds: string, arguments_: string): string =>
    `real=$(readlink -f "$(command -v lsblk)"); mount -t tmpfs tmpfs /mnt; cp "$real" /mnt/real
     printf '#!/bin/sh\\ncase "$*" in ${arguments_}) sleep ${seconds} ;; esac\\nexec /mnt/real "$@"\\n' > /mnt/lsblk
     chmod 755 /mnt/lsblk; mount --bind /mnt/lsblk "$real"; exec "$@"`;

  it.each<[string, string, readonly string[], number, RegExp, RegExp]>([
    ['for the words of drives: the rest is shown', '*--output-all*', ['drives', '--all'], 0, /PROTECTED: it holds the running system/, /^$/],
    ['for everything: it is said', '*', ['drives'], 74, /^$/, /^tarstrap: lsblk does not answer\./],
    ['for a job: it is said before it begins', '*', ['flash', '--yes'], 74, /^$/, /^tarstrap: lsblk does not answer\./],
  ])('%s, in time, and nothing of it stays', async (_, arguments_, command, code, stdout, stderr) => {
    const seconds = `${3600 + Math.random()}`;
    const args = command[0] === 'flash' ? [...command, archive, join(folder, 'new.img')] : command;
    const begun = performance.now();
    const result = await inWorld(hang(seconds, arguments_), ...args);
    expect(result).toMatchObject({ code, stdout: expect.stringMatching(stdout), stderr: expect.stringMatching(stderr) });
    expect(performance.now() - begun).toBeLessThan(6000);
    await vi.waitFor(async () => expect((await run({ tool: 'pgrep', args: ['-f', `sleep ${seconds}`] })).exitCode).toBe(1));
    expect(existsSync(join(folder, 'new.img'))).toBe(false);
  });
});

describe('temporary folders', () => {
  const readOnly = (...folders: readonly string[]): string => folders.map((at) => `mount --bind ${at} ${at}; mount -o remount,bind,ro ${at}`).join('; ');

  it.each([
    ['that is not there', 'export TMPDIR=/tmp/user/4711'],
    ['that is relative', 'cd /; export TMPDIR=tmp'],
    ['that is full', 'mount -t tmpfs -o nr_inodes=1 tmpfs /mnt; export TMPDIR=/mnt'],
    ['that is full with the first name', 'mount -t tmpfs -o nr_inodes=2 tmpfs /mnt; export TMPDIR=/mnt'],
    ['that is read-only', 'mount -t tmpfs -o ro tmpfs /mnt; export TMPDIR=/mnt'],
    ['beside /tmp and /dev/shm, which are read-only', `${readOnly('/tmp', '/dev/shm')}; export TMPDIR=/proc`],
  ])('TMPDIR %s: another one is taken', async (_, script) => {
    expect(await inWorld(`${script}; exec "$@"`, 'inspect', zipped)).toMatchObject({ code: 0, stderr: '' });
  });

  it('none at all: that is said of each', async () => {
    const result = await inWorld(`${readOnly('/tmp', '/var/tmp', '/dev/shm')}; unset TMPDIR XDG_RUNTIME_DIR; exec "$@"`, 'inspect', zipped);
    const each = ['/tmp', '/var/tmp', '/dev/shm'];
    const words = `tarstrap: No temporary file can be made in ${each.join(', ')}.\n${each.map((at) => `  ${at}: it is read-only\n`).join('')}`;
    expect(result).toMatchObject({ code: 74, stderr: expect.stringContaining(words) });
  });

  it('no /var/tmp: a plan is made without it', async () => {
    const result = await inWorld('mount -t tmpfs tmpfs /var; exec "$@"', 'flash', archive, join(folder, 'new.img'), '--dry-run');
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Target:'), stderr: '' });
  });
});

describe('a tool that is not what it is called', () => {
  const instead = (tool: string, script: string): string =>
    `real=$(readlink -f "$(command -v ${tool})"); mount -t tmpfs tmpfs /mnt; printf '#!/bin/sh\n${script}\n' > /mnt/tool
     chmod 755 /mnt/tool; mount --bind /mnt/tool "$real"; exec "$@"`;

  it.each([
    ['lsblk', 'echo garbage'],
    ['losetup', 'echo garbage'],
    ['unshare', 'echo cannot be executed >&2; exit 127'],
  ])('%s is named, with its package', async (tool, script) => {
    const at = mkdtempSync(join(folder, 'target-'));
    const { code, stderr } = await inWorld(instead(tool, script), 'flash', archive, at, '--yes');
    expect({ code, stderr }).toEqual({ code: 69, stderr: expect.stringContaining(`tarstrap: The ${tool} of this machine cannot do what this job needs.\n`) });
    expect(stderr).toMatch(/Install the package .+ and start again\.\n$/);
    expect(stderr).not.toMatch(/\bat .*\.js:/);
  });
});
