import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { BASES, DELIVERIES } from '../../src/core/entry.ts';
import type { DatasetId, Digest } from '../../src/core/ids.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { PERMIT_STATE } from '../../src/ledger/words.ts';
import { clients, codeOf, consortium, dataset, openCallers } from './callers.ts';
import { issuePermit } from './publisher.ts';

beforeAll(openCallers, 120_000);
afterAll(async () => {
  await consortium?.close();
});

describe('the list of permits', () => {
  it('says what the contract says of each, in every state', async () => {
    const { keys, deployment } = consortium;
    const reader = await openLedger({ url: consortium.chain.url, membership: deployment.membership });
    const { permits, membership } = ledgerCalls(reader.contracts);
    const holder = clients.get('holder') as GatewayClient;
    // Each transaction takes a block, and each block a second of the chain's time at least: the first permit is over
    // before the last is issued.
    const now = (await reader.head('latest')).time / 1000;
    const retired = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: { name: 'Old' } });
    const [terms, decision] = [`0x${'66'.repeat(32)}`, `0x${'77'.repeat(32)}`] as [Digest, Digest];
    const waived = { basis: 'waiver', authorityDigest: decision };
    const issue = (change: object, of = dataset) => issuePermit(consortium, of, change);
    const ids = {
      expired: await issue({ untilSeconds: now + 10 }),
      active: await issue({ purpose: 3, attested: ['NCU'] }),
      notYetValid: await issue({ fromSeconds: now + 3_600 }),
      awaitsAcceptance: await issue({ termsDigest: terms }),
      awaitsCountersignature: await issue(waived),
      datasetRetired: await issue({}, retired.dataset),
      memberInactive: await issue({ requester: keys.environment.address, delivery: 'environment' }),
      revoked: await issue({}),
    };
    await issue({ purpose: 10, attested: ['DS'], disease: 'MONDO:0005015' });
    const unnamed = issue({ purpose: 10, disease: 'MONDO:15' });
    expect(await codeOf(unnamed)).toBe('INPUT_INVALID');
    const [accepted, countersigned] = [await issue({ termsDigest: terms }), await issue(waived)];
    await sendOwnCall(clients.get('requester') as GatewayClient, permits.accept(accepted, terms));
    await sendOwnCall(clients.get('authority') as GatewayClient, permits.countersign(countersigned, decision));
    await holder.json('POST', `/v1/datasets/${retired.dataset}/retirement`, { json: { reason: 'over' } });
    await holder.json('POST', `/v1/permits/${ids.revoked}/revocation`, { json: { reason: 'over' } });
    const suspend = membership.suspend(keys.environment.address);
    await sendOwnCall(clients.get('administrator') as GatewayClient, suspend);

    const listed = await holder.list<'permits', { permit: number; state: string }>('/v1/permits', 'permits');
    for (const one of listed) {
      const { terms: asked, ...times } = await reader.views.permits.permitOf(one.permit);
      const { disease, ...words } = asked;
      expect(one).toMatchObject({
        ...words,
        ...(disease === 0 ? {} : { disease: 'MONDO:0005015' }),
        ...times,
        attested: words.attested.toString(),
        delivery: DELIVERIES[words.delivery],
        basis: BASES[words.basis],
      });
      const state = await reader.views.permits.stateOf(one.permit);
      expect([one.permit, PERMIT_STATE[one.state as keyof typeof PERMIT_STATE]]).toEqual([one.permit, state]);
    }
    const states = new Map(listed.map(({ permit, state }) => [permit, state]));
    expect(Object.entries(ids).map(([, id]) => states.get(id))).toEqual(Object.keys(ids));
    expect([accepted, countersigned].map((id) => states.get(id))).toEqual(['active', 'active']);
    reader.close();
  });
});
