import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const ROOT = new URL('../../..', import.meta.url).pathname;
const CONFIG = `${ROOT}test/bench/vite.config.ts`;

/** Whatever it shares with the tests must run without their runner. */
it('starts as a program of its own, and refuses an input that it does not know', () => {
  const built = spawnSync('npx', ['vite', 'build', '-l', 'warn', '-c', CONFIG], { cwd: ROOT, encoding: 'utf8' });
  expect(built.status, built.stderr).toBe(0);
  const { status, stderr } = spawnSync('node', ['out/bench/main.js', '--only', 'nonsense.tar'], { cwd: ROOT, encoding: 'utf8' });
  expect(stderr).toBe('bench: nothing is done with nonsense.tar\n');
  expect(status).toBe(1);
});
