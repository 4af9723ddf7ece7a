import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRowLine } from '../../src/audit/log/row-line.ts';
import { type Bytes, toHex } from '../../src/core/bytes.ts';
import type { GrantId, Pseudonym } from '../../src/core/ids.ts';
import type { OpeningRowLine } from '../../src/core/openings.ts';
import { rowLine } from '../../src/gateway/release/openings.ts';
import { leafJson } from '../audit/trail.ts';

const bytes: fc.Arbitrary<Bytes> = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((some) => Uint8Array.from(some));
const id = bytes.map(toHex);
const item = fc.record({
  leaf: fc.record({
    salt: bytes,
    digest: bytes,
    size: fc.maxSafeNat(),
    mediaType: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 255 }),
    categories: fc.integer({ min: 0, max: 0xffff_ffff }),
    owner: bytes,
    source: bytes,
  }),
  subject: fc.option(id as fc.Arbitrary<Pseudonym>),
  ownerSalt: bytes,
});

it('writes the line of a row as JSON has it, and as auditors read it at a glance', () => {
  fc.assert(
    fc.property(item, fc.nat(4_095), bytes, fc.option(id as fc.Arbitrary<GrantId>), (one, position, prf, grant) => {
      const row: OpeningRowLine['row'] = {
        position,
        leaf: leafJson(one.leaf),
        prf: toHex(prf),
        ...(one.subject === null ? {} : { ownerSalt: toHex(one.ownerSalt), subject: one.subject }),
        ...(grant === null ? {} : { grant }),
      };
      const line = rowLine(one, position, prf, grant ?? undefined);
      expect(JSON.parse(line)).toEqual({ row });
      expect(line.endsWith('}\n')).toBe(true);
      const isPlain = /^[^"\\]*$/.test(one.leaf.mediaType);
      expect(readRowLine(line.trimEnd())).toEqual(isPlain ? row : undefined);
    }),
  );
});
