import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Job, type Lane, note, openJob } from '../../../electron/engine/job.ts';
import { SharedWork } from '../../../electron/engine/sharedWork.ts';
import { Scope } from '../../../electron/run/scope.ts';
import type { View } from '../../../electron/engine/disk/view.ts';
import type { LaneEvent } from '../../../shared/protocol.ts';

interface Person {
  readonly lane: Lane;
  readonly events: LaneEvent[];
}

let cancel: AbortController;
let scope: Scope;
let begun: { readonly part: string; readonly crew: Job; readonly done: (result: string) => void; readonly failed: (problem: Error) => void }[];

beforeEach(() => {
  cancel = new AbortController();
  scope = new Scope();
  begun = [];
});

afterEach(async () => {
  begun.forEach(({ done }) => done('over'));
  await scope[Symbol.asyncDispose]();
});

function person(): Person {
  const events: LaneEvent[] = [];
  const surroundings = { folder: '/nowhere', reader: { uid: 1, gid: 1, groups: [] }, host: {} as View, umask: 0 };
  return { events, lane: openJob({ ...surroundings, cancelled: cancel.signal, emit: (event) => void events.push(event) }) };
}

/** Ends as a tool does: some time after its signal. */
function workOf(people: readonly Person[]): SharedWork<string, string> {
  const work = (part: string, crew: Job): Promise<string> =>
    new Promise((done, failed) => {
      begun.push({ part, crew, done, failed });
      crew.signal.addEventListener('abort', () => setImmediate(() => failed(new Error('ended'))));
    });
  return new SharedWork(
    work,
    people.map(({ lane }) => lane),
    scope,
  );
}

const textsOf = ({ events }: Person): string[] => events.flatMap((event) => (event.type === 'notice' ? event.text : []));
const phasesOf = ({ events }: Person): string[] => events.flatMap((event) => (event.type === 'phase' ? event.phase : []));

describe('what is done once for all', () => {
  it('begins with the first, and is there for whoever comes later, with what was said meanwhile', async () => {
    const people = [person(), person(), person()] as const;
    const [a, b, c] = people;
    const work = workOf(people);
    const first = work.come(a.lane, 'a');
    const [one] = begun;
    note(one?.crew as Job, 'one');
    one?.crew.meter.enter('extract');
    const second = work.come(b.lane, 'b');
    one?.crew.meter.enter('flush');
    one?.done('all');
    expect(await Promise.all([first, second, work.come(c.lane, 'c')])).toEqual(['all', 'all', 'all']);
    expect(begun).toHaveLength(1);
    expect(people.map(textsOf)).toEqual([['one'], ['one'], ['one']]);
    expect(people.map(phasesOf)).toEqual(people.map(() => ['extract', 'flush']));
  });

  it('says nothing more to who has left', async () => {
    const [a, b] = [person(), person()];
    const work = workOf([a, b]);
    void work.come(a.lane, 'a');
    void work.come(b.lane, 'b');
    work.leave(a.lane);
    note(begun[0]?.crew as Job, 'late');
    expect([a, b].map(textsOf)).toEqual([[], ['late']]);
  });

  it('fails for all, also for who comes later, and is done anew for all that come again', async () => {
    const [a, b] = [person(), person()];
    const work = workOf([a, b]);
    const first = work.come(a.lane, 'a');
    begun[0]?.failed(new Error('it went wrong'));
    await expect(first).rejects.toThrow('it went wrong');
    const again = work.come(a.lane, 'a2');
    begun[1]?.done('well');
    await expect(work.come(b.lane, 'b')).rejects.toThrow('it went wrong');
    expect(await Promise.all([again, work.come(b.lane, 'b2')])).toEqual(['well', 'well']);
    expect(begun.map(({ part }) => part)).toEqual(['a', 'a2']);
  });

  it('a lane that ends alone does not wait for it, and the others have it', async () => {
    const [a, b] = [person(), person()];
    const work = workOf([a, b]);
    const first = work.come(a.lane, 'a');
    const second = work.come(b.lane, 'b');
    a.lane.giveUp(new Error('pulled out'));
    await expect(first).rejects.toThrow('pulled out');
    expect(begun[0]?.crew.signal.aborted).toBe(false);
    begun[0]?.done('well');
    expect(await second).toBe('well');
  });

  it('a lane that has ended alone before it comes does not get it, and hears nothing', async () => {
    const [a, b] = [person(), person()];
    const work = workOf([a, b]);
    void work.come(b.lane, 'b');
    a.lane.giveUp(new Error('pulled out'));
    await expect(work.come(a.lane, 'a')).rejects.toThrow('pulled out');
    note(begun[0]?.crew as Job, 'late');
    expect([a, b].map(textsOf)).toEqual([[], ['late']]);
  });

  it('goes on for one that is still to come', () => {
    const [a, b] = [person(), person()];
    const work = workOf([a, b]);
    void work.come(a.lane, 'a').catch(() => {});
    a.lane.giveUp(new Error('pulled out'));
    expect(begun[0]?.crew.signal.aborted).toBe(false);
    work.leave(b.lane);
    expect(begun[0]?.crew.signal.aborted).toBe(true);
  });

  it('is ended by a cancel, for which all of them wait', async () => {
    const [a, b] = [person(), person()];
    const work = workOf([a, b]);
    const both = [work.come(a.lane, 'a'), work.come(b.lane, 'b')];
    cancel.abort(new Error('cancelled'));
    expect(await Promise.allSettled(both)).toMatchObject([{ reason: { message: 'ended' } }, { reason: { message: 'ended' } }]);
  });

  it('is waited for by its scope', async () => {
    const [a, b] = [person(), person()];
    const work = workOf([a, b]);
    void work.come(a.lane, 'a').catch(() => {});
    let isPutAway = false;
    const away = scope[Symbol.asyncDispose]().then(() => (isPutAway = true));
    await new Promise(setImmediate);
    expect(isPutAway).toBe(false);
    work.leave(a.lane);
    work.leave(b.lane);
    await away;
  });
});
