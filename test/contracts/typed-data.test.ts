import { hexlify, id, randomBytes } from 'ethers';
import { beforeAll, describe, expect, it } from 'vitest';
import { read } from './chain.ts';
import { deploy, type World } from './deploy.ts';
import { digestOf, hashTerms } from './signing.ts';

const terms = {
  salt: hexlify(randomBytes(32)),
  notice: id('notice'),
  grantee: id('grantee'),
  scope: id('scope'),
  purposes: (1n << 63n) | 5n,
  excluded: 0xfffffffe,
  from: 1,
  until: 2 ** 48 - 1,
  options: 3,
};

describe('typed data', () => {
  let world: World;
  beforeAll(async () => {
    world = await deploy();
  });

  it('hashes terms as wallets do', async () => {
    expect(await read(world.lens, 'hashTerms', terms)).toBe(hashTerms(terms));
  });

  it('names a grant by the digest that wallets sign', async () => {
    const value = { subject: id('subject'), deadline: 77, terms };
    const onChain = await read(world.consents, 'grantId', value.subject, value.deadline, hashTerms(terms));
    expect(onChain).toBe(await digestOf(world, 'Grant', value));
  });

  it('names a recorded grant by a digest that no wallet is asked for', async () => {
    const value = { subject: id('subject'), terms, form: id('form') };
    const onChain = await read(world.consents, 'recordedGrantId', value.subject, hashTerms(terms), value.form);
    expect(onChain).toBe(await digestOf(world, 'RecordedGrant', value));
    expect(onChain).not.toBe(await digestOf(world, 'Grant', { ...value, deadline: 0 }));
  });

  it('signs under the domain Custos, version 1, this chain and this contract', async () => {
    const found = (await read(world.consents, 'eip712Domain')) as { toArray(): unknown[] };
    const { chainId } = await world.ethers.provider.getNetwork();
    expect(found.toArray().slice(1, 5)).toEqual(['Custos', '1', chainId, world.consents.target]);
  });
});
