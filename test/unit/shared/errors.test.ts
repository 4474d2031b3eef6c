import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DriveState, TarstrapError, toFailure } from '../../../shared/errors.ts';
import { driveState, failure } from '../../../shared/failure.ts';
import { EXIT_CANCELLED, exitCodeOf, explain } from '../../../shared/explain.ts';

const CODES = failure.shape.code.options;
/** The exit codes that `product.md` promises for failures. */
const PROMISED = [1, 64, 65, 66, 69, 73, 74, 75, 77];

/** Every fact that any sentence asks for, as it would be. */
const FACTS = {
  problem: 'Unknown option --frobnicate.',
  target: '/dev/sdx',
  path: '/dev/sdx',
  folder: 'rootfs',
  what: 'a folder',
  advice: 'Write it with an imager.',
  join: 'cat rootfs.tar.?? > rootfs.tar',
  count: 3,
  room: 2,
  example: './boot/link',
  reason: 'the running system lies on it',
  why: 'it may have no room',
  model: 'Samsung SSD',
  holders: '/home',
  free: 'swapoff /dev/sdx2',
  needed: '4.0 GB',
  available: '1.0 GB',
  tool: 'mkfs.xfs',
  package: 'xfsprogs',
  filesystem: 'btrfs',
  library: 'libnss3.so',
  command: 'sudo tarstrap flash',
  lacking: 'is not mounted here',
  signal: 'SIGKILL',
  theirs: 2,
  ours: 1,
  step: 'Making the filesystem',
  folders: '/tmp, /var/tmp',
  place: 'in memory',
  ends: 'like a volume',
  kind: 'disk',
  mark: 'i',
  mount: '/boot/efi',
  beside: 1,
  file: 'boot/u-boot.img',
  files: 'boot/u-boot.img',
  twin: '/dev/sdy1',
  uuid: 'ABCD-1234',
};

/** A sentence with its full stop, or one that ends in a command to copy. It may begin with a path or a program. */
const SENTENCE =
  /^[A-Z/].{8,}\.$|^(?:tar|mkfs\.xfs) .*\.$|^[A-Z].*: (?:sudo tarstrap flash|swapoff \/dev\/sdx2|chattr -i \/dev\/sdx|cat rootfs\.tar\.\?\? > rootfs\.tar)$/;

describe.each(CODES)('%s', (code) => {
  it('has an exit code that was promised', () => {
    expect(PROMISED).toContain(exitCodeOf(code));
  });

  it.each<DriveState>(driveState.options)('speaks in whole sentences (%s)', (state) => {
    const { headline, next, state: drive } = explain({ code, facts: FACTS }, state);
    const inWindow = explain({ code, facts: FACTS }, state, { place: 'window' }).next;
    expect(inWindow).not.toMatch(/`|--\w/);
    for (const text of [headline, next, drive, inWindow]) {
      expect(text).toMatch(SENTENCE);
      expect(text).not.toMatch(/undefined|NaN|\[object|\s{2}/);
    }
  });
});

it.each(['drive-full', 'target-read-only', 'target-no-room'] as const)('%s of a folder: nothing is advised that is for drives and images', (code) => {
  const { next } = explain({ code, facts: { ...FACTS, path: '/srv/root', kind: 'directory' } }, 'untouched');
  expect(next).toMatch(SENTENCE);
  expect(next).not.toMatch(/drive|image|card|--size/);
  expect(explain({ code, facts: { path: '/srv/root' } }, 'untouched', { kind: 'directory' }).next).toBe(next);
});

it.each([
  ['SIGXFSZ', /ulimit -f unlimited/],
  ['SIGXCPU', /ulimit -t unlimited/],
  ['SIGKILL', /too little memory/],
])('%s: whoever killed a program is told from the signal', (signal, next) => {
  expect(explain({ code: 'tar-killed', facts: { tool: 'tar', signal } }, 'incomplete').next).toMatch(next);
});

it.each(['target-changed', 'source-changed', 'source-missing'] as const)('%s: in the window a card that was put back has to be chosen again', (code) => {
  expect(explain({ code, facts: FACTS }, 'untouched', { place: 'window' }).next).toMatch(/[Gg]o back to the drives, and choose it/);
});

describe('TarstrapError', () => {
  it('becomes data that passes its own schema', () => {
    const error = new TarstrapError('drive-io', { path: '/dev/sdx' }, 'tar: write error');
    expect(error.message).toBe('Writing or reading /dev/sdx failed.');
    expect(failure.parse(toFailure(error))).toEqual({ code: 'drive-io', facts: { path: '/dev/sdx' }, detail: 'tar: write error' });
    expect(toFailure(new TarstrapError('drive-full'))).toEqual({ code: 'drive-full', facts: {} });
  });

  it('holds nothing that commands a terminal, whoever named what it speaks of; a detail keeps its lines', () => {
    const error = new TarstrapError('drive-io', { path: '/dev/\u001b[2J\nsdx' }, 'tar: \u202e\u009b\ntar: end');
    expect(toFailure(error)).toEqual({ code: 'drive-io', facts: { path: '/dev/\\x1b[2J\\nsdx' }, detail: 'tar: \\u202e\\x9b\ntar: end' });
    expect(toFailure(new Error('\u0007boom')).detail).toContain('\\x07boom');
  });

  it.each([[new Error('boom')], ['boom'], [['boom']]])('any other value thrown is unexpected, with its words: %j', (thrown) => {
    expect(toFailure(thrown)).toMatchObject({ code: 'unexpected', facts: {}, detail: expect.stringContaining('boom') });
  });

  it.each([
    [() => mkdtempSync('/proc/nowhere/x'), 'it is not there'],
    [() => writeFileSync('/dev/full', 'x'), 'no room is left there'],
    [() => readdirSync('/dev/null'), 'it is not there'],
    [() => statSync(`/${'x'.repeat(300)}`), 'its name is too long'],
  ])('an error of the system says what stands in the way: %s', (work, reason) => {
    const problem = toFailure(thrownBy(work));
    expect(problem).toMatchObject({ code: 'system-error', facts: { reason } });
    expect(problem.detail).not.toMatch(/\n\s+at /);
  });

  it.each([
    ['EMFILE', 'open /x', 'open files'],
    ['EMFILE', 'spawn /usr/bin/tar', 'open files'],
    ['EAGAIN', 'spawn /usr/bin/tar', 'processes'],
  ])('a limit that was reached is named: %s by %s', (code, syscall, what) => {
    const problem = toFailure(Object.assign(new Error('x'), { code, syscall }));
    expect(problem).toMatchObject({ code: 'limit-reached', facts: { what } });
    expect(explain(problem, 'untouched').next).toMatch(/: ulimit -\w \w+$/);
  });

  it('cancelled is 130', () => {
    expect(EXIT_CANCELLED).toBe(130);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

it('this table of facts is complete: no sentence asks for another', () => {
  const folder = new URL('../../../shared/sentences/', import.meta.url);
  const source = readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('');
  const asked = [...source.matchAll(/f\['(\w+)'\]/g)].map((match) => match[1] ?? '');
  expect(asked.length).toBeGreaterThan(20);
  expect([...new Set(asked)].filter((fact) => !(fact in FACTS))).toEqual([]);
});
