import { expect, it } from 'vitest';
import type { ArchiveFacts } from '../../../shared/facts.ts';
import { grouped } from '../../../shared/format.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import { archiveRemarks, planRemarks, remarkLine } from '../../../shared/remarks.ts';
import { type Changes, layoutNamed, makeInputs } from './plan/inputs.ts';

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

it('says the worst first', () => {
  const facts = { kernels: [], extended: 1234, unsafe: { count: 1, example: '../x' }, absolute: { count: 3 } };
  expect(remarksOf(facts)).toEqual([
    { id: 'unsafe', tone: 'danger', text: '1 member would land outside of the target, such as ../x. It will be refused.' },
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
  const archive = { ...KERNEL, boot: { blockBytes: 4096, notFatSafe: { count: 1, example: 'boot/x' } } };
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
