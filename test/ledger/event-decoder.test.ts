import { hexlify, type ParamType, randomBytes } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/core/ids.ts';
import { CONTRACT_NAMES, INTERFACES } from '../../src/ledger/contracts.ts';
import { decodeEvent } from '../../src/ledger/event-decoder.ts';
import { plainFields } from '../../src/ledger/plain.ts';

const AT = { height: 1, hash: hash(), time: 1_000, transaction: hash(), index: 0 };
const EVENTS = CONTRACT_NAMES.flatMap((contract) => {
  const names: [string, string][] = [];
  INTERFACES[contract].forEachEvent(({ name }) => names.push([contract, name]));
  return names;
}) as [(typeof CONTRACT_NAMES)[number], string][];

function hash(): Digest {
  return hexlify(randomBytes(32)) as Digest;
}

/** Any value of the type; the widest at every second call. */
function anyValue(type: ParamType, wide: boolean): unknown {
  if (type.baseType === 'tuple') return (type.components ?? []).map((component) => anyValue(component, wide));
  if (type.baseType === 'bool') return wide;
  if (type.baseType === 'string') return wide ? 'naïve ✓ '.repeat(9) : '';
  if (type.baseType === 'bytes') return hexlify(randomBytes(wide ? 97 : 0));
  if (type.baseType === 'address') return hexlify(randomBytes(20));
  if (type.baseType === 'bytes32') return hash();
  const bits = Number(type.baseType.slice(4));
  return wide ? (1n << BigInt(bits)) - 1n : BigInt(hexlify(randomBytes(bits / 8)));
}

describe('the decoder of events', () => {
  it.each(EVENTS)('reads %s.%s as ethers does', (contract, name) => {
    const abi = INTERFACES[contract];
    const fragment = abi.getEvent(name);
    if (!fragment) throw new Error(`There is no ${name}.`);
    for (const wide of [true, false]) {
      const values = fragment.inputs.map((input) => anyValue(input, wide));
      const { topics, data } = abi.encodeEventLog(fragment, values);
      const expected = plainFields(fragment.inputs, abi.decodeEventLog(fragment, data, topics));
      expect(decodeEvent({ topics, data }, AT)).toEqual({ name, at: AT, ...expected });
    }
  });

  it('refuses an event that the contracts do not have', () => {
    expect(() => decodeEvent({ topics: [hash()], data: '0x' }, AT)).toThrow(/not the one this version knows/);
    expect(() => decodeEvent({ topics: [], data: '0x' }, AT)).toThrow(/not the one this version knows/);
  });

  it('refuses an event that ends early', () => {
    const fragment = INTERFACES.membership.getEvent('MemberAdded');
    if (!fragment) throw new Error('There is no MemberAdded.');
    const values = fragment.inputs.map((input) => anyValue(input, true));
    const { topics, data } = INTERFACES.membership.encodeEventLog(fragment, values);
    for (const length of [2, data.length - 64 * 4, data.length - 128]) {
      const broken = { topics, data: data.slice(0, length) };
      expect(() => decodeEvent(broken, AT)).toThrow(expect.objectContaining({ code: 'LEDGER_MISMATCH' }));
    }
    expect(() => decodeEvent({ topics: topics.slice(1), data }, AT)).toThrow(/this version knows/);
  });
});
