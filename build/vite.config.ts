import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** Two programs for Node, each one file without dependencies: the terminal, and the engine that runs as root. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'out',
    emptyOutDir: false,
    target: 'node20',
    sourcemap: false,
    rolldownOptions: {
      input: { cli: 'electron/cli/main.ts', engine: 'electron/engine/main.ts' },
      external: builtinModules.flatMap((name) => [name, `node:${name}`]),
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js', banner: '#!/usr/bin/env node' },
    },
  },
  ssr: { noExternal: true },
});
