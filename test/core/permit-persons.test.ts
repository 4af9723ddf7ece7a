import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/core/ids.ts';
import { MAX_PERMIT_PERSONS, permitPersonsDigest } from '../../src/core/permit-persons.ts';
import { hexOf } from './samples.ts';

const [ONE, OTHER] = [hexOf('51', 32), hexOf('0a', 32)] as [Digest, Digest];

describe('the digest of the persons whom a permit names', () => {
  it('is over their pseudonyms in ascending order, each once', () => {
    const text = Buffer.concat([Buffer.from('custos/recipients/v1\0'), Buffer.alloc(32, 0x0a), Buffer.alloc(32, 0x51)]);
    const digest = `0x${createHash('sha256').update(text).digest('hex')}`;
    for (const persons of [
      [ONE, OTHER],
      [OTHER, ONE],
      [OTHER, ONE, OTHER],
    ])
      expect(permitPersonsDigest(persons)).toBe(digest);
    expect(permitPersonsDigest([ONE])).not.toBe(digest);
  });

  it('is of one person at least, and of no more than a permit may name', () => {
    const many = Array.from({ length: MAX_PERMIT_PERSONS + 1 }, (_, i) => `0x${String(i).padStart(64, '0')}` as Digest);
    for (const persons of [[], many]) {
      expect(() => permitPersonsDigest(persons)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
    expect(permitPersonsDigest(many.slice(1))).toMatch(/^0x/);
  });
});
