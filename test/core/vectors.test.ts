import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leafHash, verifyInclusion } from '../../src/core/merkle.ts';
import { parseVerifierKey } from '../../src/core/verifier-key.ts';
import { formatVectors } from './format-vectors.ts';

/** Recomputed here with node:crypto from docs/formats.md, sharing nothing with core but the bytes. */
const H = (domain: string, ...parts: Buffer[]) =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(`custos/${domain}/v1\0`), ...parts]))
    .digest();
const bytes = (hex: string) => Buffer.from(hex.slice(2), 'hex');
const hex = (buffer: Buffer) => `0x${buffer.toString('hex')}`;
const u64 = (value: number) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  return buffer;
};
const u32 = (value: number) => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
};

function read(name: string) {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
}

describe('committed vectors', () => {
  it.each(Object.entries(formatVectors()))('%s is what core gives today', (name, value) => {
    expect(JSON.parse(JSON.stringify(value))).toEqual(read(name));
  });

  it('hold the salt that docs/formats.md makes of a consent’s text', () => {
    for (const { text, nonce, salt } of read('consent-text')) {
      expect(salt).toBe(hex(H('consent-salt', bytes(nonce), H('consent-text', Buffer.from(text)))));
    }
  });

  it('hold the digests that docs/formats.md makes of statements', () => {
    const { identifications, narrowings } = read('statements');
    for (const { statement, canonical, digest } of identifications) {
      expect(JSON.parse(canonical)).toEqual(statement);
      expect(digest).toBe(hex(H('identification', Buffer.from(canonical))));
    }
    for (const { statement, canonical, form } of narrowings) {
      expect(JSON.parse(canonical)).toEqual(statement);
      expect(form).toBe(hex(H('form', Buffer.from(canonical))));
    }
  });

  it('hold the item leaf that docs/formats.md describes', () => {
    const { commitments, leaves } = read('item-leaf');
    expect(commitments.owner).toBe(hex(H('owner', bytes(commitments.ownerSalt), bytes(commitments.pseudonym))));
    expect(commitments.sharedOwner).toBe(hex(H('owner', Buffer.from('shared'))));
    expect(commitments.source).toBe(hex(H('source', bytes(commitments.sourceSalt), bytes(commitments.parent))));
    for (const leaf of leaves) {
      const data = Buffer.concat([
        bytes(leaf.salt),
        bytes(leaf.digest),
        u64(leaf.size),
        H('media-type', Buffer.from(leaf.mediaType)),
        u32(leaf.categories),
        bytes(leaf.owner),
        bytes(leaf.source),
      ]);
      expect(data.length).toBe(172);
      expect(leaf.data).toBe(hex(data));
      expect(leaf.hash).toBe(
        hex(
          createHash('sha256')
            .update(Buffer.concat([Buffer.from([0]), data]))
            .digest(),
        ),
      );
    }
  });

  it('hold the rows that docs/formats.md describes', () => {
    const { logId, seq, pseudonym, grant, rows } = read('rows');
    for (const row of rows) {
      expect(row.input).toBe(hex(Buffer.concat([bytes(logId), u64(seq), u32(row.position)])));
      expect(row.binding).toBe(hex(H('row', bytes(row.prf), bytes(pseudonym), bytes(grant))));
      expect(row.row).toBe(row.leaf + row.binding.slice(2));
    }
  });

  it('hold request digests over the domain string and the canonical bytes', () => {
    const { requests, routes } = read('request');
    for (const { canonical, digest } of requests) expect(digest).toBe(hex(H('request', Buffer.from(canonical))));
    for (const { method, path, body, digest } of routes) {
      const canonical = `{"body":"${body}","method":"${method}","path":"${path}"}`;
      expect(digest).toBe(hex(H('request', Buffer.from(canonical))));
    }
  });

  it('hold a content stream whose records follow one another as docs/formats.md describes', () => {
    const { stream, release, rows, proof, items, end } = read('content');
    const whole = bytes(stream);
    expect(whole.subarray(0, 18).toString('latin1')).toBe('custos-content/v1\n');
    const records: [string, Buffer][] = [];
    for (let at = 18; at < whole.length; ) {
      const length = whole.readUInt32BE(at + 1);
      records.push([whole.toString('latin1', at, at + 1), whole.subarray(at + 5, at + 5 + length)]);
      at += 5 + length;
    }
    const text = (value: unknown) => Buffer.from(JSON.stringify(value));
    const table = rows.map((row: Record<'leaf' | 'binding', string> & { index: number }) => {
      return Buffer.concat([u32(row.index), bytes(row.leaf), bytes(row.binding)]);
    });
    expect(records).toEqual([
      ['R', text(release)],
      ['M', Buffer.concat([...table, ...proof.map(bytes)])],
      ...items.flatMap(({ name, leaf, bytes: data }: Record<string, string>) => [
        ['I', text({ name, leaf })],
        ...(data === '0x' ? [] : [['D', bytes(data ?? '')]]),
      ]),
      ['E', text(end)],
    ]);
  });

  it('hold notes that OpenSSL verifies', () => {
    const { logVerifierKey, checkpoints } = read('note');
    const { publicKey } = parseVerifierKey(logVerifierKey);
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
      format: 'jwk',
    });
    for (const { note } of checkpoints) {
      const [text, line] = note.split('\n\n');
      const signature = Buffer.from(line.trim().split(' ')[2], 'base64').subarray(4);
      expect(verify(null, Buffer.from(`${text}\n`), key, signature)).toBe(true);
    }
  });

  it('hold proofs whose lines lead from the entry to the root', () => {
    for (const { index, entry, proof } of read('proof')) {
      const lines = proof.split('\n');
      expect(lines[1]).toBe(`extra ${entry}`);
      const path = lines.slice(3, lines.indexOf('')).map((line: string) => new Uint8Array(Buffer.from(line, 'base64')));
      const root = new Uint8Array(Buffer.from(lines[lines.indexOf('') + 3], 'base64'));
      expect(verifyInclusion(leafHash(Buffer.from(entry, 'base64')), index, 4, path, root)).toBe(true);
    }
  });
});
