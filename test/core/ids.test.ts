import { describe, expect, it } from 'vitest';
import { formatLedger, isDigest, logOrigin, parseLedger, toAddress, toId } from '../../src/core/ids.ts';
import { LEDGER, LOG } from './format-vectors.ts';
import { hexOf } from './samples.ts';

const refused = expect.objectContaining({ code: 'INPUT_INVALID' });

describe('ids', () => {
  it('write and read a ledger in one spelling', () => {
    expect(formatLedger(LEDGER)).toBe(`eip155:3141592653589:${hexOf('aa', 20)}`);
    expect(parseLedger(formatLedger(LEDGER))).toEqual(LEDGER);
  });

  it.each([
    `eip155:01:${hexOf('aa', 20)}`,
    `eip155:0:${hexOf('aa', 20)}`,
    `eip155:${2 ** 52}:${hexOf('aa', 20)}`,
    `eip155:1:${hexOf('AA', 20)}`,
    `eip155:1:${hexOf('aa', 19)}`,
    `eip155:1:${hexOf('aa', 20)}\n`,
    `eip155:-1:${hexOf('aa', 20)}`,
    '',
  ])('refuse the ledger %j', (text) => {
    expect(() => parseLedger(text)).toThrow(refused);
  });

  it('refuse digests in another spelling', () => {
    expect(toId(hexOf('ab', 32), 'id')).toBe(hexOf('ab', 32));
    for (const text of [hexOf('AB', 32), hexOf('ab', 31), hexOf('ab', 33), 'ab'.repeat(32), `${hexOf('ab', 32)}\n`]) {
      expect(() => toId(text, 'id')).toThrow(refused);
      expect(isDigest(text)).toBe(false);
    }
  });

  it('take addresses in any case and keep the lower one', () => {
    expect(toAddress(hexOf('AB', 20).replace('0X', '0x'), 'account')).toBe(hexOf('ab', 20));
    expect(() => toAddress(hexOf('ab', 21), 'account')).toThrow(refused);
  });

  it('name a log by its ledger', () => {
    expect(logOrigin(LEDGER, LOG)).toBe(`custos/3141592653589/${hexOf('aa', 20)}/${hexOf('10', 32)}`);
  });
});
