import { afterAll, afterEach } from 'vitest';
import { removeCopy } from './cli.ts';
import { detachAll } from './devices.ts';
import { testimony } from './onFailure.ts';

/** Runs behind the tests of every file, however they ended. */
afterAll(() => {
  detachAll();
  removeCopy();
});
afterEach(async ({ task }) => {
  const [error] = task.result?.errors ?? [];
  const told = error && (await testimony());
  if (!told) return;
  error.message += `\n${told}`;
  error.stack = [error.stack ?? error.message, told].join('\n');
});
