import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { type Address, type Digest, ZERO_DIGEST } from '../../src/core/ids.ts';
import { newOrganisation, type OrganisationName, organisationCommitment } from '../../src/core/organisation.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { type Consortium, foundConsortium } from './consortium.ts';

interface Listed {
  readonly identity: Address;
  readonly organisation: Digest;
  readonly name?: string;
  readonly salt?: Digest;
}

let consortium: Consortium;
let administrator: GatewayClient;
let requester: GatewayClient;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  administrator = consortium.client(consortium.keys.administrator);
  requester = consortium.client(consortium.keys.requester);
});
afterAll(async () => {
  await consortium?.close();
});

async function commit(identity: Address, commitment: Digest): Promise<void> {
  const { membership } = ledgerCalls((await administrator.identity()).contracts);
  await sendOwnCall(administrator, membership.setOrganisation(identity, commitment));
}

const tell = (client: GatewayClient, identity: Address, named: OrganisationName) =>
  client.json<Listed>('PUT', `/v1/members/${identity}/name`, { json: named });

async function listed(identity: Address): Promise<Listed | undefined> {
  const { members } = await administrator.json<{ members: Listed[] }>('GET', '/v1/members');
  return members.find((one) => one.identity === identity);
}

async function nameMember(identity: Address, name: string): Promise<OrganisationName> {
  const named = newOrganisation(name);
  await commit(identity, organisationCommitment(named));
  await tell(administrator, identity, named);
  return named;
}

describe('the name of a member’s organisation', () => {
  it('is taken from any member that knows what opens the ledger’s digest, again and again, and outlasts a restart', async () => {
    const { address } = consortium.keys.holder;
    expect((await listed(address))?.name).toBeUndefined();
    const named = newOrganisation('Hospital of Łódź');
    await commit(address, organisationCommitment(named));
    expect((await listed(address))?.name).toBeUndefined();
    for (const client of [requester, administrator, requester]) {
      expect(await tell(client, address, named)).toMatchObject({ identity: address, ...named });
    }
    await consortium.restart();
    expect(await listed(address)).toMatchObject({ ...named, organisation: organisationCommitment(named) });
  });

  it('is refused where it does not open that digest', async () => {
    const { address } = consortium.keys.auditor;
    const named = newOrganisation('Audit Office');
    await expect(tell(administrator, address, named)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await commit(address, organisationCommitment(named));
    const other = { ...named, name: 'Audit Ofice' };
    await expect(tell(administrator, address, other)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const salted = { ...named, salt: ZERO_DIGEST };
    await expect(tell(administrator, address, salted)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const nobody = `0x${'44'.repeat(20)}` as Address;
    await expect(tell(administrator, nobody, named)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listed(address))?.name).toBeUndefined();
  });

  it('is not shown any more once the ledger has another digest', async () => {
    const { address } = consortium.keys.clinician;
    const before = await nameMember(address, 'Clinic North');
    const after = newOrganisation('Clinic South');
    await commit(address, organisationCommitment(after));
    expect((await listed(address))?.name).toBeUndefined();
    await expect(tell(requester, address, before)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await tell(requester, address, after);
    expect((await listed(address))?.name).toBe('Clinic South');
  });

  it('is one member’s alone, however it is spelled, until that one is removed', async () => {
    const { authority, environment, other } = consortium.keys;
    await nameMember(authority.address, 'Straße Board');
    for (const spelling of ['strasse board', 'STRASSE BOARD', 'Straße Ｂoard']) {
      await expect(nameMember(environment.address, spelling)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect((await listed(environment.address))?.name).toBeUndefined();
    }
    const { membership } = ledgerCalls((await administrator.identity()).contracts);
    await sendOwnCall(administrator, membership.suspend(authority.address));
    await expect(nameMember(environment.address, 'Straße Board')).rejects.toMatchObject({ code: 'CONFLICT' });
    await sendOwnCall(administrator, membership.remove(authority.address));
    await nameMember(environment.address, 'Straße Board');
    expect((await listed(environment.address))?.name).toBe('Straße Board');
    await expect(nameMember(other.address, 'straße board')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('looks like no other member’s', async () => {
    const { clinician, other } = consortium.keys;
    await nameMember(clinician.address, 'Ward 10');
    await expect(nameMember(other.address, 'WARD 1O')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('people could not tell “WARD 1O” from it'),
    });
  });

  it('may be that of the gateway that acts for it', async () => {
    const { gateway, holder } = consortium.keys;
    const name = (await listed(holder.address))?.name ?? '';
    await nameMember(gateway.address, name);
    expect((await listed(gateway.address))?.name).toBe(name);
  });

  it('is refused with characters that nobody sees, in another alphabet than it seems, or spelled otherwise than it is kept', async () => {
    const { address } = consortium.keys.other;
    for (const name of ['Clinic\u202eEast', ' Clinic East', 'Clinic\nEast', 'Cafe\u0301', 'АОК']) {
      await expect(nameMember(address, name)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });
});

describe('the name of a dataset', () => {
  it('is one that people can tell from each other one of its holder', async () => {
    const holder = consortium.client(consortium.keys.holder);
    const create = (name: string) => holder.json('POST', '/v1/datasets', { json: { name } });
    await create('Phase 1');
    for (const name of ['phase  1', 'Phase I']) {
      const message = expect.stringMatching(
        `There is a dataset “Phase 1” already, .* and people could not tell “${name.trim().replace(/\s+/g, ' ')}” from`,
      );
      await expect(create(name)).rejects.toMatchObject({ code: 'CONFLICT', message });
    }
    const message = expect.stringContaining('looks like Latin letters and is written in Cyrillic ones');
    await expect(create('СОВА')).rejects.toMatchObject({ code: 'INPUT_INVALID', message });
    for (const name of ['Phase 2', 'СОВА София', 'ΑΧΕΠΑ']) await create(name);
  });
});
