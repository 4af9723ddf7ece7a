import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bytes,
  fromBase64,
  fromBase64Url,
  fromHex,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
  utf8Decode,
} from '../../src/core/bytes.ts';
import { canonicalBytes, type Json, parseCanonical } from '../../src/core/canonical.ts';
import { formatCheckpoint, parseCheckpoint } from '../../src/core/checkpoint.ts';
import { decodeEntry, encodeEntry } from '../../src/core/entry.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { decodeEvidence, encodeEvidence } from '../../src/core/evidence.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import { formatLedger, parseLedger } from '../../src/core/ids.ts';
import { formatNote, parseNote } from '../../src/core/note.ts';
import { parseProof, renderProof } from '../../src/core/proof.ts';
import { decodeRequest, encodeRequest } from '../../src/core/request.ts';
import { parseStatement, statementText } from '../../src/core/session-statement.ts';
import { termsFromJson, termsToJson } from '../../src/core/terms.ts';
import { decodeBundle, encodeBundle, parseTilePath, tilePath } from '../../src/core/tiles.ts';
import { formatVerifierKey, parseVerifierKey } from '../../src/core/verifier-key.ts';
import { ENTRIES, LOG_VKEY, logNote, logTree, REQUEST, STATEMENT } from './format-vectors.ts';
import { hexOf, TERMS } from './samples.ts';

/** A format: bytes that it reads, and what it writes again of what it read. */
interface Format {
  readonly name: string;
  readonly sample: Bytes;
  /** Undefined, or an exception, where the bytes are refused. */
  readonly rewrite: (bytes: Bytes) => Bytes | undefined;
}

const ofText =
  (rewrite: (text: string) => string | undefined) =>
  (bytes: Bytes): Bytes | undefined => {
    const text = rewrite(utf8Decode(bytes));
    return text === undefined ? undefined : utf8(text);
  };
const entry = encodeEntry(ENTRIES[0] as (typeof ENTRIES)[number]);
const note = logNote(4);
const operation = {
  v: 1,
  kind: 'operation',
  software: 'custos 1',
  verifierKey: 'a+00000000+AA==',
  predecessor: hexOf('01', 32) as Digest,
  lost: [3, 9],
} as const;

const FORMATS: readonly Format[] = [
  { name: 'an entry', sample: entry, rewrite: (bytes) => encodeEntry(decodeEntry(bytes)) },
  { name: 'a request', sample: encodeRequest(REQUEST), rewrite: (bytes) => encodeRequest(decodeRequest(bytes)) },
  {
    name: 'a statement of an organisation',
    sample: utf8(statementText(STATEMENT)),
    rewrite: ofText((text) => statementText(parseStatement(text))),
  },
  {
    name: 'evidence of a request',
    sample: encodeEvidence({
      v: 1,
      kind: 'request',
      session: { type: 'siwe', message: 'naïve ✓ "quoted"\n', signature: hexOf('ab', 65) },
      dpop: 'aaa.bbb.ccc',
      request: REQUEST,
    }),
    rewrite: (bytes) => encodeEvidence(decodeEvidence(bytes)),
  },
  {
    name: 'evidence of an operation',
    sample: encodeEvidence(operation),
    rewrite: (bytes) => encodeEvidence(decodeEvidence(bytes)),
  },
  {
    name: 'canonical JSON',
    sample: canonicalBytes({ a: [-1.5, 0, 2 ** 53 - 1, null, true], é: '\u20ac\u{1f600}\n\\"', z: { '': {} } }),
    rewrite: (bytes) => canonicalBytes(parseCanonical(bytes, 1_000)),
  },
  {
    name: 'terms',
    sample: canonicalBytes(termsToJson(TERMS) as unknown as Json),
    rewrite: (bytes) => canonicalBytes(termsToJson(termsFromJson(parseCanonical(bytes, 10_000))) as unknown as Json),
  },
  { name: 'a note', sample: note, rewrite: (bytes) => formatNote(parseNote(bytes)) },
  {
    name: 'a checkpoint',
    sample: parseNote(note).text,
    rewrite: (bytes) => {
      const { extensions, ...checkpoint } = parseCheckpoint(bytes);
      return utf8([utf8Decode(formatCheckpoint(checkpoint)), ...extensions.map((line) => `${line}\n`)].join(''));
    },
  },
  {
    name: 'a receipt',
    sample: renderProof({ extra: entry, index: 2, path: logTree().inclusion(2), checkpoint: note }),
    rewrite: (bytes) => renderProof(parseProof(bytes)),
  },
  {
    name: 'a verifier key',
    sample: utf8(LOG_VKEY),
    rewrite: ofText((text) => {
      const { name, type, publicKey } = parseVerifierKey(text);
      return formatVerifierKey(name, type, publicKey);
    }),
  },
  {
    name: 'a path of a tile',
    sample: utf8(tilePath({ level: 3, index: 1_234_067, width: 112 })),
    rewrite: ofText((text) => {
      const tile = parseTilePath(text);
      return tile && tilePath(tile);
    }),
  },
  {
    name: 'a bundle',
    sample: encodeBundle([entry, new Uint8Array(), Uint8Array.of(1, 2, 3)]),
    rewrite: (bytes) => encodeBundle(decodeBundle(bytes, 3)),
  },
  {
    name: 'a ledger',
    sample: utf8(formatLedger({ chainId: 4_503_599_627_370, membership: hexOf('aa', 20) as Address })),
    rewrite: ofText((text) => formatLedger(parseLedger(text))),
  },
  { name: 'hex', sample: utf8(hexOf('a9', 9)), rewrite: ofText((text) => toHex(fromHex(text))) },
  { name: 'base64', sample: utf8('AP+/w6k='), rewrite: ofText((text) => toBase64(fromBase64(text))) },
  { name: 'base64url', sample: utf8('AP-_w6k'), rewrite: ofText((text) => toBase64Url(fromBase64Url(text))) },
];

/** One byte changed, left out, put in or doubled. */
const mutation = (bytes: Bytes) =>
  fc
    .tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 2, 3))
    .map(([at, byte, kind]) => {
      const middle = [[byte], [], [byte, bytes[at] ?? 0], [bytes[at] ?? 0, bytes[at] ?? 0]][kind] ?? [];
      return Uint8Array.from([...bytes.subarray(0, at), ...middle, ...bytes.subarray(at + 1)]);
    });

describe('the parsers of what is signed, hashed and logged', () => {
  it.each(FORMATS)('write $name as they read it', ({ sample, rewrite }) => {
    expect(rewrite(sample)).toEqual(sample);
  });

  it.each(FORMATS)('refuse $name with one byte changed, or read what has that one spelling', ({ sample, rewrite }) => {
    fc.assert(
      fc.property(mutation(sample), (bytes) => {
        let again: Bytes | undefined;
        try {
          again = rewrite(bytes);
        } catch (error) {
          if (!isCustosError(error)) throw error;
        }
        if (again !== undefined) expect(again).toEqual(bytes);
      }),
      { numRuns: 1_500 },
    );
  });
});
