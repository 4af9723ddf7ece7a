import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { ownAccesses } from '../../src/client/own-accesses.ts';
import { bindPasskey, type Choice, giveConsent } from '../../src/client/patient.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { Authenticator } from './authenticator.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { issuePermit, publish } from './publisher.ts';

let consortium: Consortium;
let holder: GatewayClient;
let dataset: DatasetId;
let subjects: Pseudonym[];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 3, hostname: 'localhost' });
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const found = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  subjects = found.map(({ subject }) => subject);
});
afterAll(async () => {
  await consortium?.close();
});

const invite = async (subject: Pseudonym) => {
  const json = { identification: 'passport, seen at the ward' };
  return (await holder.json<{ code: string }>('POST', `/v1/subjects/${subject}/invitations`, { json })).code;
};
const personWith = (device: Authenticator) => new GatewayClient({ endpoint: consortium.endpoint, account: { device } });
const choice = (more: Partial<Choice> = {}): Choice => {
  const now = Math.floor(Date.now() / 1000);
  return {
    permission: 'HMB',
    modifiers: [],
    excluded: [],
    fromSeconds: now - 60,
    untilSeconds: now + 86_400,
    notice: consortium.notice,
    identifiable: true,
    futureMembers: false,
    ...more,
  };
};

describe('a patient with a passkey', () => {
  it('binds it, signs in, consents, withdraws and reads with nothing else', async () => {
    const [subject] = subjects as [Pseudonym];
    const device = new Authenticator(consortium.endpoint);
    const person = personWith(device);
    const bound = await bindPasskey(person, await invite(subject), { name: 'Mia', device: 'Telephone' });
    expect(bound).toMatchObject({ subject, recorded: [] });
    const given = await giveConsent(person, choice());
    expect(given).toMatchObject({ stood: false });
    await issuePermit(consortium, dataset);
    const again = personWith(device);
    expect(await again.subject()).toBe(subject);
    const withdrawn = await withdrawConsent(again, given.grant);
    expect(withdrawn).toMatchObject({ checked: true, remaining: [] });
    expect(await ownAccesses(again)).toEqual([]);
    expect((await consortium.audited()).findings).toEqual([]);
  });
});
