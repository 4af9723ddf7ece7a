import { id } from 'ethers';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { read, readStruct, send } from './chain.ts';
import { deploy, type Part, POLICY, rewindEach, type World } from './deploy.ts';
import { patient } from './patients.ts';
import { prove, type TestSigner } from './signing.ts';

export const RESEARCH = 1;
export const ALL = 2;
export const FORM = id('form');
export const LATER = 4_000_000_000;

export let world: World;
export let subject: string;
export let signer: TestSigner;
beforeAll(async () => {
  world = await deploy();
  ({ subject, signer } = await patient(world));
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

export const at = (part: Part) => world.accounts[part].address;
export const act = (part: Part, name: string, ...args: unknown[]) =>
  send(world.consents, world.accounts[part], name, ...args);
export const known = (of = subject) => readStruct(world.consents, 'subjectOf', of);
export const stands = (by: TestSigner, of = subject) => read(world.consents, 'stands', of, by.id);
export const proof = (type: string, value: Record<string, unknown>, by = signer) => prove(world, by, type, value);
export const unfit = (by: TestSigner, of = subject) => ({ name: 'SubjectRegistrySignerUnfit', args: [of, by.id] });
export const setPolicy = (changes: Record<string, unknown>) =>
  send(world.membership, world.accounts.admin, 'setPolicy', { ...POLICY, ...changes });
