import { defineConfig } from 'vite';

/** The window: one page with one script and one style sheet, served as app://tarstrap/index.html. */
export default defineConfig({
  root: new URL('../renderer', import.meta.url).pathname,
  base: './',
  publicDir: false,
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    sourcemap: false,
    license: { fileName: 'licenses.md' },
    // The policy of the page forbids what is inlined as a script, and one script has nothing to preload.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { entryFileNames: 'window.js', chunkFileNames: 'chunk-[name].js', assetFileNames: '[name][extname]' } },
  },
});
