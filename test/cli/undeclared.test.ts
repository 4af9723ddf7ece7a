import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestWords } from '../../src/cli/access-request.ts';
import { declaredBy } from '../../src/cli/undeclared.ts';
import { formDigest } from '../../src/client/digests.ts';
import { answersIn } from '../../src/core/use-answers.ts';
import { issuePermit } from '../gateway/publisher.ts';
import { type HolderWorld, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

const NAMED = 'The permit attests it, and the request does not declare it, so that what asks for it does not count:';

let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(['strict', 'open', 'silent']);
  await issuePermit(world.consortium, world.dataset, { attested: ['NCU'] });
  await consent('strict', ['NCU']);
}, 120_000);
afterAll(async () => {
  await world?.close();
});

async function consent(name: string, modifiers: readonly string[]): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const answers = answersIn(modifiers);
  const choice = { permission: 'GRU', modifiers, ...answers, identifiable: true, notice: world.consortium.notice };
  const period = { fromSeconds: now - 60, untilSeconds: now + 86_400 };
  const record = { subject: world.subjectOf(name), form: formDigest(name), ...choice, ...period };
  await world.holder.json('POST', '/v1/consents/recorded', { json: { records: [record] } });
}

function get(out: string, ...more: readonly string[]) {
  const args = ['get', world.dataset, '--purpose', 'biomedical research', '--out', join(world.directory, out)];
  return custos([...args, ...more, ...world.as('requester')]);
}

/** Runs the command that stands between backquotes, as whoever reads it would. */
async function run(text: string): Promise<string> {
  const [, command = ''] = /`([^`]+)` says more\./.exec(text) ?? [];
  const path = join(process.execPath, '..');
  const found = await promisify(execFile)('/bin/sh', ['-c', command], { env: { PATH: path } }).catch((error) => error);
  return found.stdout;
}

describe('what a requester leaves undeclared', () => {
  it('is named where nothing is released for want of it, with a command that explains it', async () => {
    const refused = await get('refused');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^Refused, as entry \d+ of the log: None of the items/m);
    expect(refused.stderr).toContain(`${NAMED} non-commercial use only (NCU).\n`);
    expect(refused.stderr).toContain('\nIf it is so, declare it with --no-commercial.\n');
    expect(await run(refused.stderr)).toMatch(
      /^It would be refused[\s\S]*not declared.*\(NCU\)[\s\S]*with --no-commercial\.$/m,
    );
    const { error } = JSON.parse((await get('refused', '--json')).stdout);
    expect(error.details).toMatchObject({ reason: 'nothing-covered', undeclared: ['NCU'] });
  });

  it('is named beside what is withheld, and not once it is declared', async () => {
    await consent('open', []);
    const got = await get('some');
    expect(got).toMatchObject({ code: 0 });
    expect(got.stdout).toContain(
      `2 items withheld: no consent allows this use as it is declared\n${NAMED} non-commercial use only (NCU).\n`,
    );
    expect(await run(got.stdout)).toMatch(/^It would be allowed/);
    const declared = await get('declared', '--no-commercial');
    expect(declared.stdout).toContain('1 item withheld: the people whom they are about do not allow this use\n');
    expect(declared.stdout).not.toContain('says more');
    const json = JSON.parse((await get('json', '--json')).stdout);
    expect(json).toMatchObject({ items: 1, undeclared: ['NCU'] });
  });
});

it('types the options of a request again as they were given', () => {
  const options = {
    purpose: 'biomedical research',
    delivery: 'download',
    commercial: false,
    aiTraining: true,
  } as const;
  expect(requestWords(options)).toBe("--purpose 'biomedical research' --no-commercial --ai-training");
  const others = { purpose: '7', delivery: 'environment', commercial: true, permit: 2, ethicsApproval: "E'1" } as const;
  expect(requestWords(others)).toBe(
    `--purpose 7 --permit 2 --delivery environment --commercial --ethics-approval 'E'\\''1'`,
  );
});

it('advises no option for what is declared already, or cannot be declared by one', () => {
  expect(declaredBy(['NPUNCU', 'DS'], { commercial: false })).toEqual([
    'If it is so, declare it with --not-for-profit, --disease ID.',
  ]);
  expect(declaredBy(['GSO', 'of-a-later-version'], {})).toEqual([]);
});
