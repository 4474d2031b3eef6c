import { defineConfig } from 'vitest/config';

/** Engine tests share the machine's loop devices and its two cores: one file at a time. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/lab/putAway.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', new URL('closingLine.ts', import.meta.url).pathname],
  },
});
