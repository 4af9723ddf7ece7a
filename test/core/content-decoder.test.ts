import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../src/core/bytes.ts';
import { type ContentRecord, contentDecoder } from '../../src/core/content-decoder.ts';
import { CONTENT_START, decodeRows, encodeRelease, encodeRows, RECORDS } from '../../src/core/content-frame.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { sampleContent, streamOf } from './content-sample.ts';

const sample = sampleContent();
const stream = streamOf(sample);
const bytesOf = (kind: number, length: number) => {
  const head = new Uint8Array(5);
  head[0] = kind;
  new DataView(head.buffer).setUint32(1, length);
  return head;
};
const cuts = (length: number) =>
  fc.uniqueArray(fc.nat({ max: length }), { maxLength: 40 }).map((at) => at.toSorted((a, b) => a - b));

function pieces(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  return [...at, bytes.length].map((end, i) => bytes.slice(at[i - 1] ?? 0, end));
}

/** Data put together again, whatever the chunks were. */
function read(chunks: readonly Uint8Array[]): ContentRecord[] {
  const decoder = contentDecoder();
  const records: ContentRecord[] = [];
  for (const chunk of chunks) {
    for (const record of decoder.push(chunk)) {
      const last = records.at(-1);
      if (record.kind !== 'data' || last?.kind !== 'data') records.push(record);
      else records[records.length - 1] = { kind: 'data', bytes: concat(last.bytes, record.bytes) };
    }
  }
  return records;
}

describe('a content stream', () => {
  it('is read as it was written, however it is cut', () => {
    const whole = read([stream]);
    expect(whole.map(({ kind }) => kind)).toEqual(['release', 'rows', 'item', 'item', 'data', 'item', 'data', 'end']);
    fc.assert(
      fc.property(cuts(stream.length), (at) => {
        expect(read(pieces(stream, at))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
    expect(read([...stream].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('gives rows as they were written', () => {
    const record = read([stream]).find(({ kind }) => kind === 'rows');
    if (record?.kind !== 'rows') throw new Error('It holds no rows.');
    expect(decodeRows(record.payload, 3)).toEqual(sample.rows);
    for (const count of [0, 1, 2, 4, 0xffff_ffff]) {
      expect(() => decodeRows(record.payload, count)).toThrow(/not as many/);
    }
    expect(() => decodeRows(record.payload.subarray(1), 3)).toThrow(/not as many/);
  });

  it('with any byte changed is refused or read as another one: nothing else is thrown', () => {
    const at = fc.nat({ max: stream.length - 1 });
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), cuts(stream.length), (place, change, where) => {
        const changed = stream.slice();
        changed[place] = (changed[place] ?? 0) ^ change;
        try {
          expect(read(pieces(changed, where))).not.toEqual(read([stream]));
        } catch (error) {
          expect(isCustosError(error, 'PROOF_INVALID')).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('of any bytes at all is refused, or not over', () => {
    const anything = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(anything, cuts(400), (bytes, at) => {
        const chunks = pieces(
          concat(CONTENT_START, bytes),
          at.filter((one) => one < bytes.length),
        );
        try {
          for (const { kind } of read(chunks)) expect(kind).toBe('data');
        } catch (error) {
          expect(isCustosError(error, 'PROOF_INVALID')).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it.each(Object.entries(RECORDS))(
    'holds no %s longer than its bound, and takes no memory for it',
    (_, { type, max }) => {
      for (const length of [0, max + 1, 0xffff_ffff]) {
        expect(() => read([CONTENT_START, bytesOf(type, length)])).toThrow(/has \d+ bytes/);
      }
      const before = process.memoryUsage().arrayBuffers;
      const decoders = Array.from({ length: 200 }, contentDecoder);
      for (const decoder of decoders) {
        for (const chunk of [CONTENT_START, bytesOf(type, max), new Uint8Array(10)]) Array.from(decoder.push(chunk));
      }
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(max);
    },
  );

  it('of another version, or another type of record, is refused', () => {
    expect(() => read([utf8('custos-content/v2\n')])).toThrow(/version 1/);
    expect(() => read([utf8('{"release":{"seq"}}\n')])).toThrow(/version 1/);
    for (const type of ['r', 'X', '\0']) {
      expect(() => read([CONTENT_START, utf8(type), new Uint8Array(4)])).toThrow(/no known type/);
    }
  });

  it('is not written with records that no reader takes', () => {
    expect(() => encodeRelease({ ...sample.release, receipt: 'x'.repeat(2 ** 20) })).toThrow(/1048576 fit/);
    expect(() => encodeRows({ ...sample.rows, leaves: [new Uint8Array(31)] })).toThrow(/32 bytes/);
  });
});
