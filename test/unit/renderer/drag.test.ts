import { describe, expect, it } from 'vitest';
import { acceptance, loadOf } from '../../../renderer/drag/drag.ts';

describe('what is dragged', () => {
  it.each([
    [['Files'], ['file'], 'archive'],
    [['Files'], [], 'archive'],
    [['text/uri-list', 'Files'], ['string', 'file'], 'archive'],
    [['Files'], ['file', 'file'], 'several'],
    [['text/plain'], ['string'], 'foreign'],
    [[], [], 'foreign'],
  ])('types %j with items %j are %s', (types, kinds, load) => {
    expect(loadOf(types, kinds)).toBe(load);
  });
});

describe('acceptance', () => {
  const why = (situation: Parameters<typeof acceptance>[0]): string | undefined => {
    const verdict = acceptance(situation);
    return verdict.accepts ? undefined : verdict.why;
  };

  it('takes one file on a place that is not locked', () => {
    expect(acceptance({ load: 'archive', isBusy: false, lock: null, isZone: false })).toEqual({ accepts: true });
    expect(acceptance({ load: 'card', isBusy: false, lock: null, isZone: true })).toEqual({ accepts: true });
  });

  it.each([
    [{ load: 'archive', isBusy: false, lock: 'It is used as swap.', isZone: false }, 'Locked'],
    [{ load: 'several', isBusy: false, lock: null, isZone: false }, 'One file at a time'],
    [{ load: 'several', isBusy: false, lock: 'It is used as swap.', isZone: false }, 'One file at a time'],
    [{ load: 'foreign', isBusy: false, lock: null, isZone: false }, 'Only a file can be dropped'],
    [{ load: 'card', isBusy: false, lock: null, isZone: false }, 'Drop it on the archive'],
    [{ load: 'archive', isBusy: true, lock: null, isZone: false }, 'A job is running'],
    [{ load: 'foreign', isBusy: true, lock: 'It is used as swap.', isZone: false }, 'A job is running'],
  ] as const)('refuses %j', (situation, reason) => {
    expect(why(situation)).toBe(reason);
  });
});
