import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstContactLines } from '../../src/cli/first-contact.ts';
import { sendTransaction } from '../../src/cli/transaction.ts';
import type { GatewayIdentity } from '../../src/client/gateway-identity.ts';
import type { Address } from '../../src/core/ids.ts';
import { newOrganisation, organisationCommitment } from '../../src/core/organisation.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';

let consortium: Consortium;
let identity: GatewayIdentity;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  identity = await consortium.client(consortium.keys.requester).identity();
}, 120_000);
afterAll(async () => {
  await consortium?.close();
});

const told = async (rpc: string) => (await firstContactLines(consortium.endpoint, identity, rpc))[1] ?? '';

async function callHolder(name: string): Promise<void> {
  const administrator = consortium.client(consortium.keys.administrator);
  const { membership } = ledgerCalls(identity.contracts);
  const named = newOrganisation(name);
  const call = membership.setOrganisation(identity.holder, organisationCommitment(named));
  await sendTransaction(administrator, consortium.keys.administrator, call);
  await administrator.json('PUT', `/v1/members/${identity.holder}/name`, { json: named });
}

it('a first contact names the holder and the ledger, and says by whose word', async () => {
  const rpc = consortium.chain.url;
  const id = `(${identity.holder}), ledger ${identity.ledger.replace('eip155:', '')}`;
  expect(await told(rpc)).toBe(`  holder without a name ${id}`);
  await callHolder('City Hospital');
  expect(await told('')).toBe(`  holder “City Hospital”, by its own word ${id}`);
  expect(await told(rpc)).toBe(`  holder “City Hospital”, as ${rpc} has it on the ledger ${id}`);
  expect(await told('http://127.0.0.1:9')).toBe(`  holder “City Hospital”, by its own word ${id}`);
}, 60_000);

it('a first contact alone says whose word the ledger is, unless the user names a JSON-RPC', async () => {
  const advice = async (rpc: string) => (await firstContactLines(consortium.endpoint, identity, rpc))[3];
  expect(await advice('')).toContain('CUSTOS_RPC');
  expect(await advice(consortium.chain.url)).not.toContain('CUSTOS_RPC');
}, 60_000);

it('a name that the ledger does not have is said to be none of it', async () => {
  const strangers = { ...identity, holder: consortium.keys.requester.address as Address };
  const [, line] = await firstContactLines(consortium.endpoint, strangers, consortium.chain.url);
  expect(line).toMatch(/^ {2}holder that calls itself “City Hospital”, which the ledger does NOT say /);
}, 60_000);
