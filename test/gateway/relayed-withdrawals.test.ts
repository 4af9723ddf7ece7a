import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RelayCall } from '../../src/access-log/ports.ts';
import type { Digest, Pseudonym } from '../../src/core/ids.ts';
import { signerId } from '../../src/core/signer.ts';
import { type TypedDataName, type TypedMessage, typedDigest } from '../../src/core/typed-data.ts';
import { LedgerState } from '../../src/gateway/ledger/ledger-state.ts';
import { relayOf } from '../../src/gateway/ledger/log-relay.ts';
import type { GatewayRecords } from '../../src/gateway/records/gateway-records.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import type { Block } from '../../src/ledger/block.ts';
import type { Call } from '../../src/ledger/calls.ts';
import { INTERFACES } from '../../src/ledger/contracts.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { randomDigest } from '../ledger/engine.ts';
import { type FaultProxy, startFaultProxy } from '../ledger/fault-proxy.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner } from './publisher.ts';

const WEEK = 7 * 86_400;

let consortium: Consortium;
let proxy: FaultProxy;
/** A projection of its own, with the holder's account: the gateway is not asked. */
let state: LedgerState;
let patient: AccountKey;
let subject: Pseudonym;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1, logLevel: 'silent' });
  proxy = await startFaultProxy(consortium.chain.url);
  state = await LedgerState.open({
    reader: await openLedger({ url: proxy.url, membership: consortium.deployment.membership }),
    key: consortium.keys.holder,
    terms: nothingKept,
    from: 0,
    checkpoints: { read: async () => undefined, write: async () => undefined },
  });
  const holder = consortium.client(consortium.keys.holder);
  const json = { identifier: 'urn:mrn|ada' };
  ({ subject } = await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json }));
  patient = await bindSigner(holder, subject);
});
afterAll(async () => {
  await state?.close();
  await consortium?.close();
  await proxy?.close();
});

const nothingKept = { all: async function* () {} } as unknown as GatewayRecords['terms'];

function signed<Name extends TypedDataName>(name: Name, message: TypedMessage<Name>) {
  return { signer: patient.address, signature: patient.sign(typedDigest(state.domain, name, message)) };
}

async function mined(key: AccountKey, call: Call): Promise<Block> {
  const writer = await openWriter({ reader: state.reader, key });
  const { block } = await writer.send(call);
  await writer.close();
  await state.reached(block.height);
  return state.block;
}

it('that a withdrawal came too late is judged by the policy of its acknowledgement, not by the one of today', async () => {
  const { consents, membership } = state.calls;
  const signer = signerId(patient.address);
  const removal = consents.removeSigner(subject, signer, signed('RemoveSigner', { subject, signer }));
  const before = await mined(consortium.keys.holder, removal);
  const stricter = { ...DEFAULT_POLICY, maxUnanchored: 60, clockSkew: 10 };
  const after = await mined(consortium.keys.administrator, membership.setPolicy(stricter));
  expect([await state.policyIn(before), await state.policyIn(after)]).toEqual([DEFAULT_POLICY, stricter]);

  proxy.reverts = INTERFACES.consents.encodeErrorResult('SubjectRegistryAhead', [subject, 0, 1]);
  // The contracts take it for 200 s more: all that the second policy gives is within, not so what the first gave.
  const time = before.time + (WEEK - 200) * 1000;
  const call = consents.revokeAll(subject, 0, signed('RevokeAll', { subject, epoch: 0 }));
  const relay = relayOf(state, pino({ enabled: false }));
  const send = (block: RelayCall['block']) => relay.send({ seq: 1, time, block, ...call });
  expect(await send(before)).toEqual({ outcome: 'rejected', code: 'SubjectRegistryAhead' });
  await expect(send(after)).rejects.toMatchObject({ code: 'LEDGER_INCOMPLETE' });
});

it('what became of a withdrawal is left open where the block of its acknowledgement is not shown', async () => {
  const { height } = state.block;
  const missing = { code: 'LEDGER_INCOMPLETE', message: expect.stringContaining(`does not show block ${height}`) };
  await expect(state.policyIn({ height, hash: randomDigest() as Digest })).rejects.toMatchObject(missing);
  await expect(state.policyIn({ height: height + 1_000_000, hash: state.block.hash })).rejects.toMatchObject({
    code: 'LEDGER_INCOMPLETE',
  });
});
