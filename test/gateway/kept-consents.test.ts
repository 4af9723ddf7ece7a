import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAccess } from '../../src/client/download.ts';
import { type Hex, toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { DatasetId, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import {
  accessRequest,
  bindSigner,
  giveGrant,
  issuePermit,
  keepGrant,
  publish,
  revokeGrant,
  signTyped,
  type TypedData,
} from './publisher.ts';

interface Recorded {
  readonly grant: GrantId;
  readonly active: boolean;
  readonly kept: boolean;
  readonly awaitsAnswer: boolean;
  readonly answerBy?: number;
  readonly permission: string;
}

let consortium: Consortium;
let dataset: DatasetId;
let permit: number;
let subjects: Pseudonym[];
beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3 });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  permit = await issuePermit(consortium, dataset);
  subjects = (await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects')).map(
    ({ subject }) => subject,
  );
});
afterAll(async () => {
  await consortium?.close();
});

const subject = (at: number) => subjects[at] as Pseudonym;

let recorded = 0;

async function record(of: Pseudonym, form: string): Promise<GrantId> {
  const now = Math.floor(Date.now() / 1000);
  // Each of its own: two that come to the same are one.
  const untilSeconds = now + 86_400 + recorded++;
  const terms = { permission: 'HMB', ...ALL_YES, fromSeconds: now - 60, untilSeconds, identifiable: true };
  const digest = toHex(domainHash('form', utf8(form)));
  const json = { records: [{ subject: of, form: digest, notice: consortium.notice, ...terms }] };
  const { grants } = await consortium
    .client(consortium.keys.holder)
    .json<{ grants: [GrantId] }>('POST', '/v1/consents/recorded', { json });
  return grants[0];
}

async function listed(of: Pseudonym): Promise<Recorded[]> {
  const holder = consortium.client(consortium.keys.holder);
  return holder.list<'consents', Recorded>('/v1/consents', 'consents', { query: { subject: of } });
}

async function setPolicy(change: Partial<typeof DEFAULT_POLICY>): Promise<void> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const writer = await openWriter({ reader, key: consortium.keys.administrator });
  await writer.send(ledgerCalls(reader.contracts).membership.setPolicy({ ...DEFAULT_POLICY, ...change }));
  await writer.close();
  reader.close();
}

/** Items that the permit would let out now. */
async function covered(): Promise<number> {
  const requester = consortium.client(consortium.keys.requester);
  const { ranges } = await checkAccess(requester, await accessRequest(requester, dataset, permit));
  return ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

describe('consents on paper of a patient who binds a signer', () => {
  it('are shown at the binding one by one, and stay until the patient keeps or ends each', async () => {
    const [kept, ended] = [await record(subject(0), 'form 1'), await record(subject(0), 'form 2')];
    expect(await listed(subject(0))).toMatchObject([{ awaitsAnswer: false }, { awaitsAnswer: false }]);
    const before = await covered();
    const key = randomAccountKey();
    const holder = consortium.client(consortium.keys.holder);
    const { code } = await holder.json<{ code: string }>('POST', `/v1/subjects/${subject(0)}/invitations`, {
      json: { identification: 'passport' },
    });
    const claim = { code, signer: key.address };
    const { typedData } = await holder.json<{ typedData: TypedData }>('POST', '/v1/signers/prepare', { json: claim });
    const bound = await holder.json<{ recorded: Recorded[] }>('POST', '/v1/signers', {
      json: { ...claim, signature: signTyped(key, typedData) },
    });
    const waiting = { active: true, kept: false, awaitsAnswer: true, permission: 'HMB' };
    expect(bound.recorded).toMatchObject([
      { grant: kept, ...waiting },
      { grant: ended, ...waiting },
    ]);
    expect(bound.recorded[0]).not.toHaveProperty('answerBy');
    expect(await covered()).toBe(before);
    const { height } = await keepGrant(consortium, key, kept);
    await keepGrant(consortium, key, kept);
    await revokeGrant(consortium, key, ended);
    expect(height).toBeGreaterThan(0);
    // The withdrawal counts already; the list follows the chain.
    await expect
      .poll(() => listed(subject(0)), { timeout: 20_000 })
      .toMatchObject([
        { grant: kept, active: true, kept: true, awaitsAnswer: false },
        { grant: ended, active: false, kept: false, awaitsAnswer: false },
      ]);
    expect(await covered()).toBe(before);
    await expect(keepGrant(consortium, key, ended)).rejects.toMatchObject({ code: 'CONFLICT' });
    const signed = await giveGrant(consortium, key);
    await expect(keepGrant(consortium, key, signed)).rejects.toMatchObject({ code: 'CONFLICT' });
    const stranger = await bindSigner(holder, subject(1));
    await expect(keepGrant(consortium, stranger, kept)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const json = { grant: kept, deadline: Math.floor(Date.now() / 1000) + 60, signature: '0x1234' as Hex };
    await expect(consortium.client(stranger).json('POST', '/v1/consents/keeping', { json })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('end unanswered where the policy at the binding said so, for decisions and for the audit', async () => {
    const [kept, unanswered] = [await record(subject(2), 'form 3'), await record(subject(2), 'form 4')];
    const before = await covered();
    await setPolicy({ recordedEndsAfter: 5 });
    const key = await bindSigner(consortium.client(consortium.keys.holder), subject(2));
    await setPolicy({});
    const [first, second] = await listed(subject(2));
    expect(first?.answerBy).toBeGreaterThan(Date.now() / 1000);
    expect(second?.answerBy).toBe(first?.answerBy);
    await keepGrant(consortium, key, kept);
    while ((await listed(subject(2))).some(({ grant, active }) => grant === unanswered && active)) await sleep(100);
    expect(await listed(subject(2))).toMatchObject([
      { grant: kept, active: true, kept: true },
      { grant: unanswered, active: false, awaitsAnswer: false },
    ]);
    expect(await covered()).toBe(before);
    await expect(keepGrant(consortium, key, unanswered)).rejects.toMatchObject({ code: 'CONFLICT' });
    await revokeGrant(consortium, key, kept);
    expect(await covered()).toBeLessThan(before);
    const report = await consortium.audited();
    expect(report).toMatchObject({ findings: [], verdict: 'clean' });
  });
});
