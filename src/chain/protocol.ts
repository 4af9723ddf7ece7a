import { paramsBlock } from '@ethereumjs/block';
import { type Common, createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common';
import { paramsEVM } from '@ethereumjs/evm';
import { paramsTx } from '@ethereumjs/tx';
import { setLengthLeft } from '@ethereumjs/util';
import { paramsVM } from '@ethereumjs/vm';
import { type Bytes, concat } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { ChainCrypto } from './crypto.ts';

/** The rules of the chain: Cancun from block 0 on, and with `p256` the P256VERIFY precompile of EIP-7951 at
 *  0x100, so that passkeys do not cost what P-256 in Solidity costs. */
export function chainProtocol(chainId: number, p256: boolean, crypto: ChainCrypto): Common {
  // Heights of Mainnet's forks would change the rules of block 12,965,000.
  const last = Mainnet.hardforks.findIndex((fork) => fork.name === Hardfork.Cancun);
  const hardforks = Mainnet.hardforks.slice(0, last + 1).map(({ name }) => ({ name, block: 0 }));
  const common = createCustomCommon(
    { name: 'custos', chainId, hardforks, consensus: { type: 'pos', algorithm: 'casper', casper: {} } },
    Mainnet,
    {
      hardfork: Hardfork.Cancun,
      eips: p256 ? [7951] : [],
      customCrypto: {
        keccak256: crypto.keccak256,
        ecrecover: (digest, v, r, s, chain) => recoverPublicKey(crypto, digest, v, r, s, chain),
      },
    },
  );
  for (const params of [paramsBlock, paramsEVM, paramsTx, paramsVM]) common.updateParams(params);
  // Every header and transaction would merge its parameters in again, which takes longer than decoding it.
  common.updateParams = () => undefined;
  return common;
}

function recoverPublicKey(crypto: ChainCrypto, digest: Bytes, v: bigint, r: Bytes, s: Bytes, chain?: bigint): Bytes {
  const compact = concat(setLengthLeft(r, 32), setLengthLeft(s, 32));
  const key = crypto.recoverPublicKey(digest, compact, Number(recoveryOf(v, chain)));
  if (!key) throw new CustosError('SIGNATURE_INVALID', 'The signature belongs to no key.');
  return key;
}

function recoveryOf(v: bigint, chain: bigint | undefined): bigint {
  if (v === 0n || v === 1n) return v;
  return chain === undefined ? v - 27n : v - (chain * 2n + 35n);
}
