import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For a configuration of vitest: Node runs the sources as they are, as it does where the product runs, and keeps what it compiled.
 *  Each test file is a process of its own, and reading the program was half of what a short one took. */
export function asSources() {
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
  enableCompileCache(process.env['NODE_COMPILE_CACHE']);
  return { experimental: { viteModuleRunner: false } } as const;
}
