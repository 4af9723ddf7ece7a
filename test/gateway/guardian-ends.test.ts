import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { formDigest } from '../../src/client/digests.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { bindSigner } from '../../src/client/patient.ts';
import { listSigners, subjectSigners } from '../../src/client/signers.ts';
import { invite, listSubjects } from '../../src/client/subjects.ts';
import type { Digest, Pseudonym } from '../../src/core/ids.ts';
import { signerId } from '../../src/core/signer.ts';
import { yearEnd } from '../../src/gateway/holder/guardians.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium } from './consortium.ts';
import { giveGrant, publish, revokeGrant } from './publisher.ts';

const AHEAD_MS = 3_600_000;

let consortium: Consortium;
let link: ChainLink;
let reader: LedgerReader;
let holder: GatewayClient;
let subjects: Pseudonym[];

beforeAll(async () => {
  ({ consortium, link } = await foundBehindLink({ patients: 4, logLevel: 'silent' }));
  reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  holder = consortium.client(consortium.keys.holder);
  await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  subjects = (await listSubjects(holder)).map(({ subject }) => subject);
}, 180_000);
afterAll(async () => {
  vi.restoreAllMocks();
  reader?.close();
  await consortium?.close();
  await link?.close();
});

const nowSeconds = () => Math.floor(Date.now() / 1000);

async function guardianUntil(subject: Pseudonym, until: number): Promise<{ key: AccountKey; signer: Digest }> {
  const guardian = { as: 'parent' as const, document: formDigest('birth certificate 12'), until };
  const [invitation] = await invite(holder, [{ subject, identification: 'passport', guardian }]);
  const key = randomAccountKey();
  await bindSigner(consortium.client(key), invitation?.code ?? '', { as: 'guardian' });
  return { key, signer: signerId(key.address) };
}

const onLedger = (subject: Pseudonym, signer: Digest) => reader.views.consents.signerOf(subject, signer);
const isPast = async (second: number) => {
  while (nowSeconds() <= second) await sleep(100);
};

/** It is ended, on its day or later, and the ledger says when. */
async function expectEnd(subject: Pseudonym, signer: Digest, until: number): Promise<void> {
  const isEnded = async () => expect((await onLedger(subject, signer)).until).toBeLessThan(nowSeconds() + 60);
  await vi.waitFor(isEnded, { timeout: 90_000, interval: 300 });
  expect((await onLedger(subject, signer)).until).toBeGreaterThanOrEqual(until);
  const isShown = async () => expect(await subjectSigners(holder, subject)).toMatchObject([{ standing: 'ended' }]);
  await vi.waitFor(isShown, { timeout: 20_000, interval: 200 });
}

it.each([
  ['2039-05-03T23:59:59Z', '2039-12-31T23:59:59Z'],
  ['2039-12-31T23:59:59Z', '2039-12-31T23:59:59Z'],
  ['2040-01-01T00:00:00Z', '2040-12-31T23:59:59Z'],
])('a guardian until %s is one until %s on the ledger', (until, end) => {
  expect(yearEnd(Date.parse(until) / 1000)).toBe(Date.parse(end) / 1000);
  expect(yearEnd(undefined)).toBe(0);
});

it('a guardian whose day passes while the gateway is down is ended after the start, with a form', async () => {
  const subject = subjects[0] as Pseudonym;
  const until = nowSeconds() + 20;
  const { key, signer } = await guardianUntil(subject, until);
  expect((await onLedger(subject, signer)).until).toBe(yearEnd(until));
  expect(await listSigners(consortium.client(key))).toMatchObject([{ kind: 'guardian', as: 'parent', until }]);
  const grant = await giveGrant(consortium, key);
  await consortium.restart(() => isPast(until + 1));
  await expectEnd(subject, signer, until);
  await expect(giveGrant(consortium, key)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await revokeGrant(consortium, key, grant);
  expect((await consortium.audited()).findings).toEqual([]);
}, 180_000);

it('a guardian whose day passes while the chain is away is ended when it is back, as long as that takes', async () => {
  const subject = subjects[1] as Pseudonym;
  const until = nowSeconds() + 20;
  const { signer } = await guardianUntil(subject, until);
  link.cut();
  await isPast(until + 3);
  link.mend();
  await expectEnd(subject, signer, until);
  expect((await consortium.audited()).findings).toEqual([]);
}, 180_000);

it('no guardian is ended early by a clock that is ahead', async () => {
  const subject = subjects[2] as Pseudonym;
  const { signer } = await guardianUntil(subject, nowSeconds() + 1_800);
  const real = Date.now;
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + AHEAD_MS);
  await consortium.restart();
  await sleep(4_000);
  clock.mockRestore();
  expect(await reader.views.consents.stands(subject, signer)).toBe(true);
}, 120_000);
