import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Level } from 'level';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LogFile, LogFiles } from '../../src/access-log/log-files.ts';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { type Hex, toBase64Url } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import { isCustosError } from '../../src/core/errors.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { Policies } from '../../src/gateway/ledger/policies.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium } from './consortium.ts';
import {
  accessRequest,
  bindSigner,
  giveGrant,
  issuePermit,
  publish,
  publishDraft,
  revokeGrant,
  signTyped,
  type TypedData,
} from './publisher.ts';

const FILE_BYTES = 16 * 1024 * 1024;
const MARK = Buffer.from('this is what nobody may get unlogged');
const BLOB_KEY_BYTES = 14;

/** What happens to the journal, on the real disk otherwise. */
const journal = vi.hoisted(() => ({ fault: undefined as 'sync fails' | 'disk full' | undefined }));

vi.mock('../../src/access-log/log-files.ts', async (original) => {
  const real = await original<typeof import('../../src/access-log/log-files.ts')>();
  const faulty = (name: string, file: LogFile): LogFile => ({
    ...file,
    write: async (bytes, position) => {
      if (journal.fault !== 'disk full' || !name.startsWith('journal-')) return file.write(bytes, position);
      await file.write(bytes.subarray(0, bytes.length / 2), position);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
    sync: async () => {
      if (journal.fault !== 'sync fails' || !name.startsWith('journal-')) return file.sync();
      throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    },
  });
  return {
    ...real,
    directoryFiles: async (directory: string): Promise<LogFiles> => {
      const files = await real.directoryFiles(directory);
      return { ...files, open: async (name) => faulty(name, await files.open(name)) };
    },
  };
});

interface Patient {
  readonly key: AccountKey;
  readonly subject: Pseudonym;
  readonly grant: Hex;
}

/** As each start of the gateway finds them. */
const limits = { stallMs: 2_500, anonymousPerMinute: 100_000 };

let consortium: Consortium;
let link: ChainLink;
let dataset: DatasetId;
let holder: GatewayClient;
let requester: GatewayClient;
let auditor: GatewayClient;
let request: AccessRequest;
const patients: Patient[] = [];

beforeAll(async () => {
  ({ consortium, link } = await foundBehindLink({
    patients: 1,
    logLevel: 'silent',
    limits,
  }));
  holder = consortium.client(consortium.keys.holder);
  requester = consortium.client(consortium.keys.requester);
  auditor = consortium.client(consortium.keys.auditor);
  const files = await exportFiles('scans', ['a', 'b']);
  dataset = await publish(holder, { kind: 'files', ...files });
  const { subjects } = await holder.json<{ subjects: { subject: Pseudonym }[] }>('GET', '/v1/subjects');
  for (const { subject } of subjects) {
    const key = await bindSigner(holder, subject);
    patients.push({ key, subject, grant: await giveGrant(consortium, key) });
  }
  request = await accessRequest(requester, dataset, await issuePermit(consortium, dataset));
});
afterEach(() => {
  journal.fault = undefined;
  vi.restoreAllMocks();
  link?.mend();
});
afterAll(async () => {
  await consortium?.close();
  await link?.close();
});

/** Large files of one patient each, which begin with a mark. */
async function exportFiles(name: string, patients: readonly string[]): Promise<{ path: string; subjects: string }> {
  const path = join(consortium.directory, 'export', name);
  await mkdir(path, { recursive: true });
  for (const patient of patients) {
    await writeFile(join(path, `${patient}.bin`), Buffer.concat([MARK, randomBytes(FILE_BYTES)]));
  }
  const subjects = join(consortium.directory, 'export', `${name}.json`);
  await writeFile(
    subjects,
    JSON.stringify(Object.fromEntries(patients.map((one) => [`${one}.bin`, `urn:mrn|${one}`]))),
  );
  return { path, subjects };
}

function content(): Promise<Response> {
  const body = encodeRequest(request);
  return requester.fetch('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
}

async function firstItem(): Promise<number> {
  const { ranges } = await checkAccess(requester, request);
  return ranges[0]?.[0] ?? 0;
}

/** One item, or a range of its bytes. */
function item(number: number, range?: [number, number]): Promise<Response> {
  const body = encodeRequest({ ...request, items: [number], ...(range ? { ranges: [range] } : {}) });
  return requester.fetch('GET', `/v1/datasets/${dataset}/versions/1/items/${number}`, {
    query: { request: toBase64Url(body) },
    bind: requestDigest(body),
  });
}

async function signedRevocation(key: AccountKey, grant: Hex): Promise<{ grant: Hex; signature: Hex }> {
  const prepared = await consortium
    .client(key)
    .json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', { json: { grant } });
  return { grant, signature: signTyped(key, prepared.typedData) };
}

/** What arrived until the answer ended or was cut off. */
async function drain(response: Response): Promise<{ bytes: Buffer; cut: boolean }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), cut: false };
  } catch {
    return { bytes: Buffer.concat(chunks), cut: true };
  }
}

/** The last answer of a call as it stands on the wire, whatever its status. */
async function answerTo(call: () => Promise<Response>): Promise<{ status: number; bytes: Buffer }> {
  const real = globalThis.fetch;
  const answers: Response[] = [];
  const seen = vi.spyOn(globalThis, 'fetch').mockImplementation(async (...args) => {
    const response = await real(...args);
    answers.push(response.clone());
    return response;
  });
  await call().catch(() => undefined);
  seen.mockRestore();
  const last = answers.at(-1);
  return { status: last?.status ?? 0, bytes: Buffer.from((await last?.arrayBuffer()) ?? new ArrayBuffer()) };
}

/** Undefined where the call is answered; its body is let go. */
async function refusalOf(call: Promise<Response>): Promise<unknown> {
  try {
    await (await call).body?.cancel();
    return undefined;
  } catch (error) {
    return error;
  }
}

async function entries(): Promise<Entry[]> {
  return (await auditor.json<{ entries: Entry[] }>('GET', '/v1/log/entries')).entries;
}

/** Number of entries that are durable: the log answers for them whatever became of its disk. */
async function durableEntries(): Promise<number> {
  return (await requester.json<{ size: number }>('GET', '/v1/log')).size;
}

async function until<T>(find: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    await sleep(50);
  }
}

/** The interruption that is written after `after` entries. */
function interruption(after: number): Promise<Entry> {
  return until(async () => (await entries()).slice(after).find(({ outcome }) => outcome === 'interrupted'));
}

async function readiness(): Promise<{ status: number; obstacles: string[] }> {
  const response = await fetch(`${consortium.endpoint}/readyz`);
  return { status: response.status, ...((await response.json()) as { obstacles: string[] }) };
}

/** The policy as the gateway sees it. Not on chain, where it could be loosened again only after days. */
function setPolicy(change: Partial<typeof DEFAULT_POLICY>): void {
  vi.spyOn(Policies.prototype, 'at').mockReturnValue({ ...DEFAULT_POLICY, ...change });
}

async function verdict(): Promise<unknown> {
  const { findings, verdict } = await consortium.audited();
  return { findings, verdict };
}

async function isGranted({ key, grant }: Patient): Promise<boolean> {
  const { consents } = await consortium
    .client(key)
    .json<{ consents: { grant: Hex; active: boolean }[] }>('GET', '/v1/consents');
  return consents.some((consent) => consent.grant === grant && consent.active);
}

describe.each(['sync fails', 'disk full'] as const)('a journal whose %s', (fault) => {
  it('releases nothing, says so, and goes on after a restart with all that it acknowledged', async () => {
    const number = await firstItem();
    expect((await drain(await content())).bytes.includes(MARK)).toBe(true);
    const before = await entries();
    journal.fault = fault;
    for (const call of [content, () => item(number)]) {
      const { status, bytes } = await answerTo(call);
      expect([status, JSON.parse(bytes.toString()).code]).toEqual([503, 'LOG_UNWRITABLE']);
      expect(bytes.includes(MARK)).toBe(false);
    }
    expect(await consortium.gateway.failed).toMatchObject({ code: 'LOG_UNWRITABLE' });
    const { status, obstacles } = await readiness();
    expect([status, obstacles.join()]).toEqual([503, expect.stringContaining('can no longer be written')]);
    journal.fault = undefined;
    await expect(content()).rejects.toMatchObject({ code: 'LOG_UNWRITABLE' });
    await consortium.restart();
    expect((await entries()).slice(0, before.length)).toEqual(before);
    const again = await until(() => content().catch(() => undefined));
    expect(await drain(again)).toMatchObject({ cut: false });
    expect(await verdict()).toEqual({ findings: [], verdict: 'clean' });
  });

  it('acknowledges no revocation; afterwards it stands whole or not at all, and can be repeated', async () => {
    const [patient] = patients as [Patient];
    const grant = await giveGrant(consortium, patient.key);
    const given = { ...patient, grant };
    journal.fault = fault;
    await expect(revokeGrant(consortium, patient.key, grant)).rejects.toMatchObject({ code: 'LOG_UNWRITABLE' });
    journal.fault = undefined;
    const before = await durableEntries();
    await consortium.restart();
    const stands = (await entries()).slice(before).some(({ kind }) => kind === 'revocation');
    expect(stands).toBe(fault === 'sync fails');
    if (!stands) {
      expect(await isGranted(given)).toBe(true);
      await revokeGrant(consortium, patient.key, grant);
    }
    await until(async () => !(await isGranted(given)));
    expect(await verdict()).toEqual({ findings: [], verdict: 'clean' });
  });
});

describe('a store that fails while a release is sent', () => {
  const failing = {
    'cannot be read': () => {
      throw new Error('IO error: 000005.ldb: Input/output error');
    },
    'has a flipped bit': (value: Buffer) => {
      const flipped = Buffer.from(value);
      flipped[100] = (flipped[100] ?? 0) ^ 1;
      return flipped;
    },
  };

  it.each(Object.keys(failing) as (keyof typeof failing)[])(
    'because it %s cuts the stream off, and logs that',
    async (kind) => {
      const get = Level.prototype.get;
      vi.spyOn(Level.prototype, 'get').mockImplementation(async function (
        this: Level<Buffer, Buffer>,
        ...args: [Buffer]
      ) {
        const value = await Reflect.apply(get, this, args);
        const [key] = args;
        return key.length === BLOB_KEY_BYTES && key.readUInt32BE(10) === 4 ? failing[kind](value) : value;
      } as never);
      const number = await firstItem();
      for (const call of [content, () => item(number)]) {
        const before = (await entries()).length;
        const { bytes, cut } = await drain(await call());
        expect([cut, bytes.includes('"end"')]).toEqual([true, false]);
        const [released, interrupted] = [
          (await entries()).slice(before).find(({ kind }) => kind === 'release'),
          await interruption(before),
        ];
        expect(released).toMatchObject({ outcome: 'released' });
        expect(interrupted).toMatchObject({ reason: 'failed', of: released?.seq });
      }
    },
  );
});

describe('a store whose disk is full', () => {
  afterEach(async () => {
    vi.restoreAllMocks();
    await consortium.restart();
  });

  /** No write of such a key succeeds. */
  function fill(concerns: (key: Buffer) => boolean): void {
    const batch = Level.prototype.batch;
    vi.spyOn(Level.prototype, 'batch').mockImplementation(function (
      this: Level<Buffer, Buffer>,
      ...args: [{ key: Buffer }[]]
    ) {
      if (!args[0].some(({ key }) => concerns(Buffer.from(key)))) return Reflect.apply(batch, this, args);
      return Promise.reject(new Error('IO error: 000003.log: No space left on device'));
    } as never);
  }
  const begins = (text: string) => (key: Buffer) => key.subarray(0, text.length).toString('latin1') === text;

  async function importInto(
    into: DatasetId,
    files: object,
  ): Promise<{ import: string; state: string; error?: object }> {
    const json = { kind: 'files', ...files };
    const { import: id } = await holder.json<{ import: string }>('POST', `/v1/datasets/${into}/imports`, { json });
    return until(async () => {
      const job = await holder.json<{ import: string; state: string }>('GET', `/v1/imports/${id}`);
      return job.state !== 'running' && job;
    });
  }
  const versions = async (of: DatasetId) =>
    (await holder.json<{ versions: { version: number; items?: number }[] }>('GET', `/v1/datasets/${of}`)).versions;

  it('fails an import, of which nothing is left', async () => {
    const files = await exportFiles('more', ['c']);
    fill((key) => key.length === BLOB_KEY_BYTES);
    const job = await importInto(dataset, files);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FULL' } });
    const publication = { import: job.import, permission: 'GRU', identifiable: true };
    await expect(holder.json('POST', `/v1/datasets/${dataset}/versions`, { json: publication })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await versions(dataset)).toHaveLength(1);
    vi.restoreAllMocks();
    expect(await importInto(dataset, files)).toMatchObject({ state: 'ready' });
  });

  it('begins nothing whose answer could not be kept', async () => {
    const count = async () => (await holder.json<{ datasets: object[] }>('GET', '/v1/datasets')).datasets.length;
    const before = await count();
    fill(begins('roperation\0answer/'));
    const created = holder.json('POST', '/v1/datasets', { json: { name: 'Second' }, idempotencyKey: 'a-key-of-mine' });
    await expect(created).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await count()).toBe(before);
  });

  it('takes no grant whose terms could not be kept', async () => {
    const [{ key }] = patients as [Patient];
    const granted = async () =>
      (await consortium.client(key).json<{ consents: object[] }>('GET', '/v1/consents')).consents.length;
    const before = await granted();
    fill(begins('rterms\0'));
    await expect(giveGrant(consortium, key)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await granted()).toBe(before);
    vi.restoreAllMocks();
    await giveGrant(consortium, key);
    expect(await granted()).toBe(before + 1);
  });

  it('that does not learn of a publication takes it from the chain, whole and once', async () => {
    const { dataset: fresh } = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', {
      json: { name: 'Third' },
    });
    const job = await importInto(fresh, await exportFiles('third', ['d']));
    const publication = {
      import: job.import,
      permission: 'GRU',
      identifiable: true,
      parameters: { homeCountry: 'CH' },
    };
    const publishIt = () => publishDraft(holder, fresh, publication);
    fill((key) => key.length === 7 && key.subarray(0, 1).toString() === 'v');
    await expect(publishIt()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await expect(publishIt()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    vi.restoreAllMocks();
    await consortium.restart();
    expect(await publishIt()).toMatchObject({ version: 1 });
    expect(await versions(fresh)).toMatchObject([{ version: 1, items: 1 }]);
    const { subjects } = await holder.json<{ subjects: { subject: Pseudonym; bound: boolean }[] }>(
      'GET',
      '/v1/subjects',
    );
    const key = await bindSigner(holder, subjects.find(({ bound }) => !bound)?.subject as Pseudonym);
    await giveGrant(consortium, key, { modifiers: ['NTX'] });
    const permit = await issuePermit(consortium, fresh, { attested: ['NTX'] });
    const asked = { ...(await accessRequest(requester, fresh, permit)), facts: { country: 'CH' } };
    expect(await checkAccess(requester, asked)).toMatchObject({ count: 1 });
  });
});

describe('a client', () => {
  const streams = { 'a list of items': content, 'one item': async () => item(await firstItem()) };
  const names = Object.keys(streams) as (keyof typeof streams)[];

  it.each(names)('that goes away from %s is logged as disconnected', async (name) => {
    const before = (await entries()).length;
    const response = await streams[name]();
    await response.body?.cancel();
    expect(await interruption(before)).toMatchObject({ kind: 'release', reason: 'disconnected', of: before });
  });

  it.each(names)('that takes nothing of %s is cut off, and logged as disconnected', async (name) => {
    const before = (await entries()).length;
    const response = await streams[name]();
    expect(await interruption(before)).toMatchObject({ kind: 'release', reason: 'disconnected', of: before });
    expect((await drain(response)).cut).toBe(true);
  });

  it('that is too slow is cut off when a release has lasted as long as it may', async () => {
    setPolicy({ maxRelease: 1 });
    const before = (await entries()).length;
    const reader = ((await content()).body as ReadableStream<Uint8Array>).getReader();
    const slowly = (async () => {
      for (;;) {
        const { done } = await reader.read();
        if (done) return 'all of it';
        await sleep(100);
      }
    })();
    expect(await slowly.catch(() => 'cut off')).toBe('cut off');
    expect(await interruption(before)).toMatchObject({ kind: 'release', reason: 'overdue', of: before });
    setPolicy({ maxRelease: 86_400 });
    expect(await drain(await content())).toMatchObject({ cut: false });
  });

  it('that is being served when the gateway stops is cut off, and logged', async () => {
    limits.stallMs = 60_000;
    await consortium.restart();
    const response = await content();
    const before = await durableEntries();
    await consortium.restart();
    expect((await drain(response)).cut).toBe(true);
    expect(await interruption(before)).toMatchObject({ kind: 'release', reason: 'failed', of: before - 1 });
  });
});

describe('a chain', () => {
  const faults = {
    'falls behind and goes away': {
      policy: { maxLag: 3 },
      steps: [
        [() => link.freeze(), 'LEDGER_LAGGING'],
        [() => link.cut(), 'LEDGER_UNREACHABLE'],
      ],
    },
    'takes no heads': { policy: { maxUnanchored: 3 }, steps: [[() => void link.refuseWrites(), 'LOG_UNANCHORED']] },
  } as const;

  it.each(Object.keys(faults) as (keyof typeof faults)[])(
    'that %s stops releases and no revocation, and they resume by themselves',
    async (kind) => {
      const [{ key }] = patients as [Patient];
      const number = await firstItem();
      const { policy, steps } = faults[kind];
      setPolicy(policy);
      const acknowledged: number[] = [];
      const grants = await Promise.all(steps.map(() => giveGrant(consortium, key)));
      const revocations = await Promise.all(grants.map((grant) => signedRevocation(key, grant)));
      for (const [step, [fail, code]] of steps.entries()) {
        await fail();
        const refusal = await until(async () => {
          const found = await refusalOf(item(number, [0, 0]));
          return isCustosError(found, code) && found;
        });
        expect(refusal).toMatchObject({ code });
        await expect(content()).rejects.toMatchObject({ code });
        expect((await readiness()).status).toBe(503);
        const before = await durableEntries();
        const { seq } = await consortium
          .client(key)
          .json<{ seq: number }>('POST', '/v1/consents/revocation', { json: revocations[step] });
        expect(seq).toBe(before);
        acknowledged.push(seq);
        await expect(content()).rejects.toMatchObject({ code });
      }
      link.mend();
      const resumed = await until(() => item(number, [0, MARK.length - 1]).catch(() => undefined));
      expect((await drain(resumed)).bytes).toEqual(MARK);
      await until(async () => (await readiness()).status === 200);
      await until(async () => {
        const mined = (await entries()).filter(({ outcome }) => outcome === 'mined').map(({ of }) => of);
        return acknowledged.every((seq) => mined.includes(seq));
      });
      setPolicy({});
    },
  );
});
