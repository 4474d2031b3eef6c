import { describe, expect, it } from 'vitest';
import { Scope } from '../../../electron/run/scope.ts';

/** A scope whose releases write down that they ran; those of `failing` then throw. */
async function released(names: readonly string[], failing: readonly string[]) {
  const ran: string[] = [];
  const leave = async (): Promise<void> => {
    await using scope = new Scope();
    for (const name of names) {
      scope.defer(`releasing ${name}`, async () => {
        await Promise.resolve();
        ran.push(name);
        if (failing.includes(name)) throw new Error(`${name} is busy`);
      });
    }
  };
  const error: unknown = await leave().catch((thrown: unknown) => thrown);
  return { ran, error };
}

describe('Scope', () => {
  it('releases in reverse order', async () => {
    expect(await released(['a', 'b', 'c'], [])).toEqual({ ran: ['c', 'b', 'a'], error: undefined });
  });

  it('releases all of them though one fails, and says which', async () => {
    const { ran, error } = await released(['a', 'b', 'c'], ['b']);
    expect(ran).toEqual(['c', 'b', 'a']);
    expect(error).toMatchObject({ message: 'releasing b: b is busy', cause: { message: 'b is busy' } });
  });

  it('tells of all that failed', async () => {
    const { ran, error } = await released(['a', 'b', 'c'], ['a', 'c']);
    expect(ran).toEqual(['c', 'b', 'a']);
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({ message: 'releasing c: c is busy; releasing a: a is busy' });
  });

  it('releases what was added while it was released', async () => {
    const ran: string[] = [];
    const scope = new Scope();
    scope.defer('outer', () => scope.defer('inner', () => ran.push('inner')));
    await scope[Symbol.asyncDispose]();
    expect(ran).toEqual(['inner']);
  });

  it('releases nothing twice', async () => {
    let runs = 0;
    const scope = new Scope();
    scope.defer('once', () => {
      runs += 1;
    });
    await scope[Symbol.asyncDispose]();
    await scope[Symbol.asyncDispose]();
    expect(runs).toBe(1);
  });
});
