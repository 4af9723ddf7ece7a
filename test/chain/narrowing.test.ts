import { getCreateAddress } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseChainOptions } from '../../src/chain/options.ts';
import { type ChainProcess, startChainProcess } from '../../src/chain/process.ts';
import { fromHex } from '../../src/core/bytes.ts';
import type { Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { type TypedDomain, typedDigest, typedDomain } from '../../src/core/typed-data.ts';
import { accountKey } from '../../src/ledger/account-key.ts';
import { type LedgerCalls, ledgerCalls } from '../../src/ledger/calls.ts';
import { INTERFACES } from '../../src/ledger/contracts.ts';
import { deployLedger } from '../../src/ledger/deploy.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { ROLE, SIGNER_KIND } from '../../src/ledger/words.ts';
import { type LedgerWriter, openWriter } from '../../src/ledger/writer.ts';
import { randomDigest, randomPseudonym } from '../ledger/engine.ts';
import { CHAIN_ID, temporaryDirectory, wallet } from './world.ts';

const keyOf = (index: number) => accountKey(fromHex(wallet(index).privateKey as `0x${string}`));
const [FOUNDER, HOLDER, GATEWAY, PATIENT, STRANGER] = [keyOf(0), keyOf(1), keyOf(2), keyOf(3), keyOf(4)];
const NOBODY = `0x${'00'.repeat(20)}` as const;
const refused = expect.objectContaining({ code: 'LEDGER_REJECTED', message: expect.stringMatching(/not allowed/) });

describe('a former member', () => {
  let node: ChainProcess;
  let removeDirectory: () => Promise<void>;
  let reader: LedgerReader;
  let calls: LedgerCalls;
  let domain: TypedDomain;
  let founder: LedgerWriter;
  let gateway: LedgerWriter;
  let stranger: LedgerWriter;
  const subject: Pseudonym = randomPseudonym();

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    removeDirectory = directory.remove;
    const membership = getCreateAddress({ from: FOUNDER.address, nonce: 0 });
    const options = { chainId: CHAIN_ID, senders: [FOUNDER.address], membership, blockIntervalMs: 50 };
    node = await startChainProcess({ data: directory.path, ...options });
    const deployed = await deployLedger({ url: node.url, key: FOUNDER });
    reader = await openLedger({ url: node.url, membership: deployed.membership });
    calls = ledgerCalls(reader.contracts);
    domain = typedDomain(CHAIN_ID, reader.contracts.consents);
    const open = (key: typeof FOUNDER) => openWriter({ reader, key, pollMs: 20 });
    [founder, gateway, stranger] = await Promise.all([open(FOUNDER), open(GATEWAY), open(STRANGER)]);
    const { add } = calls.membership;
    await founder.send(add(HOLDER.address, ROLE.holder, NOBODY as never, randomDigest(), ''));
    await founder.send(add(GATEWAY.address, ROLE.gateway, HOLDER.address, randomDigest(), ''));
    await gateway.send(calls.consents.enroll(subject));
    const deadline = Math.floor(Date.now() / 1000) + 3600;
    const binding = { subject, signer: PATIENT.address, kind: SIGNER_KIND.self, until: 0, deadline };
    const identified = { ...binding, identification: randomDigest() };
    const bound = PATIENT.sign(typedDigest(domain, 'BindSigner', identified));
    await gateway.send(calls.consents.bindSigner(identified, bound, { account: NOBODY as never, signature: '0x' }));
  });

  afterAll(async () => {
    for (const open of [founder, gateway, stranger, reader]) open.close();
    await node.close();
    await removeDirectory();
  });

  const revocation = (grant: Digest) => {
    const signature = PATIENT.sign(typedDigest(domain, 'Revoke', { subject, grant }));
    return calls.consents.revoke(subject, grant as string as GrantId, PATIENT.address, signature);
  };
  const by = (digest: Uint8Array) => ({ signer: PATIENT.address, signature: PATIENT.sign(digest) });

  it('may send what a patient withdrew while it was suspended, once, and nothing else', async () => {
    await founder.send(calls.membership.suspend(GATEWAY.address));
    await expect(gateway.send(calls.consents.enroll(randomPseudonym()), { gas: 200_000 })).rejects.toEqual(refused);
    const revoke = revocation(randomDigest());
    expect((await gateway.send(revoke)).events).toMatchObject([{ name: 'ConsentRevoked', subject }]);
    await expect(gateway.send(revoke, { gas: 200_000 })).rejects.toEqual(refused);
    const forged = { ...revocation(randomDigest()), data: revoke.data.replace(/.{40}$/, '0'.repeat(40)) as never };
    await expect(gateway.send(forged, { gas: 200_000 })).rejects.toEqual(refused);
    await expect(gateway.send(revocation(randomDigest()), { gas: 1_000_001 })).rejects.toEqual(refused);
  });

  it('may send several at a time, behind a write that is refused', async () => {
    const sends = [
      gateway.send(calls.consents.enroll(randomPseudonym()), { gas: 200_000 }),
      ...[1, 2, 3].map(() => gateway.send(revocation(randomDigest()), { gas: 200_000 })),
    ];
    const [enrolled] = await Promise.allSettled(sends);
    expect(enrolled).toMatchObject({ status: 'rejected' });
    // What the refused one held up is sent again, as the gateway's log does.
    const again = [1, 2, 3].map(() => gateway.send(revocation(randomDigest()), { gas: 200_000 }));
    expect((await Promise.all(again)).map(({ events }) => events.length)).toEqual([1, 1, 1]);
  });

  it('may send the other withdrawals too, also when it was removed', async () => {
    await founder.send(calls.membership.resume(GATEWAY.address));
    await founder.send(calls.membership.remove(GATEWAY.address));
    const { consents } = calls;
    const pause = { subject, until: 2 ** 32, turn: 0 };
    const sent = await Promise.all([
      gateway.send(consents.pause(subject, pause.until, 0, by(typedDigest(domain, 'Pause', pause)))),
      gateway.send(consents.optOut(subject, 1, 0, by(typedDigest(domain, 'OptOut', { subject, level: 1, turn: 0 })))),
      gateway.send(consents.revokeAll(subject, 0, by(typedDigest(domain, 'RevokeAll', { subject, epoch: 0 })))),
    ]);
    expect(sent.every(({ events }) => events.length > 0)).toBe(true);
    const erase = { subject, nonce: 0, deadline: Math.floor(Date.now() / 1000) + 3600 };
    const erasure = consents.erase(subject, erase.deadline, by(typedDigest(domain, 'Erase', erase)));
    expect((await gateway.send(erasure)).events).toMatchObject([{ name: 'SubjectErased' }]);
  });

  it('is no stranger: who never was a member sends nothing', async () => {
    const other = randomPseudonym();
    const revoke = calls.consents.revoke(other, randomDigest() as string as GrantId, PATIENT.address, '0x');
    await expect(stranger.send(revoke, { gas: 200_000 })).rejects.toEqual(refused);
    await expect(stranger.send(revocation(randomDigest()), { gas: 200_000 })).rejects.toEqual(refused);
  });

  it('sends by the selectors that the contracts have', () => {
    const { memberCheck, narrowing } = parseChainOptions({ data: '/nowhere' });
    const selectorOf = (contract: 'membership' | 'consents', name: string) =>
      INTERFACES[contract].getFunction(name)?.selector;
    expect(memberCheck.selector).toBe(selectorOf('membership', 'admitted'));
    expect(narrowing.contracts).toBe(selectorOf('membership', 'contracts'));
    const names = ['revoke', 'revokeAll', 'optOut', 'pause', 'erase'];
    expect(narrowing.calls).toEqual(names.map((name) => selectorOf('consents', name)));
  });
});
