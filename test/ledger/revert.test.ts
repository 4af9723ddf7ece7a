import { AbiCoder, Interface } from 'ethers';
import { describe, expect, it } from 'vitest';
import { ABI } from '../../src/ledger/abi.ts';
import { rejectionOf } from '../../src/ledger/revert.ts';
import { randomDigest } from './engine.ts';

const CONSENTS = new Interface(ABI.consents);

describe('a refusal of a contract', () => {
  it('has the name and the facts of the custom error', () => {
    const grant = randomDigest();
    const error = rejectionOf(CONSENTS.encodeErrorResult('ConsentRegistryRevoked', [grant, 1_764_000_000]));
    expect(error.toJSON()).toEqual({
      code: 'LEDGER_REJECTED',
      message: 'The grant was revoked and cannot be given again.',
      details: { error: 'ConsentRegistryRevoked', args: [grant, '1764000000'] },
    });
  });

  it('is a sentence for every error of the contracts', () => {
    for (const lines of Object.values(ABI)) {
      new Interface(lines).forEachError((fragment) => {
        const words = fragment.inputs.map(() => `${'0'.repeat(63)}2`).join('');
        const text = fragment.inputs.some(({ baseType }) => ['bytes', 'string'].includes(baseType));
        const data = text ? `${fragment.selector}${'0'.repeat(62)}20${'0'.repeat(64)}` : `${fragment.selector}${words}`;
        const error = rejectionOf(data);
        expect(error.details.error).toBe(fragment.name);
        expect(error.message).toMatch(/^[A-Z].*\.$/);
        expect(error.message).not.toMatch(/registry|nonce|epoch|revert|bytes|uint|0x|[a-z][A-Z]/);
        expect(error.message).not.toMatch(/^The ledger (?:could|refused)/);
      });
    }
  });

  it('reads what Solidity says by itself, and survives what nobody knows', () => {
    const coder = AbiCoder.defaultAbiCoder();
    const text = `0x08c379a0${coder.encode(['string'], ['no luck']).slice(2)}`;
    expect(rejectionOf(text)).toMatchObject({ message: 'The ledger refused: no luck.', details: { error: 'Error' } });
    const panic = `0x4e487b71${coder.encode(['uint256'], [0x11]).slice(2)}`;
    expect(rejectionOf(panic).details).toEqual({ error: 'Panic', args: ['17'] });
    const truncated = CONSENTS.encodeErrorResult('ConsentRegistryRevoked', [randomDigest(), 1]).slice(0, 40);
    for (const data of ['0x', '0x12', '0xdeadbeef', truncated]) {
      expect(rejectionOf(data).details.error).toBe('Unknown');
    }
  });
});
