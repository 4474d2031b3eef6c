import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

/** The bench, and the peer that is a program of ours: run as they are, since Node 20 reads no TypeScript. */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'out/bench',
    target: 'node20',
    rolldownOptions: {
      input: { main: 'test/bench/main.ts', nodeTar: 'test/bench/peers/nodeTar.ts' },
      external: builtinModules.flatMap((name) => [name, `node:${name}`]),
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
    },
  },
  ssr: { noExternal: true },
});
