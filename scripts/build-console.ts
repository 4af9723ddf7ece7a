// Builds the web pages into artifacts/console, each file also as gzip and Brotli, as the gateway serves it.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

const config = fileURLToPath(new URL('../src/console/vite.config.ts', import.meta.url));
const BUILT = fileURLToPath(new URL('../artifacts/console', import.meta.url));
const COMPRESSED = /\.(?:html|js|css|svg)$/;

await build({ configFile: config, logLevel: 'warn' });
const names = await readdir(BUILT, { recursive: true });
for (const name of names.filter((one) => COMPRESSED.test(one))) {
  const bytes = await readFile(join(BUILT, name));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  await writeFile(join(BUILT, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
  await writeFile(join(BUILT, `${name}.br`), await promisify(brotliCompress)(bytes, quality));
}
