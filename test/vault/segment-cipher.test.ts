import { createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bytes, fromHex, toHex } from '../../src/core/bytes.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { HEADER_BYTES, openSegments, sealSegments } from '../../src/vault/segment-cipher.ts';
import { decryptRange, encryptValues } from '../../src/vault/segment-stream.ts';
import vectors from '../vectors/segments.json' with { type: 'json' };
import { collect } from './workspace.ts';

const LOG2 = 12;
const SEGMENT = 2 ** LOG2;

async function encrypt(key: Bytes, plaintext: Bytes, segmentLog2 = LOG2): Promise<Bytes[]> {
  const values: Bytes[] = [];
  for await (const value of encryptValues(key, [plaintext], { segmentLog2 })) values.push(value);
  return values;
}

/** Reads to the end or to the refusal, and checks that whatever came out before is the beginning of `plaintext`. */
async function readTampered(key: Bytes, values: readonly Bytes[], plaintext: Bytes): Promise<string> {
  const released: Bytes[] = [];
  try {
    const read = async (segment: number): Promise<Bytes> => values[segment] ?? new Uint8Array();
    for await (const piece of decryptRange(key, plaintext.length, { from: 0, to: plaintext.length }, read)) {
      released.push(piece);
    }
    return 'read';
  } catch (error) {
    const out = Buffer.concat(released);
    expect(out.equals(plaintext.subarray(0, out.length))).toBe(true);
    expect(out.length).toBeLessThan(Math.max(1, plaintext.length));
    return isCustosError(error) ? error.code : String(error);
  }
}

describe('segment cipher', () => {
  test.each(vectors.vectors)('gives the exact bytes of the vector "$name"', async (vector) => {
    const key = fromHex(vector.dataKey, 32);
    const salt = fromHex(vector.salt, 32);
    const plaintext = Buffer.alloc(vector.size, Buffer.from(vector.pattern, 'hex'));
    const values: Bytes[] = [];
    for await (const value of encryptValues(key, [plaintext], { segmentLog2: vector.segmentLog2, salt }))
      values.push(value);
    expect(toHex(values[0]?.subarray(0, HEADER_BYTES) ?? new Uint8Array())).toBe(vector.header);
    expect(values.map((value) => toHex(createHash('sha256').update(value).digest()))).toEqual(vector.valueDigests);
    if (vector.values !== undefined) expect(values.map((value) => toHex(value))).toEqual(vector.values);
  });

  test('is what its description says, decrypted by hand', async () => {
    const key = randomBytes(32);
    const plaintext = randomBytes(SEGMENT + 5);
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = await encrypt(key, plaintext);
    const info = Buffer.concat([Buffer.from('custos/segment/v1\0'), first.subarray(0, 4)]);
    const okm = Buffer.from(hkdfSync('sha256', key, first.subarray(4, 36), info, 71));
    expect(okm.subarray(32, 64).equals(first.subarray(36, 68))).toBe(true);
    const nonce = Buffer.concat([okm.subarray(64), Buffer.from([0, 0, 0, 1]), Buffer.from([1])]);
    const decipher = createDecipheriv('aes-256-gcm', okm.subarray(0, 32), nonce).setAuthTag(second.subarray(-16));
    const opened = Buffer.concat([decipher.update(second.subarray(0, -16)), decipher.final()]);
    expect(opened.equals(plaintext.subarray(SEGMENT))).toBe(true);
  });

  test('gives back any range of any stream, however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 4 * SEGMENT }),
        fc.integer({ min: 1, max: 2 * SEGMENT }),
        fc.nat(),
        fc.nat(),
        async (plaintext, chunk, a, b) => {
          const key = randomBytes(32);
          const chunks: Bytes[] = [];
          for (let at = 0; at < plaintext.length; at += chunk) chunks.push(plaintext.subarray(at, at + chunk));
          const values: Bytes[] = [];
          for await (const value of encryptValues(key, chunks, { segmentLog2: LOG2 })) values.push(value);
          const [from = 0, to = 0] = [a % (plaintext.length + 1), b % (plaintext.length + 1)].sort((x, y) => x - y);
          const read = async (segment: number): Promise<Bytes> => values[segment] ?? new Uint8Array();
          const out = await collect(decryptRange(key, plaintext.length, { from, to }, read));
          expect(out.equals(plaintext.subarray(from, to))).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('refuses each flipped bit, and releases only what came before it (R10)', async () => {
    const key = randomBytes(32);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3 * SEGMENT }), fc.nat(), fc.nat(7), async (plaintext, at, bit) => {
        const values = (await encrypt(key, plaintext)).map((value) => Buffer.from(value));
        const total = values.reduce((sum, value) => sum + value.length, 0);
        let position = at % total;
        const hit = values.find((value) => {
          if (position < value.length) return true;
          position -= value.length;
          return false;
        });
        if (hit !== undefined) hit[position] = (hit[position] ?? 0) ^ (1 << bit);
        expect(await readTampered(key, values, plaintext)).toBe('SEGMENT_CORRUPT');
      }),
      { numRuns: 300 },
    );
  });

  test('refuses every bit of a header', async () => {
    const key = randomBytes(32);
    const [value = new Uint8Array()] = await encrypt(key, Buffer.from('x'));
    for (let bit = 0; bit < HEADER_BYTES * 8; bit++) {
      const header = Buffer.from(value.subarray(0, HEADER_BYTES));
      header[bit >> 3] = (header[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => openSegments(key, header)).toThrow(expect.objectContaining({ code: 'SEGMENT_CORRUPT' }));
    }
  });

  test('refuses truncation, reordering, repetition, exchange between streams, and other keys (R10)', async () => {
    const key = randomBytes(32);
    const plaintext = randomBytes(3 * SEGMENT);
    const values = await encrypt(key, plaintext);
    const [a = Buffer.alloc(0), b = Buffer.alloc(0), c = Buffer.alloc(0)] = values;
    const [a2 = Buffer.alloc(0), b2 = Buffer.alloc(0)] = await encrypt(key, plaintext);
    const headless = a.subarray(HEADER_BYTES);
    const tampered: Bytes[][] = [
      [a, c, b],
      [a, b, b],
      [a, b],
      [a],
      [],
      [a.subarray(0, -1), b, c],
      [a, b, c.subarray(0, -1)],
      [a, b, Buffer.concat([c, Buffer.alloc(1)])],
      [a, b2, c],
      [Buffer.concat([a2.subarray(0, HEADER_BYTES), headless]), b, c],
      [Buffer.concat([a.subarray(0, HEADER_BYTES), b]), headless, c],
      [a2, b, c],
    ];
    for (const value of tampered) expect(await readTampered(key, value, plaintext)).toBe('SEGMENT_CORRUPT');
    expect(await readTampered(randomBytes(32), values, plaintext)).toBe('SEGMENT_CORRUPT');
    expect(await readTampered(key, values, plaintext)).toBe('read');
  });

  test('refuses a shorter stream passed off as the whole, and a longer one cut to the claimed size', async () => {
    const key = randomBytes(32);
    const plaintext = randomBytes(2 * SEGMENT);
    const values = await encrypt(key, plaintext);
    expect(await readTampered(key, values, plaintext.subarray(0, SEGMENT))).toBe('SEGMENT_CORRUPT');
    expect(await readTampered(key, values, Buffer.concat([plaintext, plaintext]))).toBe('SEGMENT_CORRUPT');
  });

  test('never seals two streams alike', async () => {
    const key = randomBytes(32);
    const [a, b] = [await encrypt(key, Buffer.alloc(100)), await encrypt(key, Buffer.alloc(100))];
    expect(Buffer.from(a[0] ?? []).equals(Buffer.from(b[0] ?? []))).toBe(false);
  });

  test('refuses ranges outside the stream', async () => {
    const key = randomBytes(32);
    const values = await encrypt(key, Buffer.alloc(10));
    const read = async (segment: number): Promise<Bytes> => values[segment] ?? new Uint8Array();
    for (const range of [
      { from: 0, to: 11 },
      { from: -1, to: 3 },
      { from: 5, to: 4 },
      { from: Number.NaN, to: 4 },
    ]) {
      await expect(collect(decryptRange(key, 10, range, read))).rejects.toMatchObject({
        code: 'RANGE_NOT_SATISFIABLE',
      });
    }
  });

  test('takes from its source no faster than its values are taken', async () => {
    let taken = 0;
    function* source(): Generator<Bytes> {
      for (; taken < 100; taken++) yield Buffer.alloc(SEGMENT);
    }
    const values = encryptValues(randomBytes(32), source(), { segmentLog2: LOG2 });
    await values.next();
    await values.next();
    expect(taken).toBeLessThanOrEqual(3);
    await values.return(undefined);
  });

  test('refuses segment sizes, keys and counters that the format does not have', () => {
    expect(() => sealSegments(randomBytes(32), { segmentLog2: 11 })).toThrow();
    expect(() => sealSegments(randomBytes(32), { segmentLog2: 21 })).toThrow();
    expect(() => sealSegments(randomBytes(31))).toThrow();
    const sealer = sealSegments(randomBytes(32), { segmentLog2: LOG2 });
    expect(() => sealer.seal(2 ** 32, true, Buffer.alloc(1))).toThrow(
      expect.objectContaining({ code: 'INPUT_TOO_LARGE' }),
    );
    expect(() => sealer.seal(0, true, Buffer.alloc(SEGMENT + 1))).toThrow();
  });
});
