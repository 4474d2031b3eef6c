import { builtinModules } from 'node:module';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';

/** Node 20 runs no TypeScript: the host for Node, with its two faces, and the two scripts that it puts into pages. */

const FOLDER = new URL('.', import.meta.url).pathname;
const OUT = new URL('../../out/chromium-host', import.meta.url).pathname;

/** `import { app } from 'electron'` wants names; they are those of the object that `require` gives. */
function esmFace(): Plugin {
  return {
    name: 'esm-face',
    generateBundle(_options, bundle) {
      const host = bundle['host.cjs'];
      const names = host?.type === 'chunk' ? host.exports.join(', ') : '';
      const source = `import host from './host.cjs';\nexport default host;\nexport const { ${names} } = host;\n`;
      this.emitFile({ type: 'asset', fileName: 'host.mjs', source });
    },
  };
}

/** One classic script each, which a page runs as text. */
function pageScript(entry: string, global: string, file: string): InlineConfig {
  return {
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: OUT,
      emptyOutDir: false,
      target: 'chrome140',
      minify: false,
      lib: { entry: `${FOLDER}world/${entry}.ts`, formats: ['iife'], name: global, fileName: () => file },
    },
  };
}

function pageScripts(): Plugin {
  return {
    name: 'page-scripts',
    async closeBundle() {
      await build(pageScript('mainWorld', 'mainWorld', 'main-world.js'));
      await build(pageScript('preloadWorld', 'preloadWorld', 'preload-world.js'));
    },
  };
}

export default defineConfig({
  root: FOLDER,
  plugins: [esmFace(), pageScripts()],
  build: {
    ssr: true,
    outDir: OUT,
    // An app that runs meanwhile would find nothing.
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { hook: `${FOLDER}hook.ts`, host: `${FOLDER}host.ts` },
      external: builtinModules.flatMap((name) => [name, `node:${name}`]),
      output: { format: 'cjs', exports: 'named', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[name].cjs' },
    },
  },
  ssr: { noExternal: true },
});
