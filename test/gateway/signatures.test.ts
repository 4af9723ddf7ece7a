import { secp256k1 } from '@noble/curves/secp256k1.js';
import { Signature } from 'ethers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpLog } from '../../src/audit/source/http-log.ts';
import { ledgerSource } from '../../src/audit/source/ledger-source.ts';
import { audit } from '../../src/audit/verifier.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { type Hex, toHex } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { encodeRequest, requestDigest } from '../../src/core/request.ts';
import { typedDigest, typedDomain } from '../../src/core/typed-data.ts';
import { type AccountKey, accountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, publish, revokeGrant } from './publisher.ts';
import { deploySmartAccount } from './smart-account.ts';

let consortium: Consortium;
let reader: LedgerReader;
let dataset: DatasetId;
let subjects: { subject: Pseudonym }[];
/** The owner’s key, under the account’s address: as a wallet of a smart account signs. */
let account: AccountKey;
/** Of a patient with a key of its own. */
let own: AccountKey;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3 });
  reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const owner = randomAccountKey();
  account = { ...owner, address: await deploySmartAccount(consortium, reader, owner.address) };
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: `${consortium.directory}/export` });
  subjects = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  const [first, second] = subjects as [{ subject: Pseudonym }, { subject: Pseudonym }];
  await bindSigner(holder, first.subject, account);
  own = await bindSigner(holder, second.subject);
});
afterAll(async () => {
  reader?.close();
  await consortium?.close();
});

/** The same signatures as `key` makes, in the form that another wallet gives. */
function signing(key: AccountKey, form: (signature: Signature) => string): AccountKey {
  return { ...key, sign: (digest) => form(Signature.from(key.sign(digest))) as Hex };
}

/** A key with a signature of the digest whose s lies between half of the order, up to which contracts take it, and 2^255,
 *  up to which libraries do: s is chosen first, and the key that fits it comes of it. */
function keyOf(digest: Uint8Array): { key: AccountKey; signature: Hex } {
  const { Fn, BASE } = secp256k1.Point;
  const k = Fn.fromBytes(secp256k1.utils.randomSecretKey());
  const { x, y } = BASE.multiply(k).toAffine();
  const s = 2n ** 255n - 1n;
  const z = Fn.create(BigInt(toHex(digest)));
  const secret = Fn.div(Fn.sub(Fn.mul(s, k), z), Fn.create(x));
  const word = (value: bigint) => value.toString(16).padStart(64, '0');
  const v = y % 2n === 0n ? '1b' : '1c';
  return { key: accountKey(Fn.toBytes(secret)), signature: `0x${word(x)}${word(s)}${v}` };
}

/** What the gateway acknowledged, once the chain has answered. */
async function outcomeOf(seq: number): Promise<string | undefined> {
  const auditor = consortium.client(consortium.keys.auditor);
  return vi.waitFor(async () => {
    const { entries } = await auditor.json<{ entries: Entry[] }>('GET', '/v1/log/entries');
    const answer = entries.find(({ of }) => of === seq);
    expect(answer).toBeDefined();
    return answer?.outcome;
  }, 20_000);
}

describe('a withdrawal that is acknowledged', () => {
  it.each([
    ['compact', ({ compactSerialized }: Signature) => compactSerialized],
    ['with a v of 0 or 1', ({ r, s, yParity }: Signature) => `${r}${s.slice(2)}0${yParity}`],
  ])('reaches the chain, however the wallet writes its signature: %s', async (_, form) => {
    const grant = await giveGrant(consortium, signing(own, form));
    const { seq } = await revokeGrant(consortium, signing(own, form), grant);
    expect(await outcomeOf(seq)).toBe('mined');
  });

  it('is never one whose signature the contracts refuse though its s looks low', async () => {
    const { subject } = subjects[2] as { subject: Pseudonym };
    const digest = typedDigest(typedDomain(reader.ledger.chainId, reader.contracts.consents), 'RevokeAll', {
      subject,
      epoch: 0,
    });
    const { key, signature } = keyOf(digest);
    await bindSigner(consortium.client(consortium.keys.holder), subject, key);
    const sent = consortium.client(key).json('POST', '/v1/consents/revocation', { json: { epoch: 0, signature } });
    await expect(sent).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
  });

  it('is never one that the holder records at a gateway that was suspended', async () => {
    const { administrator, gateway, holder } = consortium.keys;
    const grant = await giveGrant(consortium, own);
    const { membership } = ledgerCalls(reader.contracts);
    const founder = await openWriter({ reader, key: administrator });
    const record = () =>
      consortium.client(holder).json('POST', `/v1/consents/${grant}/withdrawal`, {
        json: { subject: subjects[1]?.subject, form: consortium.notice },
      });
    await founder.send(membership.suspend(gateway.address));
    await vi.waitFor(() => expect(record()).rejects.toMatchObject({ code: 'FORBIDDEN' }), 10_000);
    await founder.send(membership.resume(gateway.address));
    await founder.close();
    const { seq } = await vi.waitFor(async () => (await record()) as { seq: number }, 10_000);
    expect(await outcomeOf(seq)).toBe('mined');
  });
});

describe('a patient whose signer is a smart account', () => {
  it('signs in, consents, reads its own data and withdraws, by what its owner signs', async () => {
    const patient = consortium.client(account);
    expect(await patient.json('GET', '/v1/me')).toMatchObject({
      address: account.address,
      roles: ['subject', 'withdrawer'],
    });
    const grant = await giveGrant(consortium, account);
    const { purpose: _, permit: __, ...asked } = await accessRequest(patient, dataset, 1);
    const body = encodeRequest(asked);
    const bytes = { type: 'application/json', body };
    const response = await patient.fetch('POST', '/v1/me/data', { bytes, bind: requestDigest(body) });
    expect(await response.text()).toContain('"end"');
    const { receipt } = await revokeGrant(consortium, account, grant);
    expect(receipt).toMatch(/^c2sp.org\/tlog-proof@v1\n/);
  });

  it('is nobody where another key signs for it', async () => {
    const other = randomAccountKey();
    const stranger = new GatewayClient({
      endpoint: consortium.endpoint,
      account: { ...keyAccount(other), address: account.address },
    });
    await expect(stranger.json('GET', '/v1/me')).rejects.toMatchObject({ code: 'SESSION_INVALID' });
    const grant = await giveGrant(consortium, account);
    const forged = { ...account, sign: other.sign };
    await expect(revokeGrant(consortium, forged, grant)).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
  });

  it('leaves a trail that an auditor finds clean', async () => {
    const auditor = consortium.client(consortium.keys.auditor);
    const log = httpLog(consortium.endpoint, consortium.logId, { authorize: (_, url) => auditor.authorize(url) });
    const report = await audit(ledgerSource(reader), [log]);
    expect(report).toMatchObject({ findings: [], verdict: 'clean', level: 'openings' });
  });
});
