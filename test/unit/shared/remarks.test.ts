import { describe, expect, it } from 'vitest';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import { grouped } from '../../../shared/format.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import { planRemarks } from '../../../shared/planRemarks.ts';
import { archiveRemarks, remarkLine } from '../../../shared/remarks.ts';
import { fatWith, type Changes, layoutNamed, makeInputs } from './plan/inputs.ts';

const KERNEL = { kernels: ['boot/Image'] };

function remarksOf(archive: Partial<ArchiveFacts> = {}) {
  return archiveRemarks(makeInputs({ archive: { ...KERNEL, ...archive } }).archive);
}

const idsOf = (archive: Partial<ArchiveFacts>): string[] => remarksOf(archive).map(({ id }) => id);

function plannedIds(changes: Changes): string[] {
  const inputs = makeInputs(changes);
  return planRemarks(inputs.archive, makePlan(inputs)).map(({ id }) => id);
}

it('has nothing to say of a usual archive', () => expect(remarksOf()).toEqual([]));

describe('members at which tar fails', () => {
  const missing = { kind: 'link-target-missing', count: 1, example: 'b' } as const;
  const inTheWay = { kind: 'folder-in-the-way', count: 2, example: 'etc' } as const;

  it.each<[ArchiveFacts['problems'], string]>([
    [[inTheWay], 'tar would fail at 2 members, such as etc, which would replace a folder with something in it. It will be refused.'],
    [
      [missing],
      'tar would fail at 1 member, b, a hard link to a file that is not there, or comes later. It will be refused, unless it goes to a filesystem that has what is missing.',
    ],
    [[missing, inTheWay], 'tar would fail at 3 members, such as b, a hard link to a file that is not there, or comes later. It will be refused.'],
  ])('%j', (problems, text) => expect(remarksOf({ problems })).toEqual([{ id: 'does-not-lay', tone: 'danger', text }]));

  it('are nothing that a plan has to say of: where they are refused there is none', () => {
    const changes: Changes = { archive: { ...KERNEL, problems: [missing] }, target: { kind: 'directory', path: '/mnt' } };
    expect(plannedIds(changes)).not.toContain('does-not-lay');
  });
});

describe('what is no root filesystem', () => {
  const not = (contents: ArchiveFacts['contents'], path = '/tmp/my rootfs.tar') =>
    remarksOf({ kernels: [], rootFilesystem: false, contents, file: { path, dev: '1', ino: '2', size: 1, mtimeNs: '1' } });

  it.each<[string, ArchiveFacts['contents'], readonly string[], RegExp]>([
    ['a folder', { kind: 'wrapped', folders: ['rootfs'] }, ['in-a-folder'], /lies in the folder rootfs, .*add --inside rootfs\.$/],
    ['folders', { kind: 'wrapped', folders: ['a b', 'c'] }, ['in-a-folder'], /lie in the folders a b, c, .*one of them .*--inside 'a b' or --inside c\.$/],
    [
      'Docker',
      { kind: 'docker-image', folders: [] },
      ['not-a-root'],
      /`docker load -i '\/tmp\/my rootfs.tar'`, then `docker export \$\(docker create IMAGE\) > rootfs.tar`/,
    ],
    ['an image', { kind: 'oci-image', folders: [] }, ['not-a-root'], /podman export/],
    ['NOOBS', { kind: 'noobs', folders: [], member: 'os/root.tar.xz' }, ['not-a-root'], /`tar -xf '\/tmp\/my rootfs.tar' os\/root.tar.xz`/],
    [
      'sources',
      { kind: 'kernel-source', folders: ['linux-6.1'] },
      ['not-a-root', 'in-one-folder'],
      /make tarzst-pkg.*in one folder, linux-6.1\. .*--inside linux-6.1/,
    ],
    ['modules', { kind: 'modules', folders: [] }, ['not-a-root'], /layout none/],
    ['an archive', { kind: 'archive', folders: [], member: 'a b.tar' }, ['not-a-root'], /tar -xf .* 'a b.tar'/],
    ['files', { kind: 'files', folders: ['data-1'] }, ['not-a-root', 'in-one-folder'], /--inside data-1/],
  ])('%s: named, with what to do', (_, contents, ids, words) => {
    const remarks = not(contents);
    expect(remarks.map(({ id }) => id)).toEqual(ids);
    expect(remarks.map(remarkLine).join(' ')).toMatch(words);
  });

  it('an initramfs is said to be one', () => {
    expect(remarksOf({ contents: { kind: 'initramfs', folders: [] } }).map(({ text }) => text)).toEqual([expect.stringMatching(/initramfs/)]);
  });
});

describe('owners with which services do not start', () => {
  const total = { total: 1000, files: 1000, directories: 0, symlinks: 0, hardLinks: 0, special: 0 };
  it.each<[string, Partial<ArchiveFacts>, readonly string[]]>([
    ['all of one user', { ordinary: { uid: 1000, members: 1000 } }, ['one-user']],
    ['all of one user, the root with it', { ordinary: { uid: 1000, members: 1000 }, root: { mode: 0o755, uid: 1000, gid: 1000 } }, ['one-user']],
    ['nearly all of one user', { ordinary: { uid: 1000, members: 900 } }, ['one-user']],
    ['most of one user', { ordinary: { uid: 1000, members: 899 } }, []],
    ['a closed root', { root: { mode: 0o700, uid: 0, gid: 0 } }, ['root-closed']],
    ['a root that all may enter', { root: { mode: 0o711, uid: 0, gid: 0 } }, []],
    ['a root that all may write', { root: { mode: 0o777, uid: 0, gid: 0 } }, ['root-writable']],
    ["a root that is not root's", { root: { mode: 0o755, uid: 1000, gid: 1000 } }, ['root-not-roots']],
    ['no root', { root: null }, []],
    ['data', { root: { mode: 0o700, uid: 5, gid: 5 }, rootFilesystem: false, contents: { kind: 'files', folders: [] } }, ['not-a-root']],
  ])('%s', (_, facts, expected) => expect(idsOf({ entries: total, ...facts })).toEqual(expected));

  it('are those of a container where they are that high', () => {
    const [remark] = remarksOf({ entries: total, ordinary: { uid: 100_000, members: 1000 } });
    expect(remark).toMatchObject({ text: expect.stringMatching(/numbers are those of a container/), advice: 'Pack it again inside the container.' });
  });

  it('do not matter in a folder that is sealed', () => {
    const archive = { ...KERNEL, root: { mode: 0o700, uid: 5, gid: 5 } };
    const target = { kind: 'directory', path: '/srv/root', empty: true } as const;
    expect(plannedIds({ archive, target: { ...target, live: true } })).toEqual([]);
    expect(plannedIds({ archive, target })).toEqual(['root-closed', 'root-not-roots']);
  });
});

it('folders that come where symlinks were are told, and expected where something is there already', () => {
  const archive = { ...KERNEL, keptLinks: { count: 2, example: './lib' } };
  expect(remarksOf(archive)).toEqual([
    {
      id: 'kept-links',
      tone: 'info',
      text: '2 folders have the same name as an earlier symlink to a folder, such as ./lib: the symlink stays, and the contents go where it leads.',
    },
  ]);
  const partition = { kind: 'partition', path: '/dev/loop9p1', filesystem: 'ext4' } as const;
  expect(plannedIds({ archive: KERNEL, target: partition, options: { layout: layoutNamed('none') } })).toEqual(['over-links']);
  expect(plannedIds({ archive: KERNEL, target: { kind: 'directory', path: '/srv/root' } })).toEqual(['over-links']);
  expect(plannedIds({ archive: KERNEL, target: partition })).toEqual([]);
  const modules: Changes['archive'] = { rootFilesystem: false, contents: { kind: 'modules', folders: [] } };
  expect(plannedIds({ archive: modules, target: partition })).toEqual(['not-a-root']);
  expect(plannedIds({ archive: modules, target: partition, options: { layout: layoutNamed('none') } })).toEqual(['over-links']);
});

describe('an attribute that is too large', () => {
  const large = (largestXattr: number, changes: Changes = {}): string[] => {
    const inputs = makeInputs({ ...changes, archive: { ...KERNEL, largestXattr } });
    return planRemarks(inputs.archive, makePlan(inputs)).map(remarkLine);
  };
  const folder = { kind: 'directory', path: '/srv/root', empty: true } as const;

  it.each<[number, Changes, RegExp]>([
    [5000, {}, /of 5.0 kB, which ext4 cannot hold: it will be lost\. To keep it, choose btrfs or xfs\.$/],
    [20_000, {}, /ext4 .* choose xfs\.$/],
    [20_000, { options: { filesystem: 'btrfs' } }, /btrfs .* choose xfs\.$/],
    [5000, { target: { ...folder, filesystem: 'ext4' } }, /ext4/],
  ])('%d bytes with %j', (bytes, changes, words) => expect(large(bytes, changes)).toEqual([expect.stringMatching(words)]));

  it.each<[number, Changes]>([
    [2000, {}],
    [60_000, { options: { filesystem: 'xfs' } }],
    [5000, { target: { ...folder, filesystem: 'zfs' } }],
  ])('is not one of %d bytes with %j', (bytes, changes) => expect(large(bytes, changes)).toEqual([]));
});

it('says the worst first', () => {
  const facts = { kernels: [], extended: 1234, unsafe: { count: 1, example: '../x' }, absolute: { count: 3 } };
  expect(remarksOf(facts)).toEqual([
    { id: 'unsafe', tone: 'danger', text: '1 member would land outside of the target (../x). It will be refused.' },
    { id: 'no-kernel', tone: 'caution', text: 'No kernel: it will not boot by itself.' },
    { id: 'absolute', tone: 'info', text: '3 members begin with /, which tar leaves out.' },
    { id: 'extended', tone: 'info', text: `${grouped(1234)} members with extended attributes, ACLs or capabilities: they are kept.` },
  ]);
  expect(grouped(1_234_567)).toBe('1\u202f234\u202f567');
});

it.each<[string, Partial<ArchiveFacts['ending']>, readonly string[]]>([
  ['no end mark', { marked: false }, ['no-end-mark']],
  ['tars behind it', { tars: 3 }, ['several-tars']],
  ['junk behind it', { junkAt: 10_240 }, ['junk']],
  ['junk behind its compressed data', { trailing: true }, ['trailing']],
])('an archive with %s', (_, ending, expected) => {
  expect(idsOf({ ending: { tars: 1, marked: true, junkAt: null, trailing: false, ...ending } })).toEqual(expected);
});

it('what FAT cannot hold is said of the archive, and refused in a plan where it would come to FAT', () => {
  const archive = { ...KERNEL, fat: fatWith({ blockBytes: 4096, notFatSafe: { count: 1, example: 'boot/x' } }) };
  expect(idsOf(archive)).toEqual(['boot-not-fat-safe']);
  expect(plannedIds({ archive })).toEqual([]);
  expect(() => plannedIds({ archive, options: { layout: layoutNamed('boot-root') } })).toThrow(/FAT/);
});

it('a plan says what matters to its target: nobody boots a folder', () => {
  expect(plannedIds({})).toEqual(['no-kernel']);
  expect(plannedIds({ target: { kind: 'directory', path: '/srv/root', empty: true } })).toEqual([]);
});

it('stands in one line with its advice', () => {
  expect(remarkLine({ id: 'x', tone: 'info', text: 'It is so.', advice: 'Do this.' })).toBe('It is so. Do this.');
});
