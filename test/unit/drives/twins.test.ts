import { expect, it } from 'vitest';
import { twinOf } from '../../../electron/drives/twins.ts';
import { makePlan } from '../../../shared/plan/make.ts';
import { makeInputs } from '../shared/plan/inputs.ts';
import { machine } from './machine.ts';

const plan = makePlan(makeInputs({ target: { device: '8:16' } }));
const uuid = plan.volumes[0]?.uuid ?? '';
const withUuid = (...devices: readonly object[]) => machine({ devices: devices as Parameters<typeof machine>[0]['devices'] });
const card = { number: '8:16', path: '/dev/sdb', children: ['8:17'] };

it('no drive has a UUID that is made up', () => {
  expect(twinOf(plan, withUuid(card, { number: '8:17', path: '/dev/sdb1', uuid: 'other' }, { number: '8:1', path: '/dev/sda1' }))).toBeUndefined();
});

it('what is on the target goes', () => {
  expect(twinOf(plan, withUuid(card, { number: '8:17', path: '/dev/sdb1', uuid }))).toBeUndefined();
});

it('a drive that was captured, and is still there', () => {
  const other = { number: '8:33', path: '/dev/sdc1', uuid: uuid.toUpperCase() };
  expect(twinOf(plan, withUuid(card, other))).toEqual({ twin: '/dev/sdc1', uuid: uuid.toUpperCase() });
});
