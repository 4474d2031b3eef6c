import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { availableWays } from '../../../electron/elevate/ways.ts';

let own: string;
beforeAll(() => {
  own = mkdtempSync(join(tmpdir(), 'ways-'));
  for (const name of ['doas', 'run0']) writeFileSync(join(own, name), '', { mode: 0o755 });
  writeFileSync(join(own, 'not-a-way'), '', { mode: 0o755 });
});
afterAll(() => rmSync(own, { recursive: true, force: true }));

describe('availableWays', () => {
  it('needs none where we are root', () => {
    expect(availableWays(0, own)).toEqual([{ way: 'root', tool: '' }]);
  });

  it('finds them in PATH and in the system folders, in the order in which they are tried', () => {
    const ways = availableWays(1000, `relative:${own}`);
    expect(ways).toContainEqual({ way: 'run0', tool: join(own, 'run0') });
    expect(ways).toContainEqual({ way: 'doas', tool: join(own, 'doas') });
    expect(ways).toContainEqual({ way: 'sudo', tool: '/usr/bin/sudo' });
    const order = ['pkexec', 'run0', 'sudo', 'doas'];
    expect(ways.map(({ way }) => way)).toEqual(order.filter((way) => ways.some((found) => found.way === way)));
  });

  it('leaves out what may not be run', () => {
    chmodSync(join(own, 'doas'), 0o644);
    expect(availableWays(1000, own).map(({ way }) => way)).not.toContain('doas');
  });
});
