import { afterAll } from 'vitest';
import { removeCopy } from './cli.ts';
import { detachAll } from './devices.ts';

/** Runs behind the tests of every file, however they ended. */
afterAll(() => {
  detachAll();
  removeCopy();
});
