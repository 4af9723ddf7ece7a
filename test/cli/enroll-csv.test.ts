import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enrollRows } from '../../src/cli/commands/enroll-csv.ts';
import { createContext } from '../../src/cli/context.ts';
import { createOutput } from '../../src/cli/output.ts';
import { type Account, GatewayClient } from '../../src/client/gateway-client.ts';
import { enrollSubject, listSubjects } from '../../src/client/subjects.ts';
import { readConfig } from '../../src/config.ts';
import { CustosError } from '../../src/core/errors.ts';
import { type HolderWorld, openHolderWorld } from './holder-world.ts';
import { custos } from './kept-program.ts';

let world: HolderWorld;

beforeAll(async () => {
  world = await openHolderWorld(['q0', 'q1', 'q2'], { logLevel: 'silent' });
}, 120_000);
afterAll(async () => {
  await world?.close();
});

/** A gateway that is gone when the second part of a list is sent. */
class CutOff extends GatewayClient {
  #parts = 0;

  override json<Answer>(...[method, path, options]: Parameters<GatewayClient['json']>): Promise<Answer> {
    if (path === '/v1/subjects/rows' && this.#parts++ > 0) throw new CustosError('GATEWAY_UNREACHABLE', 'It is gone.');
    return super.json(method, path, options);
  }
}

const enrolled = async () => (await listSubjects(world.holder)).flatMap(({ identifiers }) => identifiers);
const enroll = (file: string, ...more: string[]) => world.rows(['subject', 'enroll', '--csv', file, ...more]);

describe('a list of enrolments', () => {
  let file: string;
  const outcomes = ['done', 'stood', 'repeated', 'refused', 'done', 'refused', 'done', 'refused', 'refused', 'refused'];

  it('says for each row what would become of it, and enrols nobody, when it is checked', async () => {
    const before = await enrolled();
    file = await world.list(
      [
        '\ufeffIdentifier;Accept Alike',
        'urn:mrn|e1;no',
        'urn:mrn|q0;no',
        ' urn:mrn | e1 ;no',
        ';no',
        'urn:mrn|70017;no',
        'urn:mrn|0070017;no',
        'urn:mrn|MRN70017;yes',
        `${world.subjectOf('q1')};no`,
        'urn:mrn|unknown;no',
        'urn:mrn|e2;perhaps',
      ],
      '\r\n',
    );
    const checked = await enroll(file, '--dry-run');
    expect([checked.code, checked.outcomes]).toEqual([1, outcomes]);
    expect(await enrolled()).toEqual(before);
  });

  it('is done row by row, and the wrong ones are named and written to a file that is taken again', async () => {
    const refusals = join(world.directory, 'refused-enrolments.csv');
    const done = await enroll(file, '--refused', refusals);
    expect([done.code, done.outcomes]).toEqual([1, outcomes]);
    const refused = done.results.filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ line, column, problem }) => [line, column, problem])).toEqual([
      [5, 'identifier', expect.stringContaining('names no patient')],
      [7, 'identifier', expect.stringContaining('Somebody is enrolled as urn:mrn|70017')],
      [9, 'identifier', expect.stringContaining('is a pseudonym')],
      [10, 'identifier', expect.stringContaining('says that there is none')],
      [11, 'accept-alike', expect.stringContaining('neither yes nor no')],
    ]);
    expect(done.results[2]).toMatchObject({ sameAs: 2 });
    expect(await enrolled()).toEqual(expect.arrayContaining(['urn:mrn|e1', 'urn:mrn|70017', 'urn:mrn|MRN70017']));
    expect((await readFile(refusals, 'utf8')).split('\r\n')).toHaveLength(7);
    expect((await enroll(refusals, '--dry-run')).outcomes).toEqual(Array(5).fill('refused'));
  });

  it('given again enrols nobody twice', async () => {
    const before = await enrolled();
    const again = await enroll(file);
    expect(again.outcomes.map((one) => (one === 'stood' ? 'done' : one))).toEqual(
      outcomes.map((one) => (one === 'stood' ? 'done' : one)),
    );
    expect(again.done).toBe(0);
    expect(await enrolled()).toEqual(before);
  });

  it('refuses each row whose number is spelled like that of one who is enrolled, not one of them alone', async () => {
    await enrollSubject(world.holder, 'urn:mrn|80017');
    const alike = await world.list(['identifier', '80017', '0080017', 'urn:mrn|080017']);
    const refused = await enroll(alike);
    expect(refused.results.map(({ code, problem }) => [code, problem?.includes('urn:mrn|80017')])).toEqual(
      Array(3).fill(['CONFLICT', true]),
    );
    expect(await enroll(alike, '--accept-alike')).toMatchObject({ code: 0, done: 3 });
  });

  it('goes on where it was cut off between two parts, and finds what is spelled alike in both', async () => {
    const rows = Array.from({ length: 230 }, (_, i) => `urn:mrn|${90_000 + i}`);
    const csv = await world.list(['identifier', ...rows, 'urn:mrn|090000']);
    expect(await enroll(csv, '--dry-run')).toMatchObject({ done: 230, refused: 1 });
    const options = { data: world.directory, key: join(world.directory, 'holder.key'), gateway: world.holder.endpoint };
    const client = async () =>
      new CutOff({ endpoint: world.holder.endpoint, account: world.holder.account as Account });
    const context = { ...createContext(readConfig({}), options, createOutput(true)), client };
    await expect(enrollRows(context, { csv })).rejects.toMatchObject({
      code: 'GATEWAY_UNREACHABLE',
      message: expect.stringContaining('It came to 200 of 231 rows. Give the same command again to go on'),
    });
    const again = await enroll(csv);
    expect(again).toMatchObject({ stood: 200, done: 30, refused: 1 });
    expect(again.results.at(-1)).toMatchObject({ line: 232, outcome: 'refused' });
  }, 120_000);

  it('goes without a patient on the command line, and needs the column of their numbers', async () => {
    const both = await custos(['subject', 'enroll', 'urn:mrn|b1', '--csv', file, ...world.as('holder')]);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('none on the command line') });
    const bare = await custos([
      'subject',
      'enroll',
      '--csv',
      await world.list(['accept-alike', 'no']),
      ...world.as('holder'),
    ]);
    expect(bare).toMatchObject({ code: 2, stderr: expect.stringContaining('the column “identifier”') });
  });
});
