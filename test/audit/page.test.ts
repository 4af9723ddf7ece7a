import { createPublicKey, generateKeyPairSync, hash, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Buffer as BrowserBuffer, isAscii } from '../../src/audit/page-buffer.ts';
import * as browser from '../../src/audit/page-crypto.ts';
import { PageFetch } from '../../src/audit/page-fetch.ts';
import type { ToPage } from '../../src/audit/page-protocol.ts';

const bytes = fc.uint8Array({ maxLength: 200 });
const copy = (of: { readonly buffer: ArrayBufferLike; readonly byteOffset: number; readonly length: number }) =>
  BrowserBuffer.from(of.buffer as ArrayBuffer, of.byteOffset, of.length);

describe('what stands for Node in a page', () => {
  it('reads and writes bytes as Node does', () => {
    fc.assert(
      fc.property(bytes, bytes, (some, more) => {
        for (const encoding of ['hex', 'latin1', 'base64url'] as const) {
          expect(copy(some).toString(encoding)).toBe(Buffer.from(some).toString(encoding));
        }
        const [ours, nodes] = [BrowserBuffer.concat([some, more]), Buffer.concat([some, more])];
        expect([...ours]).toEqual([...nodes]);
        expect(ours.equals(nodes)).toBe(true);
        expect(isAscii(some)).toBe(some.every((byte) => byte < 128));
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom(...'0123456789abcDEFg') }),
        (text, hex) => {
          expect([...BrowserBuffer.from(text)]).toEqual([...Buffer.from(text)]);
          expect(BrowserBuffer.from(text).toString()).toBe(Buffer.from(text).toString());
          expect([...BrowserBuffer.from(hex, 'hex')]).toEqual([...Buffer.from(hex, 'hex')]);
        },
      ),
    );
    const [ours, nodes] = [BrowserBuffer.alloc(9, 1), Buffer.alloc(9, 1)];
    for (const one of [ours, nodes]) {
      one.write('00ff', 1, 'hex');
      one.writeUInt32BE(0xdeadbeef, 4);
    }
    expect([...ours]).toEqual([...nodes]);
  });

  it('hashes as Node does', () => {
    fc.assert(
      fc.property(bytes, fc.constantFrom('hex', 'base64url'), (some, encoding) => {
        expect(browser.hash('sha256', some, encoding)).toBe(hash('sha256', some, encoding));
      }),
    );
  });

  it.each([
    ['ES256', 'sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['Ed25519', null, generateKeyPairSync('ed25519')],
  ] as const)('takes just the signatures of %s that Node takes', (_, algorithm, { publicKey, privateKey }) => {
    const jwk = publicKey.export({ format: 'jwk' });
    const key = browser.createPublicKey({ key: { crv: String(jwk.crv), x: String(jwk.x), y: String(jwk.y) } });
    const nodes = createPublicKey({ key: jwk, format: 'jwk' });
    for (let round = 0; round < 8; round++) {
      const message = Buffer.from(`message ${round}`);
      const signature = sign(algorithm, message, privateKey);
      expect(browser.verify(algorithm, message, key, signature)).toBe(true);
      for (const at of [0, 5, signature.length - 1]) {
        const changed = Buffer.from(signature);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(browser.verify(algorithm, message, key, changed)).toBe(verify(algorithm, message, nodes, changed));
      }
      expect(browser.verify(algorithm, Buffer.from('another'), key, signature)).toBe(false);
    }
  });

  it('refuses a key that is no point of its curve', () => {
    const x = Buffer.alloc(32, 7).toString('base64url');
    expect(() => browser.createPublicKey({ key: { crv: 'P-256', x, y: x } })).toThrow();
  });

  it('asks its page for what it reads, and gives up what is not waited for', async () => {
    const asked: ToPage[] = [];
    const page = new PageFetch('http://gateway.invalid', (message) => asked.push(message));
    const first = page.fetch('http://gateway.invalid/log/checkpoint');
    const second = page.fetch('http://gateway.invalid/v1/ledger/rpc', { method: 'POST', body: '{}' });
    expect(asked).toEqual([
      { type: 'ask', id: 1, method: 'GET', path: '/log/checkpoint' },
      { type: 'ask', id: 2, method: 'POST', path: '/v1/ledger/rpc', body: '{}' },
    ]);
    page.settle({ type: 'answer', id: 2, status: 404, bytes: new Uint8Array() });
    page.settle({ type: 'answer', id: 1, status: 200, bytes: Uint8Array.of(7) });
    expect([...(await (await first).bytes())]).toEqual([7]);
    expect((await second).status).toBe(404);
    const leaving = new AbortController();
    const third = page.fetch('http://gateway.invalid/x', { signal: leaving.signal });
    leaving.abort();
    await expect(third).rejects.toThrow('not waited for');
    const fourth = page.fetch('http://gateway.invalid/x');
    page.settle({ type: 'unanswered', id: 4, reason: 'offline' });
    await expect(fourth).rejects.toThrow('offline');
  });
});
