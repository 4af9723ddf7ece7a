import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPaperOnly } from '../../src/client/paper-only.ts';
import { type HolderWorld, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(['ana', 'joao']);
});
afterAll(async () => {
  await world?.close();
});

const paperOnly = (...options: string[]) =>
  custos(['subject', 'paper-only', 'urn:mrn|ana', ...options, ...world.as('holder')]);

describe('paper only, by commands', () => {
  it('is switched with a reason, shown with what goes on, and undone', async () => {
    expect((await paperOnly()).stdout).toBe('The patient is not on paper only.\n');
    const set = await paperOnly('--reason', 'At the desk: somebody else has the telephone.');
    expect(set.stdout).toMatch(
      /^On paper only since .* UTC, by the organisation’s own account: “At the desk: somebody else has the telephone\.”\n/,
    );
    expect(set.stdout).toMatch(
      /that stand go on\. At the patient’s word by telephone end them: `.*consent revoke --all/,
    );
    expect((await paperOnly()).stdout).toBe(set.stdout);
    expect(await readPaperOnly(world.holder, world.subjectOf('ana'))).toMatchObject({
      reason: 'At the desk: somebody else has the telephone.',
    });
    const found = await custos(['subject', 'find', 'urn:mrn|ana', ...world.as('holder')]);
    expect(found.stdout).toMatch(/^signs for it: on paper only$/m);
    const both = await paperOnly('--reason', 'no', '--undo');
    expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/not both/)]);
    expect((await paperOnly('--undo')).stdout).toMatch(/^It is undone/);
    expect((await paperOnly()).stdout).toBe('The patient is not on paper only.\n');
  });

  it('refuses its own row of a list of invitations, and no other one', async () => {
    await paperOnly('--reason', 'At the desk.');
    const file = await world.list(['identifier', 'urn:mrn|ana', 'urn:mrn|joao']);
    const codes = join(world.directory, 'codes.csv');
    const command = ['subject', 'invite', '--csv', file, '--identified-by', 'passport', '--codes', codes];
    const { outcomes, results } = await world.rows(command);
    expect(outcomes).toEqual(['refused', 'done']);
    expect(results[0]).toMatchObject({ code: 'CONFLICT', problem: expect.stringMatching(/on paper only/) });
    const written = await readFile(codes, 'utf8');
    expect(written).toContain('urn:mrn|joao');
    expect(written).not.toContain('urn:mrn|ana');
  });
});
