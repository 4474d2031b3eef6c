import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { cli, type CliResult } from '../lab/cli.ts';
import { leftovers } from '../lab/devices.ts';

/** Archives that want to say something to the terminal: by their own name, by members, by attributes and by what they hold. */
const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\nDone: ';

let folder: string;
let hostile: string;
let unsafe: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'visible-'));
  hostile = pack('hostile', ['./etc/os-release', `./boot/vmlinuz-${ESCAPES}`, './bin/sh', './lib/x']);
  unsafe = pack('unsafe', ['./etc/os-release', `../${ESCAPES}`, './bin/sh', './lib/x']);
});
afterEach(() => expect(leftovers()).toEqual([]));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each member carries an attribute that no filesystem takes, of which tar warns with its raw name. */
const PACK = `
import io, json, sys, tarfile
path, escapes, names = json.load(sys.stdin)
with tarfile.open(path, 'w', format=tarfile.PAX_FORMAT) as tar:
    for name in names:
        data = ('PRETTY_NAME="' + escapes.replace('\\n', '') + '"\\n').encode()
        member = tarfile.TarInfo(name)
        member.size = len(data)
        member.pax_headers = {'SCHILY.xattr.nowhere.' + escapes: 'x'}
        tar.addfile(member, io.BytesIO(data))
`;

function pack(name: string, members: readonly string[]): string {
  const path = join(folder, `${name}${ESCAPES.replace('/', '')}.tar`);
  execFileSync('python3', ['-c', PACK], { input: JSON.stringify([path, ESCAPES, members]) });
  return path;
}

/** Nothing but lines of text reached the terminal. */
function expectHarmless({ stdout, stderr }: CliResult): void {
  expect(`${stdout}${stderr}`).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(`${stdout}${stderr}`).not.toMatch(/^Done: \D/m);
}

it.each([
  ['inspect', () => ['inspect', hostile], 0],
  ['inspect --json', () => ['inspect', '--json', hostile], 0],
  ['a refusal', () => ['flash', unsafe, join(folder, 'x.img'), '--yes'], 65],
  ['a refusal as JSON', () => ['flash', unsafe, join(folder, 'x.img'), '--yes', '--json'], 65],
  ['a command that does not exist', () => [ESCAPES], 64],
  ['an option that does not exist', () => ['flash', `--${ESCAPES}`], 64],
  ['an archive that does not exist', () => ['inspect', '--json', `/nowhere/${ESCAPES}`], 66],
] as const)('an archive that speaks to the terminal is not heard: %s', async (_, args, code) => {
  const result = await cli(...args());
  expectHarmless(result);
  expect(`${result.stdout}${result.stderr}`).toMatch(/owned/);
  expect(result.code).toBe(code);
});

it.each([[[]], [['--json']]])('tar’s warnings about it are shown, and harmless: %j', async (more) => {
  const result = await cli('flash', hostile, join(folder, 'x.img'), '--yes', '--verify', 'none', ...more);
  expectHarmless(result);
  expect(`${result.stdout}${result.stderr}`).toMatch(/Cannot set '.*owned/);
  expect(result.code).toBe(0);
});
