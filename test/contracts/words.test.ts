import { getBytes, id, keccak256 } from 'ethers';
import { beforeAll, describe, expect, it } from 'vitest';
import { differingFields, stateCells } from '../../src/ledger/state-cells.ts';
import { read, send } from './chain.ts';
import { DAY, deploy, now, POLICY, ROLE, type World, ZERO, ZERO_ADDRESS } from './deploy.ts';
import { addSigner, bind, enroll, GUARDIAN, revokeGrant } from './patients.ts';
import { digestOf, prove, walletSigner } from './signing.ts';

const LATER = 4_000_000_000;
const FORM = id('form');

let world: World;
beforeAll(async () => {
  world = await deploy();
});

type Cells = Parameters<typeof stateCells>;

/** Fields of a word in storage that are not what they should be, where those look who rest on the state. */
async function differing(contract: Cells[1], variable: string, keys: Cells[3], expected: object): Promise<string[]> {
  const keccak = (data: Uint8Array) => getBytes(keccak256(data));
  const cells = stateCells(keccak, contract, variable as never, keys, expected);
  const target = contract === 'membership' ? world.membership : world.consents;
  const words = await Promise.all(cells.map(({ slot }) => world.ethers.provider.getStorage(target.target, slot)));
  return cells.flatMap((cell, i) => differingFields(cell, BigInt(String(words[i]))));
}

const consents = (part: 'gateway' | 'stranger', name: string, ...args: unknown[]) =>
  send(world.consents, world.accounts[part], name, ...args);
const signed = async (name: string, type: string, args: Record<string, unknown>, by = walletSigner()) =>
  consents('stranger', name, ...Object.values(args), await prove(world, by, type, args));
const at = (second: number) => world.ethers.provider.send('evm_setNextBlockTimestamp', [second]);

describe('a word that is packed by hand lies as whoever rests on the state reads it', () => {
  it('of a member', async () => {
    const roles = ROLE.requester | ROLE.auditor;
    const { spare, admin, gateway, holder } = world.accounts;
    await send(world.membership, admin, 'add', spare.address, roles, ZERO_ADDRESS, ZERO, '');
    const since = await now(world);
    const added = { since, status: 1, roles, ordinal: 8, principal: spare.address };
    expect(await differing('membership', '_seats', [spare.address as `0x${string}`], added)).toEqual([]);
    await send(world.membership, admin, 'suspend', holder.address);
    const held = { status: 0x81, roles: ROLE.gateway, ordinal: 1, principal: holder.address };
    expect(await differing('membership', '_seats', [gateway.address as `0x${string}`], held)).toEqual([]);
    await send(world.membership, admin, 'resume', holder.address);
  });

  it('of a signer with every end that it can have', async () => {
    const subject = (await enroll(world)) as `0x${string}`;
    const [own, guardian, witness] = [walletSigner(), walletSigner(), walletSigner()];
    await bind(world, subject, own);
    await addSigner(world, subject, own, guardian, { kind: GUARDIAN, until: LATER });
    const from = await now(world);
    await send(world.membership, world.accounts.admin, 'add', witness.bytes, ROLE.authority, ZERO_ADDRESS, ZERO, '');
    const value = { subject, signer: guardian.id, form: FORM, deadline: from + DAY };
    const countersignature = {
      account: witness.bytes,
      signature: witness.sign(await digestOf(world, 'EndSigner', value)),
    };
    await consents('gateway', 'removeSignerRecorded', ...Object.values(value), countersignature);
    const leavesAt = (await now(world)) + POLICY.signerDelay;
    await signed('removeSigner', 'RemoveSigner', { subject, signer: guardian.id }, own);
    const known = { kind: GUARDIAN, from, until: LATER, leavesAt, removedAt: await now(world) };
    expect(await differing('consents', '_signers', [subject, guardian.id as `0x${string}`], known)).toEqual([]);
  });

  it('of a grant that was recorded, kept and revoked', async () => {
    const subject = (await enroll(world)) as `0x${string}`;
    const own = walletSigner();
    for (const form of ['one', 'two']) await consents('gateway', 'revokeAllRecorded', subject, id(form));
    const grant = String(await read(world.consents, 'recordedGrantId', subject, id('terms'), FORM));
    const even = 2 * Math.ceil((await now(world)) / 2) + 60;
    await at(even);
    await consents('gateway', 'grantRecorded', { subject, terms: id('terms'), form: FORM });
    await bind(world, subject, own);
    await signed('keepRecorded', 'KeepRecorded', { subject, grant, deadline: even + DAY }, own);
    await revokeGrant(world, subject, grant, own);
    const giver = BigInt(own.id) & ((1n << 128n) - 1n);
    const given = { grantedAt: even, revokedAt: await now(world), epoch: 2, kind: 3, giver };
    expect(await differing('consents', '_grants', [subject, grant as `0x${string}`], given)).toEqual([]);
  });
});
