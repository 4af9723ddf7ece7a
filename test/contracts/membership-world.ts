import { id } from 'ethers';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { readStruct, send } from './chain.ts';
import { deploy, rewindEach, type World, ZERO_ADDRESS } from './deploy.ts';

export let world: World;
beforeAll(async () => {
  world = await deploy();
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

export const as = (part: keyof World['accounts']) => world.accounts[part];
export const at = (part: keyof World['accounts']) => world.accounts[part].address;
export const act = (part: keyof World['accounts'], name: string, ...args: unknown[]) =>
  send(world.membership, as(part), name, ...args);
export const member = (account: string) => readStruct(world.membership, 'memberOf', account);
export const add = (roles: number, principal = ZERO_ADDRESS, endpoint = '') =>
  act('admin', 'add', at('spare'), roles, principal, id('spare'), endpoint);
