import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { type Hex, toBase64Url } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { Policies } from '../../src/gateway/ledger/policies.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium } from './consortium.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publish, signTyped, type TypedData } from './publisher.ts';

const FILE_BYTES = 16 * 1024 * 1024;
export const MARK = Buffer.from('this is what nobody may get unlogged');
export const BLOB_KEY_BYTES = 14;

export interface Patient {
  readonly key: AccountKey;
  readonly subject: Pseudonym;
  readonly grant: Hex;
}

/** As each start of the gateway finds them. */
export const limits = { stallMs: 2_500, anonymousPerMinute: 100_000 };

export let consortium: Consortium;
export let link: ChainLink;
export let dataset: DatasetId;
export let holder: GatewayClient;
export let requester: GatewayClient;
export let auditor: GatewayClient;
export let request: AccessRequest;
export const patients: Patient[] = [];

/** Runs the tests of a file in a world of their own, whose faults end with each of them. */
export function inFaultyWorld(): void {
  beforeAll(openFaultyWorld, 120_000);
  afterEach(() => {
    vi.restoreAllMocks();
    link?.mend();
  });
  afterAll(closeFaultyWorld);
}

/** Founds a consortium behind a link, of which a requester may have two large files. */
async function openFaultyWorld(): Promise<void> {
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
}

async function closeFaultyWorld(): Promise<void> {
  await consortium?.close();
  await link?.close();
}

/** Large files of one patient each, which begin with a mark. */
export async function exportFiles(
  name: string,
  patients: readonly string[],
): Promise<{ path: string; subjects: string }> {
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

export function content(): Promise<Response> {
  const body = encodeRequest(request);
  return requester.fetch('POST', `/v1/datasets/${dataset}/content`, {
    bytes: { type: 'application/json', body },
    bind: requestDigest(body),
  });
}

export async function firstItem(): Promise<number> {
  const { ranges } = await checkAccess(requester, request);
  return ranges[0]?.[0] ?? 0;
}

/** One item, or a range of its bytes. */
export function item(number: number, range?: [number, number]): Promise<Response> {
  const body = encodeRequest({ ...request, items: [number], ...(range ? { ranges: [range] } : {}) });
  return requester.fetch('GET', `/v1/datasets/${dataset}/versions/1/items/${number}`, {
    query: { request: toBase64Url(body) },
    bind: requestDigest(body),
  });
}

export async function signedRevocation(key: AccountKey, grant: Hex): Promise<{ grant: Hex; signature: Hex }> {
  const prepared = await consortium
    .client(key)
    .json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', { json: { grant } });
  return { grant, signature: signTyped(key, prepared.typedData) };
}

/** What arrived until the answer ended or was cut off. */
export async function drain(response: Response): Promise<{ bytes: Buffer; cut: boolean }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), cut: false };
  } catch {
    return { bytes: Buffer.concat(chunks), cut: true };
  }
}

/** The last answer of a call as it stands on the wire, whatever its status. */
export async function answerTo(call: () => Promise<Response>): Promise<{ status: number; bytes: Buffer }> {
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
export async function refusalOf(call: Promise<Response>): Promise<unknown> {
  try {
    await (await call).body?.cancel();
    return undefined;
  } catch (error) {
    return error;
  }
}

export async function entries(): Promise<Entry[]> {
  return (await auditor.json<{ entries: Entry[] }>('GET', '/v1/log/entries')).entries;
}

/** Number of entries that are durable: the log answers for them whatever became of its disk. */
export async function durableEntries(): Promise<number> {
  return (await requester.json<{ size: number }>('GET', '/v1/log')).size;
}

export async function until<T>(find: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    await sleep(50);
  }
}

/** The interruption that is written after `after` entries. */
export function interruption(after: number): Promise<Entry> {
  return until(async () => (await entries()).slice(after).find(({ outcome }) => outcome === 'interrupted'));
}

export async function readiness(): Promise<{ status: number; obstacles: string[] }> {
  const response = await fetch(`${consortium.endpoint}/readyz`);
  return { status: response.status, ...((await response.json()) as { obstacles: string[] }) };
}

/** The policy as the gateway sees it. Not on chain, where it could be loosened again only after days. */
export function setPolicy(change: Partial<typeof DEFAULT_POLICY>): void {
  vi.spyOn(Policies.prototype, 'at').mockReturnValue({ ...DEFAULT_POLICY, ...change });
}

export async function verdict(): Promise<unknown> {
  const { findings, verdict } = await consortium.audited();
  return { findings, verdict };
}

export async function isGranted({ key, grant }: Patient): Promise<boolean> {
  const { consents } = await consortium
    .client(key)
    .json<{ consents: { grant: Hex; active: boolean }[] }>('GET', '/v1/consents');
  return consents.some((consent) => consent.grant === grant && consent.active);
}
