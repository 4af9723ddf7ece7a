import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optIn, optOut, ownChoices, pauseReleases, resumeReleases } from '../../src/client/choices.ts';
import { listConsents } from '../../src/client/consents.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { type Choice, giveConsent } from '../../src/client/patient.ts';
import { withdrawConsent } from '../../src/client/withdrawals.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, publish } from './publisher.ts';

const CHANGED = { code: 'CONFLICT', details: { changedSince: true } };
const in_ = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

let consortium: Consortium;
/** Of one patient. */
let [telephone, computer]: GatewayClient[] = [];

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  const holder = consortium.client(consortium.keys.holder);
  await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
  const [listed] = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  const key = await bindSigner(holder, listed?.subject as Pseudonym);
  [telephone, computer] = [consortium.client(key), consortium.client(key)];
});
afterAll(async () => {
  await consortium?.close();
});

const devices = () => ({ telephone: telephone as GatewayClient, computer: computer as GatewayClient });

function choice(excluded: readonly string[] = []): Choice {
  return {
    ...{ permission: 'HMB', modifiers: [], ...ALL_YES, excluded, fromSeconds: 1, untilSeconds: in_(86_400) },
    ...{ notice: consortium.notice, identifiable: true, futureMembers: false },
  };
}

describe('what a patient decides on one device by what it was shown', () => {
  it('allows nothing again that it stopped on another one: a changed consent comes in place of one that stands', async () => {
    const { telephone, computer } = devices();
    const { grant } = await giveConsent(computer, choice());
    const less = await giveConsent(computer, choice(['PSY']), undefined, grant);
    await withdrawConsent(computer, grant);
    await withdrawConsent(telephone, undefined);
    await expect(giveConsent(computer, choice(['PSY', 'HIV']), undefined, less.grant)).rejects.toMatchObject(CHANGED);
    expect((await listConsents(computer)).filter(({ active }) => active)).toEqual([]);
  });

  it('ends no longer pause, and takes back no further opt-out, that another one began meanwhile', async () => {
    const { telephone, computer } = devices();
    const [until, longer] = [in_(3_600), in_(7_200)];
    await pauseReleases(computer, until);
    await pauseReleases(telephone, longer);
    await expect.poll(() => ownChoices(computer)).toMatchObject({ pausedUntil: longer, pending: [] });
    await expect(resumeReleases(computer, until)).rejects.toMatchObject(CHANGED);
    expect(await ownChoices(computer)).toMatchObject({ pausedUntil: longer });
    expect(await resumeReleases(computer, longer)).not.toHaveProperty('pausedUntil');

    await optOut(computer, 'research');
    await optOut(telephone, 'all');
    await expect.poll(() => ownChoices(computer)).toMatchObject({ optOut: 'all', pending: [] });
    await expect(optIn(computer, 'none', 'research')).rejects.toMatchObject(CHANGED);
    expect(await ownChoices(computer)).toMatchObject({ optOut: 'all' });
    expect(await optIn(computer, 'none', 'all')).toMatchObject({ optOut: 'none' });
  });
});
