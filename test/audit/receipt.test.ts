import { describe, expect, it } from 'vitest';
import { logVerifierKey } from '../../src/access-log/log-key.ts';
import { logOrigin } from '../../src/core/ids.ts';
import { checkReceipt } from '../../src/core/log-receipt.ts';
import { honestStudy } from './honest-trail.ts';
import { id } from './persons.ts';

describe('a receipt', () => {
  it('proves its entry offline against the key on chain', async () => {
    const study = await honestStudy();
    const { ledger, logId, verifierKey } = study;
    const receipt = checkReceipt(study.receipt(3), { ledger, logId, keys: [{ fromSize: 0, verifierKey }] });
    expect(receipt.decoded).toMatchObject({ seq: 3, kind: 'release', outcome: 'released' });
  });

  it('is refused for another log, another ledger, and each byte that is changed', async () => {
    const study = await honestStudy();
    const { ledger, logId, verifierKey } = study;
    const receipt = study.receipt(3);
    const anchor = { ledger, logId, keys: [{ fromSize: 0, verifierKey }] };
    expect(() => checkReceipt(receipt, { ...anchor, logId: id('another log') })).toThrow();
    expect(() => checkReceipt(receipt, { ...anchor, ledger: { ...ledger, chainId: 1 } })).toThrow();
    for (let at = 0; at < receipt.length; at += 7) {
      const copy = Uint8Array.from(receipt);
      copy[at] = (copy[at] ?? 0) ^ 4;
      expect(() => checkReceipt(copy, anchor)).toThrow();
    }
  });

  it('counts by a key that was replaced up to the size at which the next one took over', async () => {
    const study = await honestStudy();
    const { ledger, logId, verifierKey } = study;
    const other = logVerifierKey(logOrigin(ledger, logId), new Uint8Array(32).fill(9));
    const receipt = study.receipt(3);
    const { size } = checkReceipt(receipt, { ledger, logId, keys: [{ fromSize: 0, verifierKey }] }).checkpoint;
    const replaced = (at: number) => [
      { fromSize: 0, verifierKey },
      { fromSize: at, verifierKey: other },
    ];
    expect(checkReceipt(receipt, { ledger, logId, keys: replaced(size) }).index).toBe(3);
    const refused = expect.objectContaining({ code: 'SIGNATURE_INVALID' });
    expect(() => checkReceipt(receipt, { ledger, logId, keys: replaced(size - 1) })).toThrow(refused);
    expect(() => checkReceipt(receipt, { ledger, logId, keys: [{ fromSize: size + 1, verifierKey }] })).toThrow(
      refused,
    );
  });

  it('is refused where its entry says that it stands elsewhere', async () => {
    const study = await honestStudy();
    await study.release({ rows: study.rowsOf(0), entry: { seq: 4 } });
    const { ledger, logId, verifierKey } = study;
    expect(() => checkReceipt(study.receipt(9), { ledger, logId, keys: [{ fromSize: 0, verifierKey }] })).toThrow(
      expect.objectContaining({ code: 'PROOF_INVALID' }),
    );
  });
});
