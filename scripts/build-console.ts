// Builds the web pages into artifacts/console, each file also as gzip and Brotli, as the gateway serves it.
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build, type Plugin, type Rolldown } from 'vite';

const BUILT = fileURLToPath(new URL('../artifacts/console', import.meta.url));
/** Style sheets leave no module behind that says where they are from. */
const FONT = fileURLToPath(new URL('../node_modules/@fontsource-variable/atkinson-hyperlegible-next', import.meta.url));
const COMPRESSED = /\.(?:html|js|css|svg)$/;

/** The verifier runs in a worker of the auditor's pages, on what stands for Node there. */
const ofNode = (name: string) => fileURLToPath(new URL(`../src/audit/page-${name}.ts`, import.meta.url));

/** A global of Node's. The verifier's own modules alone see it: what others do where they find one is not known. */
const buffers: Plugin = {
  name: 'buffers',
  enforce: 'pre',
  transform: (code, id) => {
    const isOurs = /\/src\/(?:audit|ledger)\/[\w/-]+\.ts$/.test(id) && id !== ofNode('buffer');
    return isOurs && /\bBuffer\b/.test(code)
      ? `import { Buffer } from ${JSON.stringify(ofNode('buffer'))};${code}`
      : null;
  },
};

/** The table of letters that look alike, as text, a piece for all that look like one: as code its letters are written by their numbers,
 *  which compresses half as well. */
const confusables: Plugin = {
  name: 'confusables',
  enforce: 'pre',
  load: (id) => {
    if (!id.endsWith('/unhomoglyph/data.json')) return undefined;
    const table = JSON.parse(readFileSync(id, 'utf8')) as Record<string, string>;
    const alike = Map.groupBy(Object.keys(table).sort(), (letter) => table[letter]);
    // What no letter looks like stands between them.
    const text = Array.from(alike, ([one, letters]) => `${one}\u0001${letters.join('')}`).join('\u0002');
    const code = [
      `const pieces = ${JSON.stringify(text)}.split('\\u0002').map((piece) => piece.split('\\u0001'));`,
      'module.exports = Object.fromEntries(pieces.flatMap(([one, letters]) => Array.from(letters, (letter) => [letter, one])));',
    ];
    return { code: code.join('\n'), moduleType: 'js' };
  },
};

/** Where the packages lie that the pages hold. */
const packages = new Set([FONT]);

/** Notes them, of the pages and of their worker, which is built before the pages are done. */
const noted: Plugin = {
  name: 'noted',
  generateBundle: (_, bundle) => {
    const modules = Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? Object.keys(one.modules) : []));
    for (const id of modules) {
      const [directory] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
      if (directory !== undefined) packages.add(directory);
    }
  },
};

/** Asks for what the first script will import together with it, and not once that has come and been read. */
const preloaded: Plugin = {
  name: 'preloaded',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {}, chunk }) =>
      [...importedBy(chunk?.imports ?? [], bundle)].map((name) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` },
        injectTo: 'head' as const,
      })),
  },
};

function importedBy(names: readonly string[], bundle: Rolldown.OutputBundle, found = new Set<string>()): Set<string> {
  for (const name of names.filter((one) => !found.has(one))) {
    found.add(name);
    const one = bundle[name];
    if (one?.type === 'chunk') importedBy(one.imports, bundle, found);
  }
  return found;
}

/** What every page comes with: of packages, and of the pages themselves. */
const EVERY_PAGE = new RegExp(
  [
    '/node_modules/(?:react|react-dom|scheduler|i18next|react-i18next)/',
    '/node_modules/@tanstack/(?:react-query|query-core|react-router|router-core|history|store|react-store)/',
    '/node_modules/lucide-react/dist/esm/(?:createLucideIcon|Icon|shared|defaultAttributes|context)',
    '/src/console/(?:words/|houses|root-route|session/(?!wallets|tab-work))',
    '/src/console/parts/(?:asked|button|failed|frame|house-gate|missing|page|quick-exit|said|session-guard|to-door|use-is-online|waiting)\\.',
    '/src/core/(?:errors|patience|turns|shape|bytes|hash)\\.ts',
    // Small, and asked for by the addresses of pages, or by what is above.
    '/src/(?:console/(?:audit/list-names|staff/patients-shown|research/use-of-data|parts/mondo)|client/(?:own-transaction|permits|digests)|core/call-data)\\.ts',
  ].join('|'),
);

/** What consents and permits are made of, beside their words. */
const TERMS =
  /\/src\/(?:core\/(?:typed-data|terms|purpose-table|paper-form)|client\/(?:consent-shape|creation|signer-kinds))\./;

/** What the pages hold of others, with the licence of each, as those ask for: `licences.txt`. */
const licences: Plugin = {
  name: 'licences',
  generateBundle: function () {
    const source = [...packages].sort().map(licenceOf).join('\n');
    this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
  },
};

function licenceOf(directory: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const file = readdirSync(directory).find((one) => /^licen[cs]e/i.test(one));
  return `# ${name} ${version}: ${license}\n\n${file ? readFileSync(join(directory, file), 'utf8') : ''}`;
}

/** The SDK's modules do nothing when they are read: a page comes with those that it calls. */
const ONLY_WHAT_IS_CALLED = { moduleSideEffects: (id: string) => !/\/src\/(?:client|core)\//.test(id) };

/** Every script, style and font is a file of its own: the pages' policy takes nothing that stands in them. */
await build({
  root: fileURLToPath(new URL('../src/console', import.meta.url)),
  configFile: false,
  logLevel: 'warn',
  plugins: [react(), confusables, noted, preloaded, licences],
  resolve: { alias: { 'node:crypto': ofNode('crypto'), 'node:buffer': ofNode('buffer') } },
  worker: {
    format: 'es',
    plugins: () => [confusables, buffers, noted],
    rolldownOptions: { treeshake: ONLY_WHAT_IS_CALLED },
  },
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // A list of what each page will ask for would be read with every first page, and is as large as a page. What all ask for is preloaded.
    modulePreload: false,
    target: 'es2022',
    reportCompressedSize: false,
    // Of what every page comes with, before it is compressed, in kB; a test bounds what a first page takes.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      treeshake: ONLY_WHAT_IS_CALLED,
      // What every page comes with is one file: in many small ones it compresses worse. What signs and lists consents is one of its own: the
      // words of consents, which are many, would come along with it.
      output: {
        codeSplitting: {
          groups: [
            { name: 'every-page', test: EVERY_PAGE },
            { name: 'terms', test: TERMS },
          ],
        },
      },
    },
  },
});
const names = await readdir(BUILT, { recursive: true });
for (const name of names.filter((one) => COMPRESSED.test(one))) {
  const bytes = await readFile(join(BUILT, name));
  await writeFile(join(BUILT, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
  await writeFile(join(BUILT, `${name}.br`), await promisify(brotliCompress)(bytes));
}
