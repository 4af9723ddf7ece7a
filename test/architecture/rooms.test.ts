import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** Who may import whom, besides itself (docs/architecture.md). `audit` sees of `ledger` only what reads. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ledger: ['core'],
  chain: ['core'],
  vault: ['core'],
  import: ['vault', 'interop', 'core'],
  interop: ['core'],
  consent: ['ledger', 'core'],
  'access-log': ['core'],
  gateway: ['access-log', 'consent', 'import', 'vault', 'interop', 'ledger', 'core'],
  audit: ['ledger', 'core'],
  client: ['core'],
  console: ['client', 'core'],
  cli: [
    'gateway',
    'access-log',
    'consent',
    'import',
    'vault',
    'interop',
    'audit',
    'client',
    'chain',
    'ledger',
    'core',
    'config.ts',
  ],
  'config.ts': ['core'],
};
/** Files of `ledger` that write or hold keys. */
const LEDGER_WRITES = /\/ledger\/(?:writer|calls|deploy|keystore|lane|encode)[\w-]*\.ts$/;

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join(SRC, file));
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const imports: Import[] = files.flatMap((from) =>
  specifiersOf(sources.get(from) ?? '')
    .filter((specifier) => specifier.startsWith('.') && specifier.endsWith('.ts'))
    .map((specifier) => ({ from, to: resolve(dirname(from), specifier) })),
);

function specifiersOf(source: string): string[] {
  return [...source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

function room(file: string): string {
  return relative(SRC, file).split('/')[0] ?? '';
}

describe('rooms', () => {
  it('are all named in the table', () => {
    expect(new Set(files.map(room)).difference(new Set(Object.keys(MAY_IMPORT)))).toEqual(new Set());
  });

  it('import only the rooms that the table allows', () => {
    const broken = imports
      .filter(({ from, to }) => room(from) !== room(to) && !MAY_IMPORT[room(from)]?.includes(room(to)))
      .map(({ from, to }) => `${relative(SRC, from)} → ${relative(SRC, to)}`);
    expect(broken).toEqual([]);
  });

  it('keep the auditor away from what writes', () => {
    const broken = imports.filter(({ from, to }) => room(from) === 'audit' && LEDGER_WRITES.test(to));
    expect(broken).toEqual([]);
  });

  it('keep core and client free of Node', () => {
    const broken = files
      .filter((file) => ['core', 'client', 'console'].includes(room(file)))
      .filter((file) => /from 'node:|\bBuffer\b|\bprocess\./.test(sources.get(file) ?? ''));
    expect(broken.map((file) => relative(SRC, file))).toEqual([]);
  });

  it('have no circles among their files, types included', () => {
    const next = Map.groupBy(imports, ({ from }) => from);
    const done = new Set<string>();
    const path: string[] = [];
    const circle = (file: string): string[] | undefined => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
      if (done.has(file)) return undefined;
      path.push(file);
      for (const { to } of next.get(file) ?? []) {
        const found = circle(to);
        if (found) return found;
      }
      path.pop();
      done.add(file);
      return undefined;
    };
    const found = files.map(circle).find((result) => result !== undefined);
    expect(found?.map((file) => relative(SRC, file))).toBeUndefined();
  });

  it('read the environment in config.ts alone', () => {
    const readers = files
      .filter((file) => /process\.env/.test(sources.get(file) ?? ''))
      .map((file) => relative(SRC, file));
    expect(readers.filter((file) => file !== 'config.ts')).toEqual([]);
  });
});
