import { defineConfig } from 'vite';

/** A sandboxed preload is one classic script that may require `electron` and nothing else. */
export default defineConfig({
  build: {
    ssr: 'electron/preload.ts',
    outDir: 'out',
    emptyOutDir: false,
    target: 'chrome140',
    rolldownOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
  },
  ssr: { noExternal: true },
});
