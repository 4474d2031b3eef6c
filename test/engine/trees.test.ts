import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync, type Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { type ExpectedInode, type ExpectedTree, growTree } from '../../electron/archive/expected.ts';
import { LISTING_OPTIONS, parseEntry } from '../../electron/archive/listing.ts';
import { extractCommand } from '../../shared/plan/extract.ts';
import { longHeader } from '../lab/tarHeader.ts';

/** The tree that is expected of an archive, and the one that tar makes of it: random archives, made byte by byte. */

/** More of them in `npm run bench:limits`. */
const RUNS = Number(process.env['TARSTRAP_TREES'] ?? 200);
const SEED = process.env['TARSTRAP_SEED'];

const shop = mkdtempSync(join(tmpdir(), 'tarstrap-trees-'));
afterAll(() => rmSync(shop, { recursive: true, force: true }));
/** So deep that no chain of links, each of which climbs two folders, gets out of the shop (Linux follows 40). */
const deep = join(shop, 'n/'.repeat(100));
mkdirSync(deep, { recursive: true });

interface Member {
  readonly name: string;
  readonly type: string;
  /** Of a hard link also the number of an earlier member, if there are as many. */
  readonly target: string | number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const plain = { target: '', mode: 0o755, uid: 0, gid: 0 };
const SKELETON: readonly Member[] = [
  { ...plain, name: './', type: '5' },
  { ...plain, name: './a/', type: '5' },
  { ...plain, name: './a/b/', type: '5' },
  { ...plain, name: './c', type: '2', target: 'a' },
  { ...plain, name: './a/d', type: '2', target: '../a/b' },
];

const part = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f') },
  { weight: 3, arbitrary: fc.constantFrom('\xff', 'lost+found', '.h', 'n'.repeat(255)) },
  { weight: 1, arbitrary: fc.constant('n'.repeat(256)) },
);
const path = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom('/', '/', '/', '/', '//', '/./'))
  .map(([parts, between]) => parts.join(between));
const name = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.tuple(fc.constantFrom('./', './', './', '', '/', './/', '././', '//'), path, fc.constantFrom('', '', '', '/')).map((all) => all.join('')),
  },
  { weight: 1, arbitrary: path.map((text) => `${text}/.`) },
  { weight: 2, arbitrary: fc.constantFrom('./', '.', '', '/', './.') },
);
const symlinkTarget = fc.oneof(
  { weight: 10, arbitrary: path },
  { weight: 5, arbitrary: path.map((text) => `../${text}`) },
  { weight: 1, arbitrary: fc.constantFrom('.', './', '..', '../..', '/nowhere/at/all', '', 'a/../b') },
);
const metadata = {
  mode: fc.constantFrom(0o644, 0o600, 0o755, 0o700, 0, 0o4755, 0o2775, 0o1777),
  uid: fc.constantFrom(0, 0, 1000, 3_000_000, 0xffff_ffff),
  gid: fc.constantFrom(0, 0, 50, 0xffff_ffff),
};
const member: fc.Arbitrary<Member> = fc.oneof(
  { weight: 36, arbitrary: fc.record({ name, type: fc.constantFrom('0', '0', '0', '\0', '7', 'Z'), target: fc.constant(''), ...metadata }) },
  { weight: 36, arbitrary: fc.record({ name, type: fc.constantFrom('5', '5', '5', 'D'), target: fc.constant(''), ...metadata }) },
  { weight: 20, arbitrary: fc.record({ name, type: fc.constant('2'), target: symlinkTarget, ...metadata }) },
  { weight: 20, arbitrary: fc.record({ name, type: fc.constant('1'), target: fc.nat(), ...metadata }) },
  { weight: 1, arbitrary: fc.record({ name, type: fc.constant('1'), target: name, ...metadata }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant(`./${'p/'.repeat(2050)}f`), type: fc.constant('0'), target: fc.constant(''), ...metadata }) },
  { weight: 6, arbitrary: fc.record({ name, type: fc.constantFrom('3', '4', '6'), target: fc.constant(''), ...metadata }) },
);

/** Some begin like a root filesystem, and some members come again as something else. */
const archive = fc.tuple(fc.boolean(), fc.array(fc.tuple(member, fc.option(fc.nat(), { freq: 5 })), { maxLength: 10 })).map(([isRooted, random]) => {
  const members: Member[] = isRooted ? [...SKELETON] : [];
  for (const [each, again] of random) members.push({ ...each, name: (again === null ? undefined : members[again % (members.length || 1)]?.name) ?? each.name });
  return members;
});

/** What the member's file holds. */
const contentOf = (index: number): string => 'm'.repeat(index + 1);
const timeOf = (index: number): number => 1_000_000_000 + index;

function pack(members: readonly Member[]): Buffer {
  const blocks = members.flatMap((each, index) => {
    const data = Buffer.alloc(['0', '\0', '7', 'Z'].includes(each.type) ? 512 : 0, contentOf(index));
    const size = data.length === 0 || each.name.endsWith('/') ? 0 : index + 1;
    const device = ['3', '4'].includes(each.type) ? { device: { major: 1, minor: index } } : {};
    const target = typeof each.target === 'string' ? each.target : (members[each.target % (index || 1)]?.name ?? '');
    return [longHeader({ ...each, target, size, mtime: timeOf(index), ...device }), data.subarray(0, size === 0 ? 0 : 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** As the engine lists it. */
function expectTree(archive: string): ExpectedTree {
  const { stdout } = tar('-tvRP', ...LISTING_OPTIONS, '-f', archive);
  const growth = growTree();
  for (const line of stdout.split('\n')) {
    const entry = parseEntry(line);
    if (entry) growth.add(entry);
  }
  return growth.tree;
}

const FACTS = {
  unread: 0,
  foreign: 1,
  extended: 0,
  acls: 0,
  labels: 0,
  compression: 'none',
  inside: null,
  ending: { tars: 1, marked: true, junkAt: null, trailing: false },
} as const;

/** As the engine unpacks it, but for the cell. */
function unpack(archive: string, into: string): { readonly exitCode: number | null; readonly words: string } {
  const args = extractCommand(FACTS, [], false).args.map((arg) => (arg === '-' ? archive : arg));
  const { status, stderr } = tar(...args, '-C', into);
  return { exitCode: status, words: stderr };
}

function tar(...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync('tar', args, { env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC0' }, encoding: 'latin1', maxBuffer: 1 << 26 });
}

interface Found {
  readonly stat: Stats;
  readonly path: Buffer;
}

function walk(folder: string): Map<string, Found> {
  const found = new Map<string, Found>();
  const enter = (at: string): void => {
    const path = Buffer.from(at === '' ? folder : `${folder}/${at}`, 'latin1');
    const stat = lstatSync(path);
    found.set(at, { stat, path });
    if (stat.isDirectory()) for (const base of readdirSync(path, { encoding: 'latin1' })) enter(at === '' ? base : `${at}/${base}`);
  };
  enter('');
  return found;
}

const KINDS: Readonly<Record<number, ExpectedInode['type']>> = {
  0o10: 'file',
  0o4: 'directory',
  0o12: 'symlink',
  0o2: 'character',
  0o6: 'block',
  0o1: 'fifo',
};

/** What is there, in the words of what is expected; the same number for the names of one inode. */
function describeFound({ stat, path }: Found): object {
  const type = KINDS[stat.mode >> 12];
  return {
    type,
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    time: stat.mtimeMs / 1000,
    content: type === 'file' ? readFileSync(path, 'latin1') : '',
    target: type === 'symlink' ? readlinkSync(path, 'latin1') : '',
    device: type === 'character' || type === 'block' ? stat.rdev : 0,
  };
}

function describeExpected({ type, mode, uid, gid, seconds, member: index, size, linkTarget, device }: ExpectedInode): object {
  return {
    type,
    mode,
    uid,
    gid,
    time: seconds,
    content: type === 'file' ? contentOf(index ?? 0).slice(0, size) : '',
    target: linkTarget ?? '',
    device: device ? device.major * 256 + device.minor : 0,
  };
}

function groupsOf<T>(names: Iterable<readonly [string, T]>): string[] {
  const groups = new Map<T, string[]>();
  for (const [each, key] of names) groups.set(key, [...(groups.get(key) ?? []), each]);
  return [...groups.values()].map((group) => group.toSorted().join(' = ')).toSorted();
}

let count = 0;
const seen = { sound: 0, keptLinks: 0 };

function compare(members: readonly Member[]): void {
  const folder = join(deep, String((count += 1)));
  mkdirSync(folder);
  try {
    const file = join(folder, 'a.tar');
    const into = join(folder, 'target');
    mkdirSync(into);
    writeFileSync(file, pack(members));
    const tree = expectTree(file);
    // What is outside of the target is not what is outside of tar's cell; such archives are refused.
    if (tree.problems.has('leads-outside')) return;
    const { exitCode, words } = unpack(file, into);
    expect({ fails: tree.problems.size > 0, words }).toEqual({ fails: exitCode !== 0, words });
    if (exitCode !== 0) return;
    seen.sound += 1;
    seen.keptLinks += tree.keptLinks.count;
    expect(tree.members).toBe(members.length);
    const found = walk(into);
    if (!tree.paths.has('')) found.delete('');
    expect([...found.keys()].toSorted()).toEqual([...tree.paths.keys()].toSorted());
    for (const [at, inode] of tree.paths) {
      const real = describeFound(found.get(at) as Found);
      if (inode.member === null) expect({ at, ...real }).toMatchObject({ at, type: 'directory' });
      else expect({ at, ...real }).toEqual({ at, ...describeExpected(inode) });
    }
    expect(groupsOf([...found].map(([at, { stat }]) => [at, stat.ino] as const))).toEqual(groupsOf(tree.paths));
  } finally {
    // Deeper than rmSync can go.
    spawnSync('rm', ['-rf', folder]);
  }
}

it(
  `foresees what tar makes of ${RUNS} archives`,
  () => {
    fc.assert(fc.property(archive, compare), { numRuns: RUNS, ...(SEED ? { seed: Number(SEED) } : {}) });
    expect(seen.sound).toBeGreaterThan(RUNS / 4);
    expect(seen.keptLinks).toBeGreaterThan(0);
  },
  60_000 + RUNS * 200,
);
