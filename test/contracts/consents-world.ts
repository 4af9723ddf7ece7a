import { id } from 'ethers';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { read, readStruct, send } from './chain.ts';
import { deploy, now, type Part, publish, rewindEach, type World } from './deploy.ts';
import { giveGrant, nonceOf, patient, type Terms } from './patients.ts';
import { prove, type TestSigner } from './signing.ts';

export const FORM = id('form');
export const OBSTACLES = ['none', 'notGranted', 'revoked', 'epochOver', 'unanswered', 'erased', 'optedOut', 'paused'];
export const GAPS = ['none', 'notYetValid', 'noLongerValid', 'grantee', 'scope', 'purpose', 'notice', 'options'];

export let world: World;
export let subject: string;
export let signer: TestSigner;
export let dataset: string;
beforeAll(async () => {
  world = await deploy();
  dataset = await publish(world, 'dataset');
  await send(world.membership, world.accounts.holder, 'publishNotice', id('notice'));
  ({ subject, signer } = await patient(world));
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

export const at = (part: Part) => world.accounts[part].address;
export const act = (part: Part, name: string, ...args: unknown[]) =>
  send(world.consents, world.accounts[part], name, ...args);
export const give = (terms?: Terms) => giveGrant(world, { subject, signer }, terms);
export const isActive = (grant: string, of = subject) => read(world.consents, 'isActive', of, grant);
export const eraseNow = async () => {
  const value = { subject, nonce: await nonceOf(world, subject), deadline: (await now(world)) + 3600 };
  return act('gateway', 'erase', subject, value.deadline, await prove(world, signer, 'Erase', value));
};
export const keep = async (of: string, grant: string, by: TestSigner, from: Part = 'stranger') => {
  const deadline = (await now(world)) + 3600;
  const proof = await prove(world, by, 'KeepRecorded', { subject: of, grant, deadline });
  return act(from, 'keepRecorded', of, grant, deadline, proof);
};
export const grantOf = (grant: string, of = subject) => readStruct(world.consents, 'grantOf', of, grant);
