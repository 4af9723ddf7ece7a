// A hospital whose data were released many times, served by a process of its own until its parent is done with it.
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requestOf } from '../src/cli/access-request.ts';
import { clientOf } from '../src/cli/context.ts';
import { foundNode } from '../src/cli/founding.ts';
import { ensureKey } from '../src/cli/key-files.ts';
import { openNode, type RunningNode } from '../src/cli/node.ts';
import { NOTICE } from '../src/cli/sample-notice.ts';
import { writeSamplePatients } from '../src/cli/sample-patients.ts';
import type { GatewayClient } from '../src/client/gateway-client.ts';
import type { DatasetId, Digest } from '../src/core/ids.ts';
import { noticeDigest } from '../src/core/notice.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../src/core/request.ts';
import { answersIn } from '../src/core/use-answers.ts';
import { ROLE } from '../src/ledger/words.ts';
import { publishDraft } from '../test/gateway/publisher.ts';

/** What the parent needs to audit it. */
export interface AuditWorld {
  readonly url: string;
  readonly rpc: string;
  readonly membership: string;
  readonly logId: string;
  /** Of the node, with the auditor's key in it. */
  readonly directory: string;
  readonly rows: number;
}

const [PATIENTS = 3_000, RELEASES = 3] = process.argv.slice(2).map(Number);
const DAY = 86_400;
const BATCH = 1_000;
const RELEASED = 4_096;

const directory = await mkdtemp(join(tmpdir(), 'custos-p13-'));
const say = (line: string) => console.error(`P13: ${line}`);
try {
  const port = await freePort();
  const config = await foundNode({
    directory,
    endpoint: `http://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    chainPort: 0,
    mode: 'disclosed',
    imports: ['import'],
    passphrase: undefined,
    members: { researcher: ROLE.requester, auditor: ROLE.auditor },
    notices: [noticeDigest(NOTICE)],
    say,
  });
  const node = await openNode({ directory, config, passphrase: undefined, logLevel: 'error' }, { remark: say });
  const rows = await release(node);
  const { url, rpc, logId, ledger } = node;
  const { membership } = ledger;
  process.send?.({ url, rpc, membership, logId, directory, rows } satisfies AuditWorld);
  await new Promise<void>((resolve) => {
    process.on('message', (said) => (said === 'done' ? resolve() : process.send?.(process.cpuUsage())));
  });
  await node.close();
} finally {
  await rm(directory, { recursive: true, force: true });
  process.disconnect?.();
}

async function release({ url }: RunningNode): Promise<number> {
  const [holder, researcher] = await Promise.all(
    ['holder', 'researcher'].map((n) => ensureKey(directory, n, undefined)),
  );
  if (!holder || !researcher) throw new Error('There are no keys.');
  const [hospital, requester] = [clientOf(url, holder), clientOf(url, researcher)];
  const dataset = await publish(hospital);
  await consent(hospital);
  const now = Math.floor(Date.now() / 1000);
  const from = now - 60;
  const terms = { purpose: 7, attested: ['NCU'], fromSeconds: from, untilSeconds: now + DAY, identifiable: true };
  await hospital.json('POST', '/v1/permits', { json: { requester: researcher.address, dataset, ...terms } });
  const use = { purpose: 'DUO:0000037', delivery: 'download', commercial: false } as const;
  const request = await requestOf(requester, dataset, use);
  const { count } = await requester.json<{ count: number }>('POST', '/v1/access/check', bound(request));
  const numbers = Array.from({ length: count }, (_, i) => i);
  let rows = 0;
  for (let i = 0; i < RELEASES; i++) {
    for (let at = 0; at < count; at += RELEASED) {
      rows += await drain(requester, { ...request, items: numbers.slice(at, at + RELEASED) });
    }
  }
  await anchored(hospital);
  say(`${rows} rows released`);
  return rows;
}

async function publish(hospital: GatewayClient): Promise<DatasetId> {
  const path = join(directory, 'import', 'patients');
  await writeSamplePatients(path, PATIENTS);
  const named = { name: 'Cohort', description: 'Invented patients.' };
  const { dataset } = await hospital.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json: named });
  const json = { kind: 'fhir', path };
  const { import: job } = await hospital.json<{ import: string }>('POST', `/v1/datasets/${dataset}/imports`, { json });
  while ((await hospital.json<{ state: string }>('GET', `/v1/imports/${job}`)).state === 'running') await sleep(200);
  await publishDraft(hospital, dataset, { import: job, permission: 'HMB', modifiers: ['NCU'], identifiable: true });
  return dataset;
}

async function consent(hospital: GatewayClient): Promise<void> {
  const subjects = await hospital.list<'subjects', { subject: string }>('/v1/subjects', 'subjects');
  const now = Math.floor(Date.now() / 1000);
  for (let at = 0; at < subjects.length; at += BATCH) {
    const records = subjects.slice(at, at + BATCH).map(({ subject }) => ({
      subject,
      form: `0x${randomInt(2 ** 47)
        .toString(16)
        .padStart(64, '0')}` as Digest,
      permission: 'HMB',
      modifiers: ['NCU'],
      ...answersIn(['NCU']),
      excluded: [],
      fromSeconds: now - 60,
      untilSeconds: now + 365 * DAY,
      notice: noticeDigest(NOTICE),
      identifiable: true,
    }));
    await hospital.json('POST', '/v1/consents/recorded', { json: { records } });
  }
}

async function drain(requester: GatewayClient, request: AccessRequest): Promise<number> {
  const response = await requester.fetch('POST', `/v1/datasets/${request.dataset}/content`, bound(request));
  for await (const _ of response.body ?? []);
  return request.items?.length ?? 0;
}

function bound(request: AccessRequest) {
  const body = encodeRequest(request);
  return { bytes: { type: 'application/json', body }, bind: requestDigest(body) };
}

async function anchored(gateway: GatewayClient): Promise<void> {
  for (let left = 600; left > 0; left--) {
    const { size, anchored } = await gateway.json<{ size: number; anchored: number }>('GET', '/v1/log');
    if (size === anchored) return;
    await sleep(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
