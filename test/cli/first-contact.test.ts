import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstContactLines, holderLine } from '../../src/cli/first-contact.ts';
import type { GatewayIdentity } from '../../src/client/gateway-identity.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
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

const told = (rpc: string) => holderLine(consortium.endpoint, identity, rpc);

async function callHolder(name: string): Promise<void> {
  const administrator = consortium.client(consortium.keys.administrator);
  const { membership } = ledgerCalls(identity.contracts);
  const named = newOrganisation(name);
  const call = membership.setOrganisation(identity.holder, organisationCommitment(named));
  await sendOwnCall(administrator, call);
  await administrator.json('PUT', `/v1/members/${identity.holder}/name`, { json: named });
}

it('a first contact tells what to compare by itself, and then what the holder is called, and by whose word', async () => {
  const rpc = consortium.chain.url;
  expect(firstContactLines(consortium.endpoint, identity, rpc).slice(1, 3)).toEqual([
    `  holder ${identity.holder}, ledger ${identity.ledger.replace('eip155:', '')}`,
    `  log key ${identity.verifierKey}`,
  ]);
  expect(await told(rpc)).toBe('Its holder gives no name.');
  await callHolder('City Hospital');
  expect(await told('')).toBe('Its holder calls itself, by its own word: City Hospital');
  expect(await told(rpc)).toBe(`On the ledger that it names, as ${rpc} has it, its holder is called: City Hospital`);
  expect(await told('http://127.0.0.1:9')).toBe('Its holder calls itself, by its own word: City Hospital');
}, 60_000);

it('a first contact alone says whose word the ledger is, unless the user names a JSON-RPC', () => {
  const advice = (rpc: string) => firstContactLines(consortium.endpoint, identity, rpc)[3];
  expect(advice('')).toContain('CUSTOS_RPC');
  expect(advice(consortium.chain.url)).not.toContain('CUSTOS_RPC');
});

it('a name that looks Latin and is not is shown to nobody, and why is said', async () => {
  const answer = JSON.stringify({ organisation: newOrganisation('АОК') });
  const disguised = createServer((_, response) => response.setHeader('Content-Type', 'application/json').end(answer));
  await once(disguised.listen(0, '127.0.0.1'), 'listening');
  const line = await holderLine(`http://127.0.0.1:${(disguised.address() as AddressInfo).port}`, identity, '');
  expect(line).toBe(
    'Its holder gives a name that looks like Latin letters and is written in Cyrillic ones: you would take it for another’s, so it is not shown.',
  );
  disguised.close();
});

it('nobody waits long for the name of a gateway that does not answer', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  expect(await holderLine(endpoint, identity, '')).toBe('Its holder gives no name.');
  silent.closeAllConnections();
  silent.close();
}, 30_000);

it('a name that the ledger does not have is said to be none of it', async () => {
  const strangers = { ...identity, holder: consortium.keys.requester.address as Address };
  const line = await holderLine(consortium.endpoint, strangers, consortium.chain.url);
  expect(line).toBe('Its holder calls itself, and the ledger that it names does NOT say so: City Hospital');
}, 60_000);
