import type { Bytes } from '../../src/core/bytes.ts';
import { CustosError } from '../../src/core/errors.ts';

/** The fields of a header as `eth_getBlockBy…` gives it, in RLP order, for {@link sealerOf}. Cancun headers only. */
export function headerFieldsOfRpc(block: Readonly<Record<string, unknown>>): Bytes[] {
  return RPC_FIELDS.map(([name, quantity]) => {
    const value = block[name];
    if (typeof value !== 'string' || !/^0x[0-9a-fA-F]*$/.test(value)) {
      throw new CustosError('INPUT_INVALID', `The block has no ${name}; pass a block of eth_getBlockByNumber.`);
    }
    const digits = quantity ? value.slice(2).replace(/^0+/, '') : value.slice(2);
    return new Uint8Array(Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex'));
  });
}

const RPC_FIELDS: readonly (readonly [name: string, quantity: boolean])[] = [
  ['parentHash', false],
  ['sha3Uncles', false],
  ['miner', false],
  ['stateRoot', false],
  ['transactionsRoot', false],
  ['receiptsRoot', false],
  ['logsBloom', false],
  ['difficulty', true],
  ['number', true],
  ['gasLimit', true],
  ['gasUsed', true],
  ['timestamp', true],
  ['extraData', false],
  ['mixHash', false],
  ['nonce', false],
  ['baseFeePerGas', true],
  ['withdrawalsRoot', false],
  ['blobGasUsed', true],
  ['excessBlobGas', true],
  ['parentBeaconBlockRoot', false],
];
