import { describe, expect, it } from 'vitest';
import { Gathering } from '../../../electron/engine/gathering.ts';

function gathering(members: number) {
  const rounds: (readonly string[])[] = [];
  const work = async (parts: readonly string[]): Promise<string> => {
    rounds.push(parts);
    if (parts.includes('bad')) throw new Error('it went wrong');
    return parts.join('+');
  };
  return { rounds, lanes: new Gathering(work, members) };
}

describe('what is done once for all', () => {
  it('begins when everybody is there', async () => {
    const { rounds, lanes } = gathering(3);
    const first = [lanes.come('a'), lanes.come('b')];
    await Promise.resolve();
    expect(rounds).toEqual([]);
    expect(await Promise.all([...first, lanes.come('c')])).toEqual(['a+b+c', 'a+b+c', 'a+b+c']);
    expect(rounds).toHaveLength(1);
  });

  it('waits for nobody who has left', async () => {
    const { lanes } = gathering(3);
    const first = lanes.come('a');
    lanes.leave();
    lanes.leave();
    expect(await first).toBe('a');
  });

  it('is not begun where all have left', () => {
    const { rounds, lanes } = gathering(2);
    lanes.leave();
    lanes.leave();
    expect(rounds).toEqual([]);
  });

  it('fails for all, and all may come again', async () => {
    const { rounds, lanes } = gathering(2);
    expect(await Promise.allSettled([lanes.come('bad'), lanes.come('b')])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await Promise.all([lanes.come('a'), lanes.come('b')])).toEqual(['a+b', 'a+b']);
    expect(rounds).toEqual([
      ['bad', 'b'],
      ['a', 'b'],
    ]);
  });
});
