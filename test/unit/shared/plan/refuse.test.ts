import { expect, it } from 'vitest';
import type { LayingProblem } from '../../../../shared/facts.ts';
import { makePlan } from '../../../../shared/plan/make.ts';
import { fatWith, type Changes, layoutNamed, makeInputs } from './inputs.ts';

const planFor = (changes: Changes) => makePlan(makeInputs(changes));
const NONE = { layout: layoutNamed('none') };
const KEPT = { target: { kind: 'partition', path: '/dev/sdx2', bus: 'usb', filesystem: 'ext4' }, options: NONE } as const;
const FOLDER = { kind: 'directory', path: '/mnt/card', removable: false } as const;

const failing = (...kinds: readonly LayingProblem[]) => ({ problems: kinds.map((kind, i) => ({ kind, count: i + 1, example: `./${i}` })) });

it('an archive at which tar fails is refused, with what is wrong and how often', () => {
  expect(() => planFor({ archive: failing('name-too-long', 'link-to-a-folder') })).toThrow(
    expect.objectContaining({
      code: 'archive-does-not-lay',
      facts: expect.objectContaining({ count: 3, example: './0', what: expect.stringMatching(/too long/) }),
    }),
  );
});

it('what may be there already is no reason where it is kept', () => {
  const archive = failing('link-target-missing');
  expect(() => planFor({ archive, ...KEPT })).not.toThrow();
  expect(() => planFor({ archive, target: FOLDER, options: NONE })).not.toThrow();
  expect(() => planFor({ archive, target: { ...FOLDER, empty: true }, options: NONE })).toThrow(/hard link to a file that is not there/);
  expect(() => planFor({ archive: failing('link-target-missing', 'folder-in-the-way'), ...KEPT })).toThrow(/tar would fail at 2/);
});

it('hard links between /boot and the rest are refused where that is a partition', () => {
  const archive = { fat: fatWith({ links: { count: 2, example: './vmlinuz' } }) };
  expect(() => planFor({ archive })).not.toThrow();
  expect(() => planFor({ archive, options: { layout: layoutNamed('boot-root') } })).toThrow(
    expect.objectContaining({ code: 'boot-links', facts: { mount: '/boot', count: 2, example: './vmlinuz' } }),
  );
});
