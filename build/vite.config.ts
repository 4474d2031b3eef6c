import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';
import description from '../package.json' with { type: 'json' };

/** The terminal, the engine that runs as root, and the desktop's main side. */
const PROGRAMS: Readonly<Record<string, string>> = { cli: 'electron/cli/main.ts', engine: 'electron/engine/main.ts', main: 'electron/main.ts' };

/**
 * Before anything else, because in a package these two are run by Electron (`electron/run/asNode.ts`): files are what they
 * are, whatever their names, also where the variable for it got lost on the way. Plain Node does not look at it.
 */
const FILES_ARE_FILES = 'process.noAsar = true;';
const BANNERS: Readonly<Record<string, string>> = { cli: `#!/usr/bin/env node\n${FILES_ARE_FILES}`, engine: FILES_ARE_FILES };

/**
 * Programs for Node without dependencies, each one file: what root runs is to be read and checked as one. Only of the terminal most is in a second file,
 * which is read when the engine is on its way. Which one is built is the mode: `vite build --mode engine`.
 */
export default defineConfig(({ mode }) => ({
  define: { __VERSION__: JSON.stringify(description.version) },
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
      output: { entryFileNames: `${mode}.js`, chunkFileNames: `${mode}-[name].js`, banner: ({ isEntry }) => (isEntry ? (BANNERS[mode] ?? '') : '') },
    },
  },
  ssr: { noExternal: true },
}));
