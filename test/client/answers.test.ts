import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { explainAccess } from '../../src/client/access.ts';
import { readAgreement } from '../../src/client/agreements.ts';
import { listConsents, recordConsentRows, recordConsents } from '../../src/client/consents.ts';
import { readCoverage } from '../../src/client/coverage.ts';
import { createDataset, listDatasets, readDataset, readLineage, retireDataset } from '../../src/client/datasets.ts';
import { agreementDigest } from '../../src/client/digests.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { importData, listDrafts } from '../../src/client/imports.ts';
import { listEntries, logState } from '../../src/client/log.ts';
import { listMembers } from '../../src/client/members.ts';
import { listNotices, readNotice } from '../../src/client/notices.ts';
import { ownAccesses } from '../../src/client/own-accesses.ts';
import type { Choice } from '../../src/client/patient.ts';
import { issuePermit, listPermits } from '../../src/client/permits.ts';
import { standingAt } from '../../src/client/standing.ts';
import { readStart } from '../../src/client/start.ts';
import { findSubjects, invite, listSubjects } from '../../src/client/subjects.ts';
import { type Address, type DatasetId, type Digest, type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import { noticeDigest } from '../../src/core/notice.ts';
import type { AccessRequest } from '../../src/core/request.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A gateway that answers everything with this. */
async function gateway(answer: unknown, headers: Readonly<Record<string, string>> = {}): Promise<GatewayClient> {
  server?.close();
  server = createServer((_, response) =>
    response.writeHead(200, headers).end(answer instanceof Buffer ? answer : JSON.stringify(answer)),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new GatewayClient({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const ID = `0x${'11'.repeat(32)}` as Digest;
const DATASET = ID as string as DatasetId;
const SUBJECT = ID as string as Pseudonym;
const OTHER = `0x${'22'.repeat(32)}`;
const ADDRESS = `0x${'33'.repeat(20)}` as Address;
const NO_GATEWAY = {
  code: 'GATEWAY_UNREACHABLE',
  message: expect.stringContaining('does not answer as a Custos gateway'),
};

const request: AccessRequest = {
  ledger: `eip155:1:${ADDRESS}` as AccessRequest['ledger'],
  gateway: ADDRESS,
  dataset: DATASET,
  version: 1,
  purpose: 7,
  facts: {},
  delivery: 'download',
};
const paper = { subject: SUBJECT, form: ID, notice: ZERO_DIGEST } as unknown as Choice & {
  subject: Pseudonym;
  form: Digest;
};
const order = { requester: ADDRESS, dataset: DATASET, purpose: 7, fromSeconds: 1, untilSeconds: 2 };
const dataset = { dataset: ID, name: 'Cardiology', description: '', holder: ADDRESS, retiredAt: 0, versions: [] };
const subject = { subject: ID, identifiers: [], bound: true, optOut: 'none', grants: 0 };
const block = { height: 1 };
const ofPurpose = { purpose: 7, released: 1, partly: 0, review: 0, withheld: 1, reasons: { revoked: 1 } };
const coverage = {
  ...{
    dataset: ID,
    version: 1,
    block: { ...block, time: 1 },
    counts: 'exact',
    assumed: { identifiable: true },
    patients: 2,
  },
  purposes: [ofPurpose],
};

describe('an answer that is used', () => {
  it.each<[string, (client: GatewayClient) => Promise<unknown>, readonly object[]]>([
    [
      'of datasets',
      listDatasets,
      [
        { datasets: [7] },
        { datasets: [{ ...dataset, dataset: '../../me' }] },
        { datasets: [{ ...dataset, versions: [{ version: '1' }] }] },
        { datasets: [{ ...dataset, name: ['Cardiology'] }] },
        { datasets: [{ ...dataset, description: undefined }] },
      ],
    ],
    ['of a dataset', (client) => readDataset(client, DATASET), [[], { ...dataset, holder: null }]],
    ['of lineage', (client) => readLineage(client, DATASET), [{}, { edges: {} }, { edges: [{ dataset: ID }] }]],
    [
      'of coverage',
      (client) => readCoverage(client, DATASET),
      [
        {},
        { ...coverage, block },
        { ...coverage, purposes: undefined },
        { ...coverage, counts: 'rounded' },
        { ...coverage, patients: -1 },
        { ...coverage, patients: { fewerThan: 0 } },
        { ...coverage, patients: '12' },
        { ...coverage, assumed: {} },
        { ...coverage, purposes: [{ ...ofPurpose, released: { atMost: 3 } }] },
        { ...coverage, purposes: [{ ...ofPurpose, released: [] }] },
        { ...coverage, purposes: [{ ...ofPurpose, released: null }] },
        { ...coverage, purposes: [{ ...ofPurpose, reasons: { revoked: 'one' } }] },
        { ...coverage, purposes: [{ ...ofPurpose, refused: 'no' }] },
      ],
    ],
    ['of a retirement', (client) => retireDataset(client, DATASET, 'over'), [{}, { pending: 'no' }]],
    ['of a new dataset', (client) => createDataset(client, { name: 'Cardiology' }), [{ dataset: 'x', height: 1 }]],
    ['of an import', (client) => importData(client, DATASET, { kind: 'fhir', path: '/' }), [{ import: 7 }]],
    ['of drafts', listDrafts, [{ imports: [{ import: 'one', dataset: ID, state: 'unheard of' }] }]],
    ['of permits', listPermits, [{ permits: [{ permit: 0 }] }]],
    ['of a new permit', (client) => issuePermit(client, order), [{ permit: 1, height: 1, warnings: 'none' }]],
    ['of members', listMembers, [{ members: {} }, { members: [{ identity: ADDRESS }] }]],
    ['of notices', listNotices, [{ notices: [{ notice: ID, by: 'somebody', publishedAt: 1, withdrawnAt: 0 }] }]],
    ['of consents', listConsents, [{ consents: [{ grant: ID }] }]],
    ['of patients', listSubjects, [{ subjects: [{ ...subject, identifiers: null }] }]],
    [
      'of an explanation',
      (client) => explainAccess(client, request),
      [
        { outcome: 'released', block, words: 'yes' },
        { outcome: 'released', block, words: [], undeclared: 'NCU' },
      ],
    ],
    [
      'of a start',
      readStart,
      ['javascript:alert(1)', 'http://weather.example/', '//weather.example', 7].map((quickExit) => ({
        ...{ holder: ADDRESS, provider: false, sample: false, quickExit },
      })),
    ],
    [
      'of standing',
      standingAt,
      [{}, { roles: ['subject'], subject: '../me' }, { roles: ['holder'], duties: ['king'] }],
    ],
    ['of a log', logState, [{ logId: ID, size: 1.5, anchored: 0 }]],
    ['of entries', (client) => Array.fromAsync(listEntries(client)), [{ entries: [{ seq: 0 }], size: 1 }]],
  ])('%s is that of no gateway where it is of another shape', async (_, call, answers) => {
    for (const answer of answers)
      await expect(call(await gateway(answer)), JSON.stringify(answer)).rejects.toMatchObject(NO_GATEWAY);
  });

  it('may hold more than is known here', async () => {
    const grown = { ...dataset, colour: 'green' };
    expect(await listDatasets(await gateway({ datasets: [grown] }))).toEqual([grown]);
  });

  it('is refused where it is for more or fewer than were asked about', async () => {
    for (const found of [[], [{ subject }, { subject }]]) {
      await expect(findSubjects(await gateway({ found }), ['a|1'])).rejects.toMatchObject(NO_GATEWAY);
    }
    const rows = { rows: [], warnings: [] };
    await expect(recordConsentRows(await gateway(rows), [paper])).rejects.toMatchObject(NO_GATEWAY);
    const recorded = { grants: [ID], stood: [], warnings: [] };
    await expect(recordConsents(await gateway(recorded), [paper])).rejects.toMatchObject(NO_GATEWAY);
    const wanted = [{ subject: SUBJECT, identification: 'passport' }];
    await expect(invite(await gateway({ invitations: [] }), wanted)).rejects.toMatchObject(NO_GATEWAY);
  });

  it('names a patient who is unknown with a code that is known here', async () => {
    const client = await gateway({ found: [{ code: 'NEW_CODE', detail: 'Gone.' }, {}] });
    expect(await findSubjects(client, ['a|1', 'a|2'])).toEqual([
      { code: 'NOT_FOUND', detail: 'Gone.' },
      { code: 'NOT_FOUND', detail: 'Nobody is enrolled by it.' },
    ]);
  });
});

describe('a code', () => {
  it('of another patient than it was made for is not handed over', async () => {
    const client = await gateway({ invitations: [{ subject: OTHER, code: 'A', expires: 1 }] });
    const invited = invite(client, [{ subject: SUBJECT, identification: 'passport' }]);
    await expect(invited).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });
});

describe('the text of a notice', () => {
  it('is read no further than a notice may be long', async () => {
    const text = Buffer.alloc(16 * 1024 * 1024 + 1, 'a');
    const client = await gateway(text);
    await expect(readNotice(client, noticeDigest(text))).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
  });

  it.each<[string, string | Buffer, string | undefined]>([
    ['plain', 'You decide.', 'You decide.'],
    ['with a mark at its beginning', '\ufeffYou decide.', 'You decide.'],
    ['that is a page', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['that is a PDF', '%PDF-1.7\nYou decide.', undefined],
    ['that is not UTF-8', Buffer.from('Für Sie', 'latin1'), undefined],
    ['with a zero', 'GIF\0', undefined],
  ])('is what its bytes are, whatever type the gateway names: one %s', async (_, given, shown) => {
    for (const type of ['application/pdf', 'text/plain', 'text/html', 'image/svg+xml']) {
      const bytes = Buffer.from(given);
      const client = await gateway(bytes, { 'Custos-Media-Type': type, 'Content-Type': type });
      const read = await readNotice(client, noticeDigest(bytes));
      expect([type, read.text, Buffer.from(read.bytes)]).toEqual([type, shown, bytes]);
    }
  });
});

describe('the text of an agreement', () => {
  it('is the one of its digest, or none is shown', async () => {
    const words = 'Nobody is identified.';
    expect(await readAgreement(await gateway(Buffer.from(words)), agreementDigest(words))).toBe(words);
    for (const other of [Buffer.from(`${words}\n`), Buffer.from('')]) {
      const given = readAgreement(await gateway(other), agreementDigest(words));
      await expect(given).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    }
    const long = readAgreement(await gateway(Buffer.alloc(2 ** 21, 'a')), agreementDigest(words));
    await expect(long).rejects.toMatchObject({ code: 'INPUT_TOO_LARGE' });
    const broken = readAgreement(await gateway(Buffer.from([0xff, 0xfe])), agreementDigest(words));
    await expect(broken).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });
});

describe('what a patient is told', () => {
  /** A gateway that knows the patient, and gives each answer in turn. */
  const telling = (...answers: readonly object[]) => {
    const left = [...answers];
    return {
      endpoint: 'http://gateway.test',
      subject: async () => SUBJECT,
      identity: async () => ({}),
      sign: async () => '0x',
      json: async () => left.shift(),
    } as unknown as GatewayClient;
  };

  it('of its accesses is looked at before anything of it is used', async () => {
    const access = { items: 0, kinds: {}, rows: [], receipt: '' };
    for (const odd of [{ rows: {} }, { rows: [{ row: { position: 0 } }] }, { kinds: [] }, { receipt: 7 }]) {
      const told = ownAccesses(telling({ accesses: [{ ...access, ...odd }] }));
      await expect(told, JSON.stringify(odd)).rejects.toMatchObject(NO_GATEWAY);
    }
  });

  it('of its accesses comes to an end', async () => {
    const told = ownAccesses(telling({ accesses: [], next: 1_000 }, { accesses: [], next: 1_000 }));
    await expect(told).rejects.toMatchObject(NO_GATEWAY);
  });
});
