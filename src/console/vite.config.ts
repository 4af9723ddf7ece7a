import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The table of letters that look alike, as text: as code its letters are written by their numbers, which compresses half as well. */
const confusables: Plugin = {
  name: 'confusables',
  enforce: 'pre',
  load: (id) => {
    if (!id.endsWith('/unhomoglyph/data.json')) return undefined;
    const pairs = Object.entries(JSON.parse(readFileSync(id, 'utf8'))).map((pair) => pair.join('\t'));
    const code = `module.exports = Object.fromEntries(${JSON.stringify(pairs.join('\n'))}.split('\\n').map((pair) => pair.split('\\t')));`;
    return { code, moduleType: 'js' };
  },
};

/** Every script, style and font is a file of its own: the pages' policy takes nothing that stands in them. */
export default defineConfig({
  root: here,
  plugins: [react(), confusables],
  json: { stringify: true },
  build: {
    outDir: fileURLToPath(new URL('../../artifacts/console', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // The SDK's modules do nothing when they are read: a page comes with those that it calls.
      treeshake: { moduleSideEffects: (id: string) => !/\/src\/(?:client|core)\//.test(id) },
    },
  },
});
