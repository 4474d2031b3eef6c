import { defineConfig } from 'vitest/config';

/** Real boots of what Tarstrap has made, of machines that QEMU has. One of them is in `npm test` as well. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/boots/**/*.test.ts', 'test/boots/**/*.boot.ts'],
    setupFiles: ['test/lab/putAway.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', new URL('closingLine.ts', import.meta.url).pathname],
  },
});
