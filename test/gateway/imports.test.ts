import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { discardDraft, listFailedImports } from '../../src/client/imports.ts';
import { CustosError } from '../../src/core/errors.ts';
import { type DatasetId, type Pseudonym, ZERO_ADDRESS, ZERO_DIGEST } from '../../src/core/ids.ts';
import type { ImportReport } from '../../src/core/import-report.ts';
import type * as patience from '../../src/core/patience.ts';
import type { DraftChanges } from '../../src/core/version-changes.ts';
import { LedgerState } from '../../src/gateway/ledger/ledger-state.ts';
import { RecordTable } from '../../src/gateway/records/record-table.ts';
import { Versions } from '../../src/vault/versions.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { bindSigner, publishDraft } from './publisher.ts';

/** Pauses of the publications whose ledger stays away, in ms: they are noted, and not waited for. */
const waits = vi.hoisted(() => ({ isSkipped: false, paused: [] as number[] }));
vi.mock('../../src/core/patience.ts', async (original) => {
  const { retried, ...others } = await original<typeof patience>();
  const noted: typeof retried = (work, again, pauses = {}) => {
    if (!waits.isSkipped || pauses.longest !== 60_000) return retried(work, again, pauses);
    const noting = (error: unknown, failures: number) => {
      const goesOn = again(error, failures);
      if (goesOn) waits.paused.push(others.backoff(failures, pauses));
      return goesOn;
    };
    return retried(work, noting, { ...pauses, first: 1, longest: 1 });
  };
  return { ...others, retried: noted };
});

interface Published {
  readonly publication?: { readonly state: string; readonly error?: { readonly code: string } };
}

interface Job {
  readonly import: string;
  readonly state: string;
  readonly report?: ImportReport;
  readonly merged?: readonly { readonly replaced: Pseudonym; readonly survivor: Pseudonym }[];
  readonly changes?: DraftChanges | null;
  readonly error?: { readonly code: string; readonly detail: string; readonly details?: object };
}

let consortium: Consortium;
let holder: GatewayClient;
let folders = 0;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1 });
  holder = consortium.client(consortium.keys.holder);
});
afterAll(async () => {
  await consortium?.close();
});

function patient(id: string, number: string, more: object = {}): object {
  const identifier = [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: number }];
  return { resourceType: 'Patient', id, identifier, ...more };
}

function condition(id: string, reference: string): object {
  return { resourceType: 'Condition', id, subject: { reference }, code: { text: 'fracture' } };
}

async function newDataset(): Promise<DatasetId> {
  return (await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: { name: crypto.randomUUID() } }))
    .dataset;
}

async function runImport(dataset: DatasetId, lines: readonly object[], options: object = {}): Promise<Job> {
  const path = join(consortium.directory, 'export', `given-${folders++}`);
  await mkdir(path);
  await writeFile(join(path, 'all.ndjson'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const json = { kind: 'fhir', path, ...options };
  let job = await holder.json<Job>('POST', `/v1/datasets/${dataset}/imports`, { json });
  while (job.state === 'running') {
    await sleep(20);
    job = await holder.json<Job>('GET', `/v1/imports/${job.import}`);
  }
  return job;
}

async function drafts(query = {}): Promise<string[]> {
  const listed = await holder.list<'imports', { import: string }>('/v1/imports', 'imports', { query });
  return listed.map((one) => one.import);
}

async function publish(dataset: DatasetId, job: Job, more: object = {}): Promise<{ version: number }> {
  return publishDraft(holder, dataset, { import: job.import, permission: 'GRU', identifiable: true, ...more });
}

async function subjectOf(number: string): Promise<Pseudonym> {
  const json = { identifier: `urn:mrn|${number}` };
  return (await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json })).subject;
}

describe('drafts', () => {
  it('are listed until they are published or thrown away, also after a restart', async () => {
    const dataset = await newDataset();
    const first = await runImport(dataset, [patient('1', '51001')]);
    const second = await runImport(dataset, [patient('2', '51002')]);
    expect(await drafts()).toEqual(expect.arrayContaining([first.import, second.import]));
    await consortium.restart();
    holder = consortium.client(consortium.keys.holder);
    expect(await drafts()).toEqual(expect.arrayContaining([first.import, second.import]));
    await publish(dataset, first);
    await holder.json('DELETE', `/v1/imports/${second.import}`);
    const ofBoth = (ids: string[]) => ids.filter((id) => [first.import, second.import].includes(id));
    expect([ofBoth(await drafts()), ofBoth(await drafts({ published: 'true' }))]).toEqual([[], [first.import]]);
  });

  it('are marked while they are being published', async () => {
    const dataset = await newDataset();
    const job = await runImport(dataset, [patient('3', '51003')]);
    const listed = async () =>
      (await holder.list<'imports', Job>('/v1/imports', 'imports')).find((one) => one.import === job.import)?.state;
    expect(await listed()).toBe('ready');
    const { promise: goesOn, resolve } = Promise.withResolvers<void>();
    const markPublished = Versions.prototype.markPublished;
    vi.spyOn(Versions.prototype, 'markPublished').mockImplementation(async function (this: Versions, ...published) {
      await goesOn;
      return Reflect.apply(markPublished, this, published);
    });
    const published = publish(dataset, job);
    try {
      await vi.waitUntil(async () => (await listed()) !== 'ready', { timeout: 60_000 });
      expect(await listed()).toBe('publishing');
      await expect(holder.json('DELETE', `/v1/imports/${job.import}`)).rejects.toMatchObject({ code: 'CONFLICT' });
    } finally {
      resolve();
      vi.restoreAllMocks();
    }
    await published;
    expect(await listed()).toBeUndefined();
  });
});

describe('a draft with an order', () => {
  const orderOf = (job: Job, more: object = {}) => ({
    import: job.import,
    permission: 'GRU',
    identifiable: true,
    ...more,
  });
  const order = (dataset: DatasetId, job: Job, more: object = {}) =>
    holder.json<Published>('POST', `/v1/datasets/${dataset}/versions`, { json: orderOf(job, more) });
  const discard = (job: Job) => holder.json('DELETE', `/v1/imports/${job.import}`);
  const ended = async (job: Job) =>
    vi.waitUntil(
      async () => {
        const { publication } = await holder.json<Published>('GET', `/v1/imports/${job.import}`);
        return publication !== undefined && publication.state !== 'running' && publication;
      },
      { timeout: 60_000 },
    );
  const versions = async (dataset: DatasetId) =>
    (await holder.json<{ versions: object[] }>('GET', `/v1/datasets/${dataset}`)).versions;

  it('is not thrown away while the order is looked at', async () => {
    const dataset = await newDataset();
    const job = await runImport(dataset, [patient('4', '51004')]);
    const { promise: goesOn, resolve } = Promise.withResolvers<void>();
    const { promise: looking, resolve: looks } = Promise.withResolvers<void>();
    const { put } = RecordTable.prototype;
    vi.spyOn(RecordTable.prototype, 'put').mockImplementation(async function (
      this: RecordTable<string, unknown>,
      ...record
    ) {
      if (record[0] === job.import) {
        looks();
        await goesOn;
      }
      return Reflect.apply(put, this, record);
    });
    const taken = order(dataset, job);
    await looking;
    const discarded = discard(job).then(
      () => 'thrown away',
      ({ code }) => code,
    );
    await sleep(50);
    resolve();
    vi.restoreAllMocks();
    expect(await discarded).toBe('CONFLICT');
    await taken;
    expect(await ended(job)).toMatchObject({ state: 'published' });
    expect(await versions(dataset)).toMatchObject([{ version: 1, items: 1 }]);
  });

  it('that failed after the chain had its version ends well, however the holder comes back to it', async () => {
    const dataset = await newDataset();
    const comeBack = [
      (job: Job) =>
        expect(discard(job)).rejects.toMatchObject({
          code: 'CONFLICT',
          message: expect.stringMatching(/as version 1, and cannot be discarded/),
        }),
      async () => {
        await consortium.restart();
        holder = consortium.client(consortium.keys.holder);
      },
      (job: Job) => order(dataset, job, { acceptShrink: true }),
    ];
    for (const [i, back] of comeBack.entries()) {
      const job = await runImport(dataset, [patient(`5${i}`, `5200${i}`)]);
      vi.spyOn(Versions.prototype, 'markPublished').mockRejectedValueOnce(new CustosError('STORAGE_FULL', 'Full.'));
      await order(dataset, job, { acceptShrink: true });
      expect(await ended(job)).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FULL' } });
      vi.restoreAllMocks();
      await back(job);
      expect(await ended(job)).toMatchObject({ state: 'published', published: { version: i + 1 } });
      expect((await versions(dataset)).at(-1)).toMatchObject({ version: i + 1, items: 1 });
      expect(await drafts()).not.toContain(job.import);
    }
  });

  it.each(['LEDGER_UNREACHABLE', 'LEDGER_LAGGING', 'LEDGER_POOL_FULL', 'UNAVAILABLE'] as const)(
    'that was sent, and of which nobody heard what became (%s), goes on by itself and is published once',
    async (code) => {
      const dataset = await newDataset();
      const number = `${51_100 + code.length}`;
      const job = await runImport(dataset, [patient(number, number)]);
      const { send } = LedgerState.prototype;
      const sent = vi.spyOn(LedgerState.prototype, 'send').mockImplementationOnce(async function (
        this: LedgerState,
        ...call
      ) {
        await Reflect.apply(send, this, call);
        throw new CustosError(code, 'The ledger is away.');
      });
      // Those that enrol come before, by another way.
      await order(dataset, job);
      expect(await ended(job)).toMatchObject({ state: 'published', published: { version: 1 } });
      expect(sent).toHaveBeenCalledTimes(2);
      vi.restoreAllMocks();
      expect(await versions(dataset)).toMatchObject([{ version: 1, items: 1 }]);
    },
    60_000,
  );

  it('that was sent to a ledger that stays away fails after a quarter of an hour, and goes on when it is given again', async () => {
    const dataset = await newDataset();
    const job = await runImport(dataset, [patient('9', '51009')]);
    const { send } = LedgerState.prototype;
    let heard = 0;
    waits.isSkipped = true;
    vi.spyOn(LedgerState.prototype, 'send').mockImplementation(async function (this: LedgerState, ...call) {
      if (heard++ === 0) await Reflect.apply(send, this, call);
      throw new CustosError('LEDGER_UNREACHABLE', 'The ledger is away.');
    });
    await order(dataset, job);
    expect(await ended(job)).toMatchObject({ state: 'failed', error: { code: 'LEDGER_UNREACHABLE' } });
    expect(heard).toBe(21);
    expect(waits.paused).toHaveLength(20);
    expect(waits.paused.reduce((sum, ms) => sum + ms, 0)).toBe(903_000);
    waits.isSkipped = false;
    vi.restoreAllMocks();
    await order(dataset, job);
    expect(await ended(job)).toMatchObject({ state: 'published', published: { version: 1 } });
    expect(await versions(dataset)).toMatchObject([{ version: 1, items: 1 }]);
  }, 60_000);

  it('that may still reach the ledger is not thrown away', async () => {
    const dataset = await newDataset();
    const job = await runImport(dataset, [patient('6', '51006')]);
    vi.spyOn(LedgerState.prototype, 'send').mockImplementationOnce(async (_, options) => {
      const transaction = { account: ZERO_ADDRESS, nonce: 2 ** 40, hash: ZERO_DIGEST, raw: '0x' } as const;
      await options?.journal?.add(transaction);
      throw new CustosError('STORAGE_FULL', 'Full.');
    });
    await order(dataset, job);
    expect(await ended(job)).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FULL' } });
    await expect(discard(job)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/may still reach the ledger/),
    });
  });

  it('follows the same order given at once, and refuses another one', async () => {
    const dataset = await newDataset();
    const job = await runImport(dataset, [patient('7', '51007')]);
    const both = await Promise.all([order(dataset, job), order(dataset, job)]);
    expect(both.map(({ publication }) => publication?.state)).not.toContain('failed');
    await expect(order(dataset, job, { permission: 'HMB' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await ended(job)).toMatchObject({ state: 'published' });
    expect(await versions(dataset)).toHaveLength(1);
  });

  it('is refused with a conflict once it was thrown away, in part or whole', async () => {
    const dataset = await newDataset();
    const job = await runImport(dataset, [patient('8', '51008')]);
    const { put } = RecordTable.prototype;
    vi.spyOn(RecordTable.prototype, 'put').mockImplementation(async function (
      this: RecordTable<string, unknown>,
      ...record
    ) {
      if (record[0] === job.import) throw new CustosError('STORAGE_FULL', 'Full.');
      return Reflect.apply(put, this, record);
    });
    await expect(discard(job)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    vi.restoreAllMocks();
    await expect(order(dataset, job)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/left no draft/),
    });
    await discard(job);
    await expect(order(dataset, job)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/was thrown away/),
    });
  });
});

describe('a draft that holds less than the last version', () => {
  it('says so by patient and type, and is published only where that is meant', async () => {
    const dataset = await newDataset();
    const first = await runImport(dataset, [
      patient('a', '1'),
      patient('b', '2'),
      condition('1', 'Patient/a'),
      condition('2', 'Patient/b'),
    ]);
    expect(first.changes).toBeNull();
    await publish(dataset, first);
    const second = await runImport(dataset, [
      patient('a', '1'),
      patient('b', '2'),
      condition('2', 'Patient/a'),
      condition('3', 'Patient/b'),
    ]);
    const [a, b] = [await subjectOf('1'), await subjectOf('2')];
    expect(second.changes).toMatchObject({
      since: 1,
      exact: true,
      lost: { Condition: 1 },
      gained: { Condition: 1 },
      moved: { Condition: 1 },
      changed: {},
      patients: [{ subject: a, lost: { Condition: 1 }, gone: false }],
      moves: [{ from: b, to: a, kind: 'Condition', count: 1 }],
    });
    await expect(publish(dataset, second)).rejects.toMatchObject({
      code: 'VERSION_SHRINKS',
      message: expect.stringMatching(/--accept-shrink/),
      details: { since: 1, patients: 1, lost: ['1 Condition'], moved: ['1 Condition'] },
    });
    expect(await publish(dataset, second, { acceptShrink: true })).toMatchObject({ version: 2 });
    const third = await runImport(dataset, [
      patient('a', '1'),
      patient('b', '2'),
      condition('2', 'Patient/a'),
      condition('3', 'Patient/b'),
      condition('4', 'Patient/b'),
    ]);
    expect(third.changes).toMatchObject({ since: 2, lost: {}, moved: {}, gained: { Condition: 1 }, changed: {} });
    expect(await publish(dataset, third)).toMatchObject({ version: 3 });
    const fourth = await runImport(dataset, [
      patient('a', '1'),
      patient('b', '2'),
      condition('2', 'Patient/a'),
      { ...condition('3', 'Patient/b'), recordedDate: '2026-03-02' },
      condition('4', 'Patient/b'),
    ]);
    expect(fourth.changes).toMatchObject({ since: 3, lost: {}, gained: {}, changed: { Condition: 1 } });
  });

  it('is compared with what is the last version when it is published, not when it was imported', async () => {
    const dataset = await newDataset();
    const small = await runImport(dataset, [patient('a', '1')]);
    const large = await runImport(dataset, [patient('a', '1'), condition('1', 'Patient/a')]);
    await publish(dataset, large);
    await expect(publish(dataset, small)).rejects.toMatchObject({ code: 'VERSION_SHRINKS' });
  });
});

describe('a draft that is published as identifying nobody', () => {
  const who = [
    { name: [{ family: 'Eriksen', given: ['Farid'] }] },
    { address: [{ line: ['Kirkegata 7'], city: 'Hamar' }] },
    { telecom: [{ system: 'phone', value: '+47 62 51 00 00' }] },
    { photo: [{ contentType: 'image/jpeg', data: '/9j/' }] },
  ];

  it.each(who)('is refused where the data says %j of a patient, unless that is said to be nobody’s', async (said) => {
    const dataset = await newDataset();
    const job = await runImport(dataset, [patient('a', '1'), { ...patient('b', '2'), ...said }]);
    await expect(publish(dataset, job, { identifiable: false })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/--identifiable/),
      details: { named: 1 },
    });
    expect(await publish(dataset, job, { identifiable: false, acceptNamed: true })).toMatchObject({ version: 1 });
  });

  it('is taken where nobody is named', async () => {
    const dataset = await newDataset();
    const job = await runImport(dataset, [patient('a', '1'), condition('1', 'Patient/a')]);
    expect(await publish(dataset, job, { identifiable: false })).toMatchObject({ version: 1 });
  });
});

describe('a draft with files of nobody', () => {
  async function ofFile(dataset: DatasetId, text: string): Promise<Job> {
    const path = join(consortium.directory, 'export', `nobodys-${folders++}`);
    await mkdir(path);
    await writeFile(join(path, 'table.csv'), text);
    const json = { kind: 'files', path, shared: true };
    let job = await holder.json<Job>('POST', `/v1/datasets/${dataset}/imports`, { json });
    while (job.state === 'running') {
      await sleep(20);
      job = await holder.json<Job>('GET', `/v1/imports/${job.import}`);
    }
    return job;
  }

  it('is not published where one seems to tell of patients, unless somebody says that none does', async () => {
    const dataset = await newDataset();
    const job = await ofFile(dataset, 'name,date of birth\nMaria Sousa,1971-03-02\n');
    await expect(publish(dataset, job)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/table\.csv.*--accept-shared/),
      details: { count: 1, files: ['table.csv'] },
    });
    expect(await publish(dataset, job, { acceptShared: true })).toMatchObject({ version: 1 });
  });

  it('is published where none does', async () => {
    const dataset = await newDataset();
    expect(await publish(dataset, await ofFile(dataset, 'ward,beds\nNorth,12\n'))).toMatchObject({ version: 1 });
  });
});

describe('an import that stores nothing', () => {
  it('gives the whole report, with what mends it', async () => {
    const job = await runImport(await newDataset(), [condition('1', 'https://ehr.example/r4/Patient/a')]);
    expect(job).toMatchObject({
      state: 'failed',
      error: { code: 'IMPORT_NOTHING', details: { lines: ['1 Condition (unknown-patient)'] } },
      report: {
        quarantined: [{ reason: 'unknown-patient', type: 'Condition', count: 1 }],
        advice: [{ reason: 'unknown-patient', options: ['--base-url (baseUrls)'] }],
        servers: [{ server: 'https://ehr.example/r4', trusted: true }],
      },
    });
  });
});

describe('the options of an import', () => {
  it('are taken by the route', async () => {
    const identifier = [{ system: 'urn:oid:1.2.3', value: '77' }];
    const lines = [
      { resourceType: 'Patient', id: 'x', identifier },
      condition('1', 'https://ehr.example/r4/Patient/x'),
      condition('2', 'http://inner.example:8080/r4/Patient/x'),
      { ...condition('3', 'Patient/x'), text: 'x'.repeat(5000) },
    ];
    const options = {
      identifierSystem: '1.2.3',
      baseUrls: ['https://ehr.example/r4/', 'http://inner.example:8080/r4'],
    };
    const dataset = await newDataset();
    expect(await runImport(dataset, lines, options)).toMatchObject({
      state: 'ready',
      report: { patients: 1, quarantined: [], identifiedBy: { 'urn:oid:1.2.3': 1 } },
    });
    const refused = await runImport(dataset, lines, { ...options, maxLineBytes: 4096 });
    expect(refused.error).toMatchObject({ code: 'IMPORT_INVALID', details: { count: 1 } });
    for (const wrong of [{ maxLineBytes: 2 ** 40 }, { baseUrls: ['file:///etc'] }, { baseUrls: ['x'] }]) {
      await expect(runImport(dataset, lines, wrong)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });
});

describe('a record that was merged', () => {
  it('holds back whoever replaces it, from the moment that somebody has decided under it', async () => {
    const dataset = await newDataset();
    await publish(
      dataset,
      await runImport(dataset, [patient('s', '90001'), patient('t', '90002'), condition('ct', 'Patient/t')]),
    );
    const link = (type: string, id: string) => ({ link: [{ other: { reference: `Patient/${id}` }, type }] });
    const merged = [
      patient('s', '90001', link('replaces', 't')),
      patient('t', '90002', link('replaced-by', 's')),
      condition('ct', 'Patient/s'),
    ];
    const before = await runImport(dataset, merged);
    expect(before.report?.quarantined).toMatchObject([{ reason: 'merged-record', type: 'Patient', count: 1 }]);
    expect(before.changes).toMatchObject({ moves: [{ from: await subjectOf('90002'), to: await subjectOf('90001') }] });
    await bindSigner(holder, await subjectOf('90002'));
    const after = await runImport(dataset, merged);
    expect(after).toMatchObject({ state: 'failed', error: { code: 'IMPORT_NOTHING' } });
    expect(await runImport(dataset, merged, { acceptMerged: true })).toMatchObject({
      state: 'ready',
      report: { patients: 1 },
    });
  });
});

describe('a record that was merged since', () => {
  const pair = [patient('u', '91001'), patient('v', '91002'), condition('cv', 'Patient/v')];
  const link = (type: string, id: string) => ({ link: [{ other: { reference: `Patient/${id}` }, type }] });
  const merged = [
    patient('u', '91001', link('replaces', 'v')),
    patient('v', '91002', link('replaced-by', 'u')),
    condition('cv', 'Patient/u'),
  ];
  const invite = (subject: Pseudonym) =>
    holder.json('POST', `/v1/subjects/${subject}/invitations`, { json: { identification: 'passport' } });

  it('is asked for once more when it is published, and is invited no longer', async () => {
    const dataset = await newDataset();
    await publish(dataset, await runImport(dataset, pair));
    const [u, v] = [await subjectOf('91001'), await subjectOf('91002')];
    const early = await runImport(dataset, merged);
    expect(early).toMatchObject({ state: 'ready', merged: [{ replaced: v, survivor: u }] });
    await bindSigner(holder, v);
    await expect(publish(dataset, early, { acceptShrink: true })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(v),
    });
    await expect(invite(v)).resolves.toBeDefined();
    await publish(dataset, await runImport(dataset, merged, { acceptMerged: true }), { acceptShrink: true });
    const refused = { code: 'CONFLICT', message: expect.stringContaining(`goes on as ${u}`) };
    await expect(invite(v)).rejects.toMatchObject(refused);
    await expect(subjectOf('91002')).rejects.toMatchObject(refused);
    await expect(invite(u)).resolves.toBeDefined();
    await publish(dataset, await runImport(dataset, pair), { acceptShrink: true });
    await expect(invite(v)).resolves.toBeDefined();
  });
});

describe('enrolment', () => {
  it('takes every spelling of an identifier for one, and refuses what has none', async () => {
    const enroll = async (identifier: string) =>
      (await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json: { identifier } })).subject;
    const one = await enroll('1.2.840|Ü7');
    expect(await enroll(' URN:OID:1.2.840 | U\u03087\u200b')).toBe(one);
    for (const identifier of ['urn:mrn|', 'urn:mrn|7\t1', 'urn:mrn|\u0000', `urn:mrn|${'é'.repeat(600)}`]) {
      await expect(enroll(identifier)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    }
  });
});

describe('an import whose numbers may be those of others', () => {
  it('takes them where the holder says that birth dates were corrected, and numbers are told apart by their spelling', async () => {
    const dataset = await newDataset();
    await runImport(dataset, [patient('x', 'x70001', { birthDate: '1950-01-31' })]);
    const lines = [
      patient('x', 'x70001', { birthDate: '1951-01-31' }),
      patient('y', 'y70001'),
      patient('z', 'Y-70001'),
    ];
    await expect(runImport(dataset, lines)).resolves.toMatchObject({
      state: 'failed',
      error: { code: 'IMPORT_NOTHING' },
      report: { advice: [{ reason: 'other-person' }, { reason: 'numbers-alike' }] },
    });
    await expect(runImport(dataset, lines, { acceptCorrected: true, acceptAlike: true })).resolves.toMatchObject({
      state: 'ready',
      report: { patients: 3, quarantined: [] },
    });
  });
});

describe('an import that failed', () => {
  it('is listed with why, also after a restart, until it is thrown away, and among no drafts', async () => {
    const dataset = await newDataset();
    const failed = await runImport(dataset, [{ resourceType: 'Patient' }]);
    expect(failed.state).toBe('failed');
    for (const again of [false, true]) {
      if (again) {
        await consortium.restart();
        holder = consortium.client(consortium.keys.holder);
      }
      const [listed, ...others] = (await listFailedImports(holder)).filter((one) => one.dataset === dataset);
      expect(others).toEqual([]);
      const { code, detail } = failed.error ?? {};
      expect(listed).toMatchObject({ import: failed.import, error: { code, detail } });
      expect(listed?.failedAt).toBeGreaterThan(Date.now() - 600_000);
      expect(await drafts()).not.toContain(listed?.import);
    }
    await discardDraft(holder, failed.import);
    expect((await listFailedImports(holder)).filter((one) => one.dataset === dataset)).toEqual([]);
  });
});
