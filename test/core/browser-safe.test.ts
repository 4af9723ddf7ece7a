import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../src/core/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const ALLOWED =
  /^(?:\.{1,2}\/(?:consent-text\/)?[a-z0-9-]+\.ts|@noble\/(?:curves|hashes)\/[a-z0-9-]+\.js|@ethereumjs\/rlp|unhomoglyph)$/;

describe('core', () => {
  it.each(files)('%s runs in a browser and knows no other room', (name) => {
    const source = readFileSync(new URL(name, folder), 'utf8');
    const imports = [...source.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].map(([, path]) => path ?? '');
    expect(imports.filter((path) => !ALLOWED.test(path))).toEqual([]);
    const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g, '');
    expect(code).not.toMatch(/\b(?:Buffer|process|require|globalThis|__dirname)\b/);
  });
});
