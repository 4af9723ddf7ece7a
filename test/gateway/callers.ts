import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepAgreement } from '../../src/client/agreements.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { type Hex, toHex } from '../../src/core/bytes.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { groupLabel, newGroupName } from '../../src/core/group.ts';
import { type DatasetId, type Digest, type GroupId, type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import { signerId } from '../../src/core/signer.ts';
import { eventOf } from '../../src/gateway/ledger/event-of.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { type Consortium, foundConsortium, type MemberName } from './consortium.ts';
import { bindSigner, giveGrant, issuePermit, publish } from './publisher.ts';

/** Whoever may call: `other` is a holder elsewhere, here a mere member and requester; `former` is a patient's signer that was
 *  reported stolen. */
export const CALLERS = [
  'administrator',
  'holder',
  'requester',
  'other',
  'auditor',
  'clinician',
  'authority',
  'environment',
  'subject',
  'former',
  'stranger',
] as const;
export type CallerName = (typeof CALLERS)[number];

export let consortium: Consortium;
export let dataset: DatasetId;
/** Patients of this holder, each with a signer and a grant. */
export const patients: { key: AccountKey; subject: Pseudonym; grant: Hex }[] = [];
/** What belongs to the holder elsewhere, and an agreement of this one's that only `requester` is given. */
export let foreign: { dataset: DatasetId; subject: Pseudonym; permit: number; group: GroupId; agreement: Digest };
const stranger = randomAccountKey();
export const clients = new Map<CallerName, GatewayClient>();

/** Founds a consortium, with a client for each caller. */
export async function openCallers(): Promise<void> {
  consortium = await foundConsortium({ patients: 3 });
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  for (const subject of (await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects')).map(
    (one) => one.subject,
  )) {
    const key = await bindSigner(holder, subject);
    patients.push({ key, subject, grant: await giveGrant(consortium, key) });
  }
  await reportStolen(patients[2] as (typeof patients)[number]);
  foreign = await elsewhere();
  for (const name of CALLERS) clients.set(name, consortium.client(keyOf(name)));
}

function keyOf(name: CallerName): AccountKey {
  if (name === 'subject') return (patients[0] as (typeof patients)[number]).key;
  if (name === 'former') return (patients[2] as (typeof patients)[number]).key;
  return name === 'stranger' ? stranger : consortium.keys[name as MemberName | 'administrator'];
}

/** It leaves, by the word of the holder and an authority. */
async function reportStolen({ key, subject }: (typeof patients)[number]): Promise<void> {
  const { holder, authority } = consortium.keys;
  const [signer, form] = [signerId(key.address), `0x${'55'.repeat(32)}` as Digest];
  const deadline = Math.floor(Date.now() / 1000) + 3_600;
  const signature = await consortium.client(authority).sign('EndSigner', { subject, signer, form, deadline });
  const client = consortium.client(holder);
  const { consents } = ledgerCalls((await client.identity()).contracts);
  const call = consents.removeSignerRecorded(subject, signer, form, deadline, {
    account: authority.address,
    signature,
  });
  await sendOwnCall(client, call);
}

/** The other holder's dataset, subject and permit, as its own gateway would make them. */
async function elsewhere(): Promise<typeof foreign> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const writer = await openWriter({ reader, key: consortium.keys.other });
  const { datasets, consents, membership, permits } = ledgerCalls(reader.contracts);
  const subject = toHex(randomBytes(32)) as Pseudonym;
  const registered = await writer.send(datasets.register(ZERO_DIGEST));
  const { dataset: theirs } = eventOf(registered.events, 'DatasetRegistered');
  const founded = await writer.send(membership.createGroup(groupLabel(newGroupName('Elsewhere'))));
  const { group } = eventOf(founded.events, 'GroupCreated');
  await writer.send(consents.enroll(subject));
  const now = Math.floor(Date.now() / 1000);
  const issued = await writer.send(
    permits.issue({
      requester: consortium.keys.requester.address,
      from: now,
      until: now + 3600,
      dataset: theirs,
      purpose: 7,
      delivery: 0,
      basis: 0,
      identifiable: false,
      emergency: false,
      attested: 0n,
      disease: 0,
      recipientKeyDigest: ZERO_DIGEST,
      termsDigest: ZERO_DIGEST,
      authorityDigest: ZERO_DIGEST,
    }),
  );
  await writer.close();
  reader.close();
  while ((await head()) < issued.block.height) await sleep(50);
  const agreement = await keepAgreement(consortium.client(consortium.keys.holder), 'For the requester alone.');
  await issuePermit(consortium, dataset, { termsDigest: agreement });
  return { dataset: theirs, subject, permit: eventOf(issued.events, 'PermitIssued').permit, group, agreement };
}

export async function head(): Promise<number> {
  const anonymous = new GatewayClient({ endpoint: consortium.endpoint });
  return (await anonymous.json<{ head: { height: number } }>('GET', '/v1/ledger')).head.height;
}

/** The code that it fails with, or OK. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'OK';
  } catch (error) {
    if (isCustosError(error)) return error.code;
    throw error;
  }
}
