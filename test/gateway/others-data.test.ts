import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAccess } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { keepScan } from '../../src/client/paper.ts';
import { inviteStaff } from '../../src/client/staff.ts';
import { toBase64Url, utf8, utf8Decode } from '../../src/core/bytes.ts';
import type { Pseudonym } from '../../src/core/ids.ts';
import { scanDigest } from '../../src/core/paper-form.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../../src/core/request.ts';
import { signerId } from '../../src/core/signer.ts';
import type { AccountKey } from '../../src/ledger/account-key.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type CallerName, clients, codeOf, consortium, dataset, foreign, openCallers, patients } from './callers.ts';
import { contentOf } from './content.ts';
import { vouching } from './persons.ts';
import { accessRequest, issuePermit, signTyped, type TypedData } from './publisher.ts';

/** Of a form that another patient signed. */
const SCAN = utf8('%PDF-1.7 of a form');

/** Id of a passkey that is nobody's. */
const PASSKEY = 'A'.repeat(22);
/** A data manager of this holder. */
let person: GatewayClient;

type Patient = () => (typeof patients)[number];

/** One call with what is somebody else's. */
interface Attempt {
  readonly as: CallerName | 'person';
  /** Parameters of the path. */
  readonly of?: Readonly<Record<string, () => string>>;
  readonly json?: () => object | Promise<object>;
  /** A body of its own media type. */
  readonly bytes?: Uint8Array;
  readonly query?: () => Readonly<Record<string, string>>;
  /** An access request, which the proof binds. */
  readonly request?: (client: GatewayClient) => Promise<AccessRequest>;
  readonly code: string;
  /** Of an answer that is none to the caller. */
  readonly holds?: (answer: never) => unknown;
}

interface Described {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}
interface DescribedOperation {
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: object;
}

/** Members of bodies, and of queries, that name what belongs to somebody; all that stands in a path does. */
const OBJECTS = [
  ...['address', 'agreement', 'dataset', 'grant', 'group', 'identity', 'import', 'item'],
  ...['notice', 'permit', 'request', 'requester', 'signer', 'subject'],
];

/** Routes whose objects are nobody's alone: whoever may call them may name any. */
const NOBODYS = [
  // What opens to a digest on the ledger, or is named by its own.
  'PUT /v1/agreements/{agreement}',
  'PUT /v1/groups/{group}/name',
  'PUT /v1/members/{identity}/name',
  'PUT /v1/notices/{notice}',
  'PUT /v1/notices/{notice}/facts',
  // What stands on the ledger for all, or is published to all.
  'GET /v1/accounts/{address}',
  'GET /v1/members/{identity}/session-keys',
  'GET /v1/datasets/{dataset}',
  'GET /v1/datasets/{dataset}/lineage',
  'GET /v1/notices/{notice}',
  // The holder's own log, open to holder and auditors whole.
  'GET /v1/log/entries/{seq}/evidence',
  'GET /v1/log/entries/{seq}/openings',
  // The caller's own data alone, of which no request names another one's: tried below.
  'GET /v1/me/data',
  'POST /v1/me/data',
];

function takesObject({ parameters = [], requestBody = {} }: DescribedOperation, { components }: Described): boolean {
  if (parameters.some((one) => one.in === 'path')) return true;
  const named = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const body = JSON.stringify(requestBody).replace(/"#\/components\/schemas\/(\w+)"/g, (_, name) =>
    JSON.stringify(components.schemas[name]),
  );
  const inBody = [...body.matchAll(/"(\w+)":/g)].map(([, name]) => name ?? '');
  return [...named, ...inBody].some((name) => OBJECTS.includes(name));
}

/** A request of its own under the permit of another one. */
async function othersPermit(client: GatewayClient): Promise<AccessRequest> {
  return accessRequest(client, dataset, await issuePermit(consortium, dataset));
}

async function answerTo(operation: string, attempt: Attempt): Promise<unknown> {
  const [method = '', template = ''] = operation.split(' ');
  const client = attempt.as === 'person' ? person : (clients.get(attempt.as) as GatewayClient);
  const path = template.replace(/\{(\w+)\}/g, (_, name) => attempt.of?.[name]?.() ?? 'missing');
  if (attempt.request === undefined) {
    const json = await attempt.json?.();
    const query = attempt.query?.();
    const bytes = attempt.bytes && { type: 'application/octet-stream', body: attempt.bytes };
    return client.json(method, path, {
      ...(bytes === undefined ? {} : { bytes }),
      ...(json === undefined ? {} : { json }),
      ...(query === undefined ? {} : { query }),
    });
  }
  const body = encodeRequest(await attempt.request(client));
  const bind = requestDigest(body);
  return client.bytes(
    method,
    path,
    method === 'GET'
      ? { query: { request: toBase64Url(body) }, bind }
      : { bytes: { type: 'application/json', body }, bind },
  );
}

beforeAll(openCallers, 120_000);
afterAll(async () => {
  await consortium?.close();
});

describe('what belongs to somebody else, route by route', () => {
  const now = Math.floor(Date.now() / 1000);
  const period = { fromSeconds: now, untilSeconds: now + 60 };
  const form = `0x${'55'.repeat(32)}`;
  const signature = `0x${'11'.repeat(64)}1b`;
  const unknownImport = '00000000-0000-4000-8000-000000000000';
  const [mine, theirs] = [0, 1].map((i) => () => patients[i] as (typeof patients)[number]) as [Patient, Patient];
  const signerOf = (patient: Patient) => signerId(patient().key.address);
  const choice = () => ({ permission: 'GRU', ...ALL_YES, notice: consortium.notice, ...period });
  const requester = () => consortium.keys.requester.address;
  const ofSubject = { subject: () => foreign.subject };
  const ofDataset = { dataset: () => foreign.dataset };
  const ofGroup = { group: () => foreign.group, identity: requester };

  /** By the operation: who asks with whose, and what comes of it. */
  const TABLE: Readonly<Record<string, readonly Attempt[]>> = {
    'PUT /v1/groups/{group}/members/{identity}': [{ as: 'holder', of: ofGroup, code: 'FORBIDDEN' }],
    'DELETE /v1/groups/{group}/members/{identity}': [
      { as: 'holder', of: ofGroup, code: 'FORBIDDEN' },
      { as: 'auditor', of: ofGroup, code: 'FORBIDDEN' },
    ],
    'POST /v1/datasets/{dataset}/imports': [
      { as: 'holder', of: ofDataset, json: () => ({ kind: 'fhir', path: '/' }), code: 'FORBIDDEN' },
    ],
    'GET /v1/datasets/{dataset}/coverage': [{ as: 'holder', of: ofDataset, code: 'FORBIDDEN' }],
    'POST /v1/datasets/{dataset}/uploads': [{ as: 'holder', of: ofDataset, code: 'FORBIDDEN' }],
    'GET /v1/datasets/{dataset}/uploads': [{ as: 'holder', of: ofDataset, code: 'FORBIDDEN' }],
    'GET /v1/uploads/{upload}': [{ as: 'holder', of: { upload: () => unknownImport }, code: 'NOT_FOUND' }],
    'DELETE /v1/uploads/{upload}': [{ as: 'holder', of: { upload: () => unknownImport }, code: 'NOT_FOUND' }],
    'POST /v1/uploads/{upload}/files': [
      {
        as: 'holder',
        of: { upload: () => unknownImport },
        json: () => ({ files: [{ name: 'a', bytes: 1, digest: form }] }),
        code: 'NOT_FOUND',
      },
    ],
    'PUT /v1/uploads/{upload}/files/{file}/parts/{from}': [
      {
        as: 'holder',
        of: { upload: () => unknownImport, file: () => '55'.repeat(32), from: () => '0' },
        bytes: new Uint8Array(1),
        code: 'NOT_FOUND',
      },
    ],
    'GET /v1/imports/{import}': [{ as: 'holder', of: { import: () => unknownImport }, code: 'NOT_FOUND' }],
    'DELETE /v1/imports/{import}': [{ as: 'holder', of: { import: () => unknownImport }, code: 'NOT_FOUND' }],
    'POST /v1/datasets/{dataset}/versions': [
      {
        as: 'holder',
        of: ofDataset,
        json: () => ({ import: unknownImport, permission: 'GRU', identifiable: false }),
        code: 'FORBIDDEN',
      },
    ],
    'POST /v1/datasets/{dataset}/versions/{version}/supersession': [
      { as: 'holder', of: { ...ofDataset, version: () => '1' }, json: () => ({ reason: 'no' }), code: 'FORBIDDEN' },
    ],
    'POST /v1/datasets/{dataset}/retirement': [
      { as: 'holder', of: ofDataset, json: () => ({ reason: 'no' }), code: 'FORBIDDEN' },
    ],
    'POST /v1/subjects/{subject}/invitations': [
      { as: 'holder', of: ofSubject, json: () => ({ identification: 'passport' }), code: 'NOT_FOUND' },
    ],
    'DELETE /v1/subjects/{subject}/invitations': [{ as: 'holder', of: ofSubject, code: 'NOT_FOUND' }],
    'GET /v1/invitations': [
      {
        as: 'holder',
        query: () => ({ subject: foreign.subject }),
        code: 'OK',
        holds: (answer: object) => expect(answer).toEqual({ invitations: [], all: 0 }),
      },
    ],
    'POST /v1/invitations': [
      {
        as: 'holder',
        json: () => ({ invitations: [{ subject: foreign.subject, identification: 'passport' }] }),
        code: 'NOT_FOUND',
      },
    ],
    'GET /v1/subjects/{subject}/signers': [{ as: 'holder', of: ofSubject, code: 'NOT_FOUND' }],
    'POST /v1/subjects/{subject}/stage': [
      { as: 'holder', of: ofSubject, json: () => ({ stage: 'self', form }), code: 'NOT_FOUND' },
    ],
    'POST /v1/subjects/{subject}/signers/{signer}/end': [
      { as: 'holder', of: { ...ofSubject, signer: () => signerOf(mine) }, json: () => ({ form }), code: 'NOT_FOUND' },
      {
        as: 'holder',
        of: { subject: () => mine().subject, signer: () => signerOf(theirs) },
        json: () => ({ form }),
        code: 'NOT_FOUND',
      },
    ],
    'POST /v1/subjects/{subject}/signers/{signer}/cancellation': [
      { as: 'holder', of: { ...ofSubject, signer: () => signerOf(mine) }, json: () => ({}), code: 'NOT_FOUND' },
      {
        as: 'holder',
        of: { subject: () => mine().subject, signer: () => signerOf(theirs) },
        json: () => ({}),
        code: 'NOT_FOUND',
      },
    ],
    'GET /v1/subjects/{subject}/contact': [{ as: 'holder', of: ofSubject, code: 'NOT_FOUND' }],
    'PUT /v1/subjects/{subject}/contact': [
      { as: 'holder', of: ofSubject, json: () => ({ email: 'a@ward.example', language: 'en' }), code: 'NOT_FOUND' },
    ],
    'GET /v1/subjects/{subject}/paper-only': [{ as: 'holder', of: ofSubject, code: 'NOT_FOUND' }],
    'PUT /v1/subjects/{subject}/paper-only': [
      { as: 'holder', of: ofSubject, json: () => ({ reason: 'no' }), code: 'NOT_FOUND' },
    ],
    'DELETE /v1/subjects/{subject}/paper-only': [{ as: 'holder', of: ofSubject, code: 'NOT_FOUND' }],
    'POST /v1/subjects/{subject}/opt-out': [
      { as: 'holder', of: ofSubject, json: () => ({ level: 'research', form }), code: 'NOT_FOUND' },
    ],
    'POST /v1/subjects/{subject}/opt-in': [
      { as: 'holder', of: ofSubject, json: () => ({ level: 'none', form }), code: 'NOT_FOUND' },
    ],
    'POST /v1/subjects/{subject}/pause': [
      { as: 'holder', of: ofSubject, json: () => ({ until: now + 60, form }), code: 'NOT_FOUND' },
    ],
    'POST /v1/subjects/{subject}/resumption': [
      { as: 'holder', of: ofSubject, json: () => ({ form }), code: 'NOT_FOUND' },
    ],
    'POST /v1/me/signers': [
      {
        as: 'subject',
        json: () => ({
          ...{ signer: theirs().key.address, kind: 'self', nonce: 0, deadline: now + 60 },
          ...{ signature, by: signature },
        }),
        code: 'SIGNATURE_INVALID',
      },
    ],
    'POST /v1/me/signers/prepare': [
      { as: 'subject', json: () => ({ signer: theirs().key.address }), code: 'CONFLICT' },
    ],
    ...Object.fromEntries(
      ['removal', 'cancellation', 'keeping'].flatMap((ending) => {
        const path = `POST /v1/me/signers/${ending}`;
        const attempt = { as: 'subject', code: 'NOT_FOUND' } as const;
        return [
          [`${path}/prepare`, [{ ...attempt, json: () => ({ signer: signerOf(theirs) }) }]],
          [path, [{ ...attempt, json: () => ({ signer: signerOf(theirs), signature }) }]],
        ];
      }),
    ),
    'POST /v1/consents/prepare': [
      { as: 'subject', json: () => ({ ...choice(), dataset: foreign.dataset }), code: 'INPUT_INVALID' },
    ],
    'POST /v1/consents': [
      {
        as: 'subject',
        json: async () => {
          const { terms, deadline, typedData } = await consortium
            .client(theirs().key)
            .json<{ terms: object; deadline: number; typedData: TypedData }>('POST', '/v1/consents/prepare', {
              json: choice(),
            });
          return { terms, deadline, ...ALL_YES, signature: signTyped(theirs().key, typedData) };
        },
        code: 'SIGNATURE_INVALID',
      },
    ],
    'GET /v1/consents': [
      { as: 'subject', query: () => ({ subject: theirs().subject }), code: 'FORBIDDEN' },
      {
        as: 'holder',
        query: () => ({ subject: foreign.subject }),
        code: 'OK',
        holds: (answer: object) => expect(answer).toEqual({ consents: [] }),
      },
    ],
    'GET /v1/consents/{grant}/text': [{ as: 'subject', of: { grant: () => theirs().grant }, code: 'NOT_FOUND' }],
    ...Object.fromEntries(
      ['recorded', 'recorded/check', 'recorded/rows'].map((path) => [
        `POST /v1/consents/${path}`,
        [
          {
            as: 'holder',
            json: () => ({ records: [{ subject: foreign.subject, form, ...choice() }] }),
            // A list answers row by row.
            code: path === 'recorded' ? 'NOT_FOUND' : 'OK',
            holds: ({ outcomes, rows }: { outcomes?: object[]; rows?: object[] }) =>
              path === 'recorded' || expect(outcomes ?? rows).toMatchObject([{ code: 'NOT_FOUND' }]),
          },
        ],
      ]),
    ),
    'POST /v1/consents/keeping/prepare': [
      { as: 'subject', json: () => ({ grant: theirs().grant }), code: 'NOT_FOUND' },
    ],
    'POST /v1/consents/keeping': [
      {
        as: 'subject',
        json: () => ({ grant: theirs().grant, deadline: now + 60, signature }),
        code: 'NOT_FOUND',
      },
    ],
    'POST /v1/consents/revocation/prepare': [
      { as: 'subject', json: () => ({ grant: theirs().grant }), code: 'NOT_FOUND' },
    ],
    'POST /v1/consents/revocation': [
      {
        as: 'subject',
        json: async () => {
          const json = { grant: theirs().grant };
          const { typedData } = await consortium
            .client(theirs().key)
            .json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', { json });
          return { ...json, signature: signTyped(theirs().key, typedData) };
        },
        code: 'NOT_FOUND',
      },
    ],
    'POST /v1/consents/{grant}/withdrawal': [
      {
        as: 'holder',
        of: { grant: () => mine().grant },
        json: () => ({ subject: foreign.subject, form }),
        code: 'NOT_FOUND',
      },
      {
        as: 'holder',
        of: { grant: () => theirs().grant },
        json: () => ({ subject: mine().subject, form }),
        code: 'NOT_FOUND',
      },
    ],
    'POST /v1/consents/withdrawal': [
      { as: 'holder', json: () => ({ subject: foreign.subject, form }), code: 'NOT_FOUND' },
    ],
    'GET /v1/forms/incomplete': [
      {
        as: 'holder',
        query: () => ({ subject: foreign.subject }),
        code: 'OK',
        holds: (answer: object) => expect(answer).toEqual({ forms: [], reasons: [] }),
      },
    ],
    'GET /v1/forms/incomplete/{id}': [{ as: 'holder', of: { id: () => form }, code: 'NOT_FOUND' }],
    'POST /v1/forms/incomplete/{id}/completion': [
      { as: 'holder', of: { id: () => form }, json: () => ({ asked: 'visit', signed: true }), code: 'NOT_FOUND' },
    ],
    'POST /v1/forms/incomplete/{id}/disposal': [
      { as: 'holder', of: { id: () => form }, json: () => ({ reason: 'no' }), code: 'NOT_FOUND' },
    ],
    'GET /v1/subjects/{subject}/recorded': [
      { as: 'holder', of: ofSubject, code: 'NOT_FOUND' },
      { as: 'auditor', of: ofSubject, code: 'NOT_FOUND' },
    ],
    'PUT /v1/subjects/{subject}/forms/{form}/scan': [
      { as: 'holder', of: { ...ofSubject, form: () => scanDigest(SCAN) }, bytes: SCAN, code: 'NOT_FOUND' },
    ],
    'GET /v1/subjects/{subject}/forms/{form}/scan': [
      { as: 'holder', of: { ...ofSubject, form: () => scanDigest(SCAN) }, code: 'NOT_FOUND' },
      { as: 'holder', of: { subject: () => mine().subject, form: () => scanDigest(SCAN) }, code: 'NOT_FOUND' },
    ],
    'GET /v1/me/forms/{form}/scan': [{ as: 'subject', of: { form: () => scanDigest(SCAN) }, code: 'NOT_FOUND' }],
    ...Object.fromEntries(
      [
        ['GET', ''],
        ['PUT', ''],
        ['POST', '/end'],
        ['POST', '/invitations'],
        ['DELETE', '/invitations'],
        ['DELETE', '/passkeys/{passkey}'],
      ].map(([method, rest]) => [
        `${method} /v1/staff/{person}${rest}`,
        [
          {
            as: 'holder',
            of: { person: () => form, passkey: () => PASSKEY },
            ...(method === 'PUT' ? { json: () => ({ name: 'Ana Costa' }) } : {}),
            code: 'NOT_FOUND',
          },
        ],
      ]),
    ),
    'DELETE /v1/me/passkeys/{passkey}': [{ as: 'person', of: { passkey: () => PASSKEY }, code: 'NOT_FOUND' }],
    'GET /v1/acts/{act}': [
      { as: 'holder', of: { act: () => form }, code: 'NOT_FOUND' },
      { as: 'person', of: { act: () => form }, code: 'NOT_FOUND' },
    ],
    'POST /v1/acts/{act}/confirmation': [{ as: 'person', of: { act: () => form }, code: 'NOT_FOUND' }],
    'POST /v1/acts/{act}/refusal': [{ as: 'person', of: { act: () => form }, code: 'NOT_FOUND' }],
    'POST /v1/bindings/{binding}/countersignature': [
      { as: 'auditor', of: { binding: () => form }, json: () => ({ signature }), code: 'NOT_FOUND' },
    ],
    'POST /v1/bindings/{binding}/refusal': [
      { as: 'auditor', of: { binding: () => form }, json: () => ({ reason: 'no' }), code: 'NOT_FOUND' },
    ],
    'POST /v1/permits': [
      {
        as: 'holder',
        json: () => ({ requester: requester(), purpose: 7, dataset: foreign.dataset, ...period }),
        code: 'FORBIDDEN',
      },
    ],
    'POST /v1/permits/{permit}/revocation': [
      { as: 'holder', of: { permit: () => String(foreign.permit) }, json: () => ({ reason: 'no' }), code: 'FORBIDDEN' },
    ],
    'GET /v1/agreements/{agreement}': [{ as: 'other', of: { agreement: () => foreign.agreement }, code: 'NOT_FOUND' }],
    ...Object.fromEntries(
      ['POST /v1/access/check', 'POST /v1/datasets/{dataset}/content'].map((operation) => [
        operation,
        [{ as: 'other', of: { dataset: () => dataset }, request: othersPermit, code: 'ACCESS_REFUSED' }],
      ]),
    ),
    'POST /v1/access/explain': [
      {
        as: 'other',
        request: othersPermit,
        code: 'OK',
        holds: (answer: Uint8Array) =>
          expect(JSON.parse(utf8Decode(answer))).toMatchObject({
            outcome: 'refused',
            reason: 'no-permit',
            released: 0,
          }),
      },
    ],
    'GET /v1/datasets/{dataset}/content': [
      { as: 'other', of: { dataset: () => dataset }, request: othersPermit, code: 'ACCESS_REFUSED' },
    ],
    'GET /v1/datasets/{dataset}/versions/{version}/items/{item}': [
      {
        as: 'other',
        of: { dataset: () => dataset, version: () => '1', item: () => '0' },
        request: async (client) => ({ ...(await othersPermit(client)), items: [0] }),
        code: 'ACCESS_REFUSED',
      },
    ],
  };

  beforeAll(async () => {
    const holder = clients.get('holder') as GatewayClient;
    const organisation = await vouching(consortium, consortium.keys.holder);
    person = organisation.person((await inviteStaff(holder, { name: 'Ana Reis', duties: ['data-manager'] })).person);
    await keepScan(clients.get('holder') as GatewayClient, theirs().subject, SCAN);
  });

  it.each(Object.entries(TABLE))('%s', async (operation, attempts) => {
    for (const attempt of attempts) {
      const { as, code, holds } = attempt;
      const answer = answerTo(operation, attempt);
      expect([as, await codeOf(answer)]).toEqual([as, code]);
      if (code === 'OK') holds?.((await answer) as never);
    }
  });

  it('is every route that takes what may be somebody else’s', () => {
    const document = consortium.documented.document as unknown as Described;
    const taking = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, operation]) =>
        operation.security.length > 0 && takesObject(operation, document) ? [`${method.toUpperCase()} ${path}`] : [],
      ),
    );
    expect(taking.length).toBeGreaterThan(40);
    expect(taking.sort()).toEqual([...Object.keys(TABLE), ...NOBODYS].sort());
  });

  it('was changed by none of them', async () => {
    const holder = clients.get('holder') as GatewayClient;
    const subjects = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
    expect(subjects.map((one) => one.subject).sort()).toEqual(patients.map((one) => one.subject).sort());
    for (const { key, grant } of patients.slice(0, 2)) {
      const own = await consortium
        .client(key)
        .list<'consents', { grant: string; active: boolean }>('/v1/consents', 'consents');
      expect(own).toMatchObject([{ grant, active: true }]);
    }
  });
});

describe('what belongs to somebody else', () => {
  const json = (client: GatewayClient, method: string, path: string, body?: object) =>
    codeOf(client.json(method, path, body === undefined ? {} : { json: body }));

  it('is closed to a patient: consents and data of another one', async () => {
    const [mine, theirs] = patients as [(typeof patients)[number], (typeof patients)[number]];
    const patient = consortium.client(mine.key);
    const { typedData } = await consortium
      .client(theirs.key)
      .json<{ typedData: TypedData }>('POST', '/v1/consents/revocation/prepare', { json: { grant: theirs.grant } });
    const signature = signTyped(mine.key, typedData);
    expect(await codeOf(patient.json('GET', '/v1/consents', { query: { subject: theirs.subject } }))).toBe('FORBIDDEN');
    expect(await json(patient, 'POST', '/v1/consents/revocation/prepare', { grant: theirs.grant })).toBe('NOT_FOUND');
    expect(await json(patient, 'POST', '/v1/consents/revocation', { grant: theirs.grant, signature })).toBe(
      'NOT_FOUND',
    );
    const own = await patient.list<'consents', { subject: Pseudonym }>('/v1/consents', 'consents');
    expect(new Set(own.map(({ subject }) => subject))).toEqual(new Set([mine.subject]));
    expect(await ownItems(theirs.key)).not.toHaveLength(0);
    const mineAlone = await ownItems(mine.key);
    for (const item of await ownItems(theirs.key)) {
      expect(mineAlone).not.toContain(item);
      expect(await codeOf(dataOf(mine.key, { items: [item] }))).toBe('ACCESS_REFUSED');
    }
  });

  it('is closed to a requester: the permit of another one', async () => {
    const permit = await issuePermit(consortium, dataset);
    const [requester, other] = [clients.get('requester'), clients.get('other')] as [GatewayClient, GatewayClient];
    const request = await accessRequest(requester, dataset, permit);
    expect(await codeOf(checkAccess(requester, request))).toBe('OK');
    expect(await codeOf(checkAccess(other, request))).toBe('ACCESS_REFUSED');
    const body = encodeRequest({ ...request, items: [0] });
    const bound = { query: { request: toBase64Url(body) }, bind: requestDigest(body) };
    expect(await codeOf(other.bytes('GET', `/v1/datasets/${dataset}/content`, bound))).toBe('ACCESS_REFUSED');
    const item = other.bytes('GET', `/v1/datasets/${dataset}/versions/1/items/0`, bound);
    expect(await codeOf(item)).toBe('ACCESS_REFUSED');
    const seen = (client: GatewayClient) => client.list<'permits', { permit: number }>('/v1/permits', 'permits');
    expect((await seen(requester)).map((one) => one.permit)).toEqual(expect.arrayContaining([foreign.permit, permit]));
    expect(await seen(other)).toEqual([]);
  });

  async function dataOf(key: AccountKey, change: object): Promise<Uint8Array> {
    const patient = consortium.client(key);
    const { purpose: _, permit: __, ...request } = await accessRequest(patient, dataset, 1);
    const body = encodeRequest({ ...request, ...change });
    return patient.bytes('GET', '/v1/me/data', {
      query: { request: toBase64Url(body) },
      bind: requestDigest(body),
    });
  }

  async function ownItems(key: AccountKey): Promise<number[]> {
    return contentOf(await dataOf(key, {})).items.map(({ index }) => index);
  }
});
