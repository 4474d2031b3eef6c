import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** The terminal, the engine that runs as root, and the desktop's main side. */
const PROGRAMS: Readonly<Record<string, string>> = { cli: 'electron/cli/main.ts', engine: 'electron/engine/main.ts', main: 'electron/main.ts' };

/**
 * Programs for Node, each one file without dependencies: what root runs is one file, to be read and checked as one.
 * Which one is built is the mode: `vite build --mode engine`.
 */
export default defineConfig(({ mode }) => ({
  build: {
    ssr: PROGRAMS[mode] ?? false,
    outDir: 'out',
    emptyOutDir: false,
    target: 'node20',
    sourcemap: false,
    // Of what is built in, for packages.
    license: { fileName: `licenses-${mode}.md` },
    rolldownOptions: {
      external: ['electron', ...builtinModules.flatMap((name) => [name, `node:${name}`])],
      output: { entryFileNames: `${mode}.js`, banner: mode === 'cli' ? '#!/usr/bin/env node' : '' },
    },
  },
  ssr: { noExternal: true },
}));
