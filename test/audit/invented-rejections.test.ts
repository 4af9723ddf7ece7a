import { keccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import type { LedgerSource } from '../../src/audit/source/sources.ts';
import { audit } from '../../src/audit/verifier.ts';
import type { Hex } from '../../src/core/bytes.ts';
import { signerId } from '../../src/core/signer.ts';
import { type StateCell, stateCells } from '../../src/ledger/state-cells.ts';
import { ada, resume, Signed, suspend } from './signed-study.ts';

/** A node whose receipts prove nothing: of the state only the given cells are other than the test asks for. */
function statedBy(s: Signed, real: readonly StateCell[]): LedgerSource {
  const state: NonNullable<LedgerSource['state']> = {
    keccak: (bytes) => Buffer.from(keccak256(bytes).slice(2), 'hex'),
    isNeeded: () => true,
    words: async (_height, _contract, slots) =>
      slots.map((slot) => {
        const cell = real.find((one) => one.slot === slot);
        return cell === undefined ? 0n : wordOf(cell);
      }),
  };
  return { ...s.ledgerSource(), state };
}

const wordOf = ({ fields }: StateCell) =>
  fields.reduce((word, { bit, is }) => word | ((is === 'set' ? 1n : is) << BigInt(bit)), 0n);

describe('a rejection that a node made up where no receipts prove its events', () => {
  const hash = (bytes: Uint8Array) => Buffer.from(keccak256(bytes).slice(2), 'hex');
  const differing = (findings: readonly { code: string; evidence?: object }[]) =>
    findings.filter(({ code }) => code === 'LEDGER_STATE_DIFFERS').map(({ evidence }) => evidence);

  it('by a suspension of the gateway is found by the gateway’s seat', async () => {
    const s = new Signed();
    const of = s.acknowledge(s.patient(0), 'epoch');
    suspend(s);
    const entry = s.relay(of, undefined);
    resume(s);
    s.anchor();
    const seatOf = (who: Hex, status: number) => stateCells(hash, 'membership', '_seats', [who], { status });
    const seat = [...seatOf(s.gateway, 1), ...seatOf(s.holder, 1)];
    const { findings } = await audit(statedBy(s, seat), [s.logSource()]);
    const fact = { contract: 'membership', variable: '_seats', fields: 'status' };
    expect(differing(findings)).toContainEqual(expect.objectContaining(fact));
    expect(findings).toContainEqual(expect.objectContaining({ code: 'LEDGER_STATE_DIFFERS', entry }));
    const suspended = [...seatOf(s.gateway, 2), ...seatOf(s.holder, 1)];
    const honest = await audit(statedBy(s, suspended), [s.logSource()]);
    expect(differing(honest.findings)).not.toContainEqual(expect.objectContaining({ variable: '_seats' }));
  });

  it('by a removal of the signer long ago is found by the signer’s slot', async () => {
    const s = new Signed();
    const [subject, epoch] = [s.patient(0), 0];
    const by = { signer: ada.address, signature: s.sign('RevokeAll', { subject, epoch }) };
    const of = s.acknowledgeCall('epoch', 'revokeAll', [subject, epoch, by]);
    s.removeSigner();
    await s.pass(8);
    const entry = s.relay(of, undefined);
    s.anchor();
    const keys = [subject, signerId(ada.address)];
    const stands = stateCells(hash, 'consents', '_signers', keys, { kind: 1 });
    const { findings } = await audit(statedBy(s, stands), [s.logSource()]);
    const found = { variable: '_signers', fields: 'removedAt' };
    expect(differing(findings)).toContainEqual(expect.objectContaining(found));
    expect(findings).toContainEqual(expect.objectContaining({ code: 'LEDGER_STATE_DIFFERS', entry }));
    const removed = stateCells(hash, 'consents', '_signers', keys, { kind: 1, removedAt: 9 });
    const honest = await audit(statedBy(s, removed), [s.logSource()]);
    expect(differing(honest.findings)).not.toContainEqual(expect.objectContaining({ variable: '_signers' }));
  });
});
