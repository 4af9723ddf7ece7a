import { Interface } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hex } from '../../src/core/bytes.ts';
import { type CallValue, callData } from '../../src/core/call-data.ts';

const hex = (minLength: number, maxLength = minLength) =>
  fc.uint8Array({ minLength, maxLength }).map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`);
const by = fc.tuple(hex(0, 130), hex(0, 130));

/** As another library encodes it. */
function ofEthers(signature: string, values: readonly unknown[]): string {
  return new Interface([`function ${signature}`]).encodeFunctionData(signature, values);
}

describe('the data of a call', () => {
  it.each([
    ['revoke(bytes32,bytes32,bytes,bytes)', fc.tuple(hex(32), hex(32), hex(0, 130), hex(0, 130))],
    ['revokeAll(bytes32,uint32,(bytes,bytes))', fc.tuple(hex(32), fc.integer({ min: 0, max: 2 ** 32 - 1 }), by)],
    ['pauseRecorded(bytes32,uint40,bytes32)', fc.tuple(hex(32), fc.integer({ min: 0, max: 2 ** 40 - 1 }), hex(32))],
    ['f((bytes4,uint256),bytes)', fc.tuple(fc.tuple(hex(4), fc.bigInt(0n, 2n ** 256n - 1n)), hex(0, 70))],
    ['f(((bytes,uint8),bytes20),uint8)', fc.tuple(fc.tuple(fc.tuple(hex(0, 40), fc.nat(255)), hex(20)), fc.nat(255))],
    ['f()', fc.constant([])],
  ] as const)('is what ethers makes of %s', (signature, values) => {
    const isSame = (one: readonly CallValue[]) => callData(signature, one) === ofEthers(signature, one);
    fc.assert(fc.property(values as fc.Arbitrary<readonly CallValue[]>, isSame));
  });

  it('is refused where a value is not of its type', () => {
    const [digest, signature] = [`0x${'11'.repeat(32)}`, 'pauseRecorded(bytes32,uint40,bytes32)'] as const;
    for (const [subject, until] of [
      [digest, 2 ** 40],
      [digest, -1],
      ['0x11', 1],
      [digest, [1]],
      [1, 1],
    ] as const) {
      expect(() => callData(signature, [subject, until, digest])).toThrow(
        expect.objectContaining({ code: 'ENCODING_INVALID' }),
      );
    }
    expect(() => callData(signature, [digest, 1])).toThrow(/3 values are called for, not 2/);
  });
});
