import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** Programs for Node, each one file without dependencies: the terminal, the engine that runs as root, the desktop's main side. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'out',
    emptyOutDir: false,
    target: 'node20',
    sourcemap: false,
    rolldownOptions: {
      input: { cli: 'electron/cli/main.ts', engine: 'electron/engine/main.ts', main: 'electron/main.ts' },
      external: ['electron', ...builtinModules.flatMap((name) => [name, `node:${name}`])],
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunk-[name].js',
        banner: ({ name }) => (name === 'cli' ? '#!/usr/bin/env node' : ''),
      },
    },
  },
  ssr: { noExternal: true },
});
