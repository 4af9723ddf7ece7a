import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Level } from 'level';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CallOptions, GatewayClient } from '../../src/client/gateway-client.ts';
import { listGroups } from '../../src/client/groups.ts';
import { listStaff } from '../../src/client/staff.ts';
import { toHex } from '../../src/core/bytes.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { newGroupName } from '../../src/core/group.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { LedgerWriter } from '../../src/ledger/writer.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium } from './consortium.ts';
import { bindSigner, publish, publishDraft, signTyped, type TypedData } from './publisher.ts';

let consortium: Consortium;
let link: ChainLink;
let holder: GatewayClient;
let dataset: DatasetId;
let subjects: Pseudonym[];
let patient: AccountKey;

beforeAll(async () => {
  ({ consortium, link } = await foundBehindLink({
    patients: 3,
    logLevel: 'silent',
    // One that dies waits for nobody.
    limits: { anonymousPerMinute: 100_000, graceMs: 100 },
  }));
  holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: exported() });
  subjects = (await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects')).map(
    ({ subject }) => subject,
  );
  patient = await bindSigner(holder, subjects[2] as Pseudonym);
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await consortium?.close();
  await link?.close();
});

const exported = () => join(consortium.directory, 'export');
const now = () => Math.floor(Date.now() / 1000);

/** One request that creates, and how many of what it creates there are. */
interface Creation {
  readonly client: GatewayClient;
  readonly path: string;
  readonly json: object;
  readonly count: () => Promise<number>;
}

let made = 0;

/** By the route: a fresh request each time. */
const CREATIONS: Readonly<Record<string, () => Promise<Creation>>> = {
  '/v1/datasets': async () => {
    const name = `Dataset ${made++}`;
    const count = async () => {
      const all = await holder.list<'datasets', { name: string }>('/v1/datasets', 'datasets');
      return all.filter((one) => one.name === name).length;
    };
    return { client: holder, path: '/v1/datasets', json: { name }, count };
  },
  '/v1/permits': async () => {
    const json = {
      requester: consortium.keys.requester.address,
      dataset,
      purpose: 7,
      fromSeconds: now() - 60,
      untilSeconds: now() + 86_400 + made++,
    };
    const count = async () => {
      const all = await holder.list<'permits', { until: number }>('/v1/permits', 'permits');
      return all.filter(({ until }) => until === json.untilSeconds).length;
    };
    return { client: holder, path: '/v1/permits', json, count };
  },
  '/v1/consents/recorded': async () => {
    const untilSeconds = now() + 86_400 + made++;
    const period = { fromSeconds: now() - 60, untilSeconds };
    const choice = { permission: 'HMB', ...ALL_YES, ...period, notice: consortium.notice };
    const records = subjects.slice(0, 2).map((subject) => ({ subject, form: form(`form ${made}`), ...choice }));
    const count = async () => (await standing(untilSeconds)).length / records.length;
    return { client: holder, path: '/v1/consents/recorded', json: { records }, count };
  },
  '/v1/consents/recorded/rows': async () => {
    const untilSeconds = now() + 86_400 + made++;
    const period = { fromSeconds: now() - 60, untilSeconds };
    const choice = { permission: 'HMB', ...ALL_YES, ...period, notice: consortium.notice };
    const nobody = `0x${'77'.repeat(32)}` as Pseudonym;
    const people = [nobody, ...subjects.slice(0, 2)];
    const records = people.map((subject) => ({ subject, form: form(`form ${made}`), ...choice }));
    const count = async () => (await standing(untilSeconds)).length / 2;
    return { client: holder, path: '/v1/consents/recorded/rows', json: { records }, count };
  },
  '/v1/forms/incomplete/{id}/completion': async () => {
    const untilSeconds = now() + 86_400 + made++;
    const choice = { permission: 'HMB', fromSeconds: now() - 60, untilSeconds, notice: consortium.notice };
    const looked = { signed: true, signedOn: '2026-01-31', explainedBy: 'Dr Reis' };
    const answers = { aiTraining: 'no', commercial: 'no', identifiable: false };
    const record = { subject: subjects[0], form: form(`form ${made}`), ...choice, ...answers, checklist: looked };
    const { rows } = await holder.json<{ rows: [{ kept: string }] }>('POST', '/v1/consents/recorded/rows', {
      json: { records: [record] },
    });
    const path = `/v1/forms/incomplete/${rows[0].kept}/completion`;
    const count = async () => (await standing(untilSeconds)).length;
    return { client: holder, path, json: { asked: 'telephone', transferAbroad: 'no' }, count };
  },
  '/v1/staff': async () => {
    const name = `Person ${made++}`;
    const count = async () => (await listStaff(holder)).filter((one) => one.name === name).length;
    return { client: holder, path: '/v1/staff', json: { name, duties: ['reviewer'] }, count };
  },
  '/v1/consents': async () => {
    const client = consortium.client(patient);
    const json = await signedGrant(client, made++);
    const count = async () => (await standing(json.terms.until)).length;
    return { client, path: '/v1/consents', json, count };
  },
  '/v1/groups': async () => {
    const json = newGroupName(`Group ${made++}`);
    const count = async () => (await listGroups(holder)).filter(({ name }) => name === json.name).length;
    return { client: holder, path: '/v1/groups', json, count };
  },
};

/** Made once by its code, without a key. */
async function bindingOfSigner(): Promise<Creation> {
  const enrolment = { identifier: `https://ward.example|bound-${made++}` };
  const { subject } = await holder.json<{ subject: Pseudonym }>('POST', '/v1/subjects', { json: enrolment });
  const invitation = { json: { identification: 'passport' } };
  const { code } = await holder.json<{ code: string }>('POST', `/v1/subjects/${subject}/invitations`, invitation);
  const key = randomAccountKey();
  const claim = { code, signer: key.address };
  const { typedData } = await holder.json<{ typedData: TypedData }>('POST', '/v1/signers/prepare', { json: claim });
  const json = { ...claim, signature: signTyped(key, typedData) };
  const count = async () => ((await consortium.client(key).json<object>('GET', '/v1/me')) ? 1 : 0);
  return { client: holder, path: '/v1/signers', json, count };
}

/** What has no key of its own: repeated, it comes to the same, or makes nothing that lasts. */
const UNKEYED = [
  '/v1/access/check',
  '/v1/access/explain',
  '/v1/acts/{act}/confirmation',
  '/v1/acts/{act}/refusal',
  '/v1/auth/challenge',
  '/v1/auth/oidc/begin',
  '/v1/auth/oidc/callback',
  '/v1/auth/passkey/challenge',
  '/v1/auth/passkey/session',
  '/v1/auth/session',
  '/v1/auth/staff/challenge',
  '/v1/auth/staff/statement',
  '/v1/auth/statements',
  '/v1/bindings/{binding}/countersignature',
  '/v1/bindings/{binding}/refusal',
  '/v1/consents/keeping',
  '/v1/consents/keeping/prepare',
  '/v1/consents/prepare',
  '/v1/consents/recorded/check',
  '/v1/consents/revocation',
  '/v1/consents/revocation/prepare',
  '/v1/consents/withdrawal',
  '/v1/consents/{grant}/withdrawal',
  '/v1/datasets/{dataset}/content',
  '/v1/datasets/{dataset}/retirement',
  '/v1/datasets/{dataset}/versions',
  '/v1/datasets/{dataset}/versions/{version}/supersession',
  '/v1/forms/incomplete/{id}/disposal',
  '/v1/invitations',
  '/v1/invitations/renewal',
  '/v1/ledger/rpc',
  '/v1/me/data',
  '/v1/me/passkeys',
  '/v1/me/passkeys/options',
  '/v1/me/signers',
  '/v1/me/signers/cancellation',
  '/v1/me/signers/cancellation/prepare',
  '/v1/me/signers/keeping',
  '/v1/me/signers/keeping/prepare',
  '/v1/me/signers/options',
  '/v1/me/signers/prepare',
  '/v1/me/signers/removal',
  '/v1/me/signers/removal/prepare',
  '/v1/narrowing',
  '/v1/narrowing/codes',
  '/v1/opt-in',
  '/v1/opt-in/prepare',
  '/v1/opt-out',
  '/v1/opt-out/prepare',
  '/v1/passkeys/options',
  '/v1/pause',
  '/v1/pause/prepare',
  '/v1/permits/{permit}/revocation',
  '/v1/pseudonyms/find',
  '/v1/resolutions',
  '/v1/resumption',
  '/v1/resumption/prepare',
  '/v1/signers',
  '/v1/signers/prepare',
  '/v1/staff/passkeys',
  '/v1/staff/passkeys/options',
  '/v1/staff/{person}/end',
  '/v1/staff/{person}/invitations',
  '/v1/subjects',
  '/v1/subjects/check',
  '/v1/subjects/find',
  '/v1/subjects/rows',
  '/v1/subjects/search',
  '/v1/subjects/{subject}/invitations',
  '/v1/subjects/{subject}/opt-in',
  '/v1/subjects/{subject}/opt-out',
  '/v1/subjects/{subject}/pause',
  '/v1/subjects/{subject}/resumption',
  '/v1/subjects/{subject}/signers/{signer}/cancellation',
  '/v1/subjects/{subject}/signers/{signer}/end',
  '/v1/subjects/{subject}/stage',
  '/v1/transactions',
  '/v1/uploads/{upload}/files',
];

function form(text: string): string {
  return toHex(domainHash('form', new TextEncoder().encode(text)));
}

async function standing(until: number): Promise<object[]> {
  const all = await holder.list<'consents', { until: number; active: boolean }>('/v1/consents', 'consents');
  return all.filter((one) => one.active && one.until === until);
}

async function signedGrant(client: GatewayClient, later: number) {
  const choice = {
    permission: 'HMB',
    ...ALL_YES,
    fromSeconds: now() - 60,
    untilSeconds: now() + 86_400 + later,
    notice: consortium.notice,
  };
  const { terms, deadline, typedData } = await client.json<{
    terms: { until: number };
    deadline: number;
    typedData: TypedData;
  }>('POST', '/v1/consents/prepare', { json: choice });
  return { terms, deadline, ...ALL_YES, signature: signTyped(patient, typedData) };
}

async function imported(into: DatasetId): Promise<string> {
  const json = { kind: 'fhir', path: exported() };
  const { import: id } = await holder.json<{ import: string }>('POST', `/v1/datasets/${into}/imports`, { json });
  for (;;) {
    const { state } = await holder.json<{ state: string }>('GET', `/v1/imports/${id}`);
    if (state === 'ready') return id;
    if (state !== 'running') throw new Error(`The import is ${state}.`);
    await sleep(50);
  }
}

/** What is the death of the process for whatever it has not written: after so many writes of the vault no other one
 *  succeeds, and with `unsent` nothing reaches the ledger either. Gives whether it came to that. */
function dieAfter(writes: number, unsent: boolean, onDeath: () => void): () => boolean {
  const batch = Level.prototype.batch;
  let left = writes;
  let dead = false;
  const die = () => {
    if (dead) return;
    dead = true;
    if (unsent) link.cut();
    onDeath();
  };
  vi.spyOn(Level.prototype, 'batch').mockImplementation(async function (this: Level<Buffer, Buffer>, ...args: never[]) {
    if (left === 0) die();
    if (dead) throw new Error('IO error: 000003.log: Input/output error');
    left--;
    await Reflect.apply(batch, this, args);
    if (left === 0 && unsent) die();
  } as never);
  return () => dead;
}

/** Once something was sent, nothing more is kept with keys: no answer either. */
function loseAnswers(): void {
  const { sendAll } = LedgerWriter.prototype;
  const batch = Level.prototype.batch;
  let sent = false;
  vi.spyOn(LedgerWriter.prototype, 'sendAll').mockImplementation(function (this: LedgerWriter, calls) {
    sent = true;
    return Reflect.apply(sendAll, this, [calls]);
  });
  vi.spyOn(Level.prototype, 'batch').mockImplementation(function (
    this: Level<Buffer, Buffer>,
    ...args: [{ key: Buffer }[]]
  ) {
    const isKept = args[0].some(({ key }) => Buffer.from(key).toString('latin1').startsWith('roperation\0answer/'));
    if (isKept && sent) return Promise.reject(new Error('IO error: 000003.log: Input/output error'));
    return Reflect.apply(batch, this, args);
  } as never);
}

describe('a request that creates, and whose gateway dies', () => {
  const repeated: Readonly<Record<string, () => Promise<Creation>>> = { ...CREATIONS, '/v1/signers': bindingOfSigner };
  const cases = Object.keys(repeated).flatMap((route) => [
    [route, 'before it sent what it had written down', true] as const,
    [route, 'after it sent it', false] as const,
  ]);

  it.each(cases)(
    '%s: %s makes it once, by whatever it is repeated',
    async (route, _, unsent) => {
      const creation = repeated[route] as () => Promise<Creation>;
      for (let writes = 1, died = true; died; writes++) {
        const { client, path, json, count } = await creation();
        const idempotencyKey = crypto.randomUUID();
        const gone = new AbortController();
        const isDead = dieAfter(writes, unsent, () => unsent && gone.abort());
        const options: CallOptions = { json, idempotencyKey, signal: gone.signal };
        const first = await client.json('POST', path, options).catch(() => undefined);
        died = isDead();
        await consortium.restart(async () => {
          vi.restoreAllMocks();
          link.mend();
        });
        const both = await Promise.allSettled([
          client.json('POST', path, { json, idempotencyKey }),
          client.json('POST', path, { json, idempotencyKey }),
        ]);
        const answered = both.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
        for (const one of both) {
          if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'CONFLICT' });
        }
        const again = await client.json('POST', path, { json, idempotencyKey });
        for (const answer of answered) expect(answer).toEqual(again);
        if (first !== undefined) expect(withoutHeight(again)).toEqual(withoutHeight(first));
        expect(await count()).toBe(1);
        expect(writes).toBeLessThan(20);
      }
    },
    180_000,
  );

  it('gives no consent again that was withdrawn before it is repeated', async () => {
    const { json, count } = await (CREATIONS['/v1/consents/recorded'] as () => Promise<Creation>)();
    const { records } = json as { records: readonly { subject: Pseudonym }[] };
    const idempotencyKey = crypto.randomUUID();
    const record = () => holder.json<{ grants: string[] }>('POST', '/v1/consents/recorded', { json, idempotencyKey });
    loseAnswers();
    const { grants } = await record();
    vi.restoreAllMocks();
    const call = { json: { subject: records[0]?.subject, form: form('call') } };
    await holder.json('POST', `/v1/consents/${grants[0]}/withdrawal`, call);
    await consortium.restart();
    expect((await record()).grants).toEqual(grants);
    expect(await count()).toBe(1 / 2);
  }, 60_000);

  it('is one of those tried here, or comes to the same when it is repeated', () => {
    const { paths } = consortium.documented.document;
    const posts = Object.keys(paths).filter((path) => paths[path]?.['post']);
    const keyed = posts.filter((path) => {
      return paths[path]?.['post']?.parameters?.some(({ name }) => name === 'Idempotency-Key');
    });
    // An import that was cut off leaves nothing but a draft, an upload that was begun nothing but an empty one.
    const passing = ['/v1/datasets/{dataset}/imports', '/v1/datasets/{dataset}/uploads'];
    expect(keyed.sort()).toEqual([...Object.keys(CREATIONS), ...passing].sort());
    expect(posts.filter((path) => !keyed.includes(path)).sort()).toEqual(UNKEYED);
  });
});

describe('a publication whose gateway dies', () => {
  it.each([
    ['before it sent what it had written down', true],
    ['after it sent', false],
  ] as const)(
    '%s goes on by itself where it was taken on, and comes to one version',
    async (_, unsent) => {
      for (let writes = 1, died = true; died; writes++) {
        const json = { name: `Published ${made++}` };
        const { dataset: id } = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', { json });
        const publication = { import: await imported(id), permission: 'GRU', identifiable: true };
        const isDead = dieAfter(writes, unsent, () => undefined);
        const order = { json: publication };
        const taken = await holder.json<{ publication: object }>('POST', `/v1/datasets/${id}/versions`, order).then(
          () => true,
          () => false,
        );
        const ended = async () => {
          const { publication: job } = await holder.json<{ publication?: { state: string } }>(
            'GET',
            `/v1/imports/${publication.import}`,
          );
          return isDead() || job?.state === 'published';
        };
        if (taken) await expect.poll(ended, { timeout: 20_000 }).toBe(true);
        died = isDead();
        await consortium.restart(async () => {
          vi.restoreAllMocks();
          link.mend();
        });
        const versions = async () =>
          (await holder.json<{ versions: object[] }>('GET', `/v1/datasets/${id}`)).versions.length;
        if (taken) await expect.poll(versions, { timeout: 20_000 }).toBe(1);
        expect(await publishDraft(holder, id, publication)).toMatchObject({ version: 1 });
        expect(await versions()).toBe(1);
        expect(writes).toBeLessThan(20);
      }
    },
    180_000,
  );
});

/** The height of what stood already is that of the newest block. */
function withoutHeight(answer: unknown): unknown {
  const { height: _, ...rest } = answer as { height?: number };
  return rest;
}

describe('a key', () => {
  it('is free again after a request that was refused, and taken by one that was done', async () => {
    const { client, path, json } = await (CREATIONS['/v1/permits'] as () => Promise<Creation>)();
    const idempotencyKey = crypto.randomUUID();
    const issue = (change: object) => client.json('POST', path, { json: { ...json, ...change }, idempotencyKey });
    await expect(issue({ purpose: 'any' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(issue({ attested: ['NCU,IRB'] })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    const done = await issue({ attested: ['NCU', 'IRB'] });
    expect(done).toHaveProperty('permit');
    expect(await issue({ attested: ['NCU', 'IRB'] })).toEqual(done);
    await expect(issue({})).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  it('is free again after a crash before anything was sent', async () => {
    const { client, path, json } = await (CREATIONS['/v1/permits'] as () => Promise<Creation>)();
    const idempotencyKey = crypto.randomUUID();
    const gone = new AbortController();
    dieAfter(1, true, () => gone.abort());
    await client.json('POST', path, { json, idempotencyKey, signal: gone.signal }).catch(() => undefined);
    await consortium.restart(async () => {
      vi.restoreAllMocks();
      link.mend();
    });
    const corrected = { ...json, purpose: 6 };
    expect(await client.json('POST', path, { json: corrected, idempotencyKey })).toHaveProperty('permit');
  });

  it('is of its caller alone', async () => {
    const idempotencyKey = crypto.randomUUID();
    const consent = await (CREATIONS['/v1/consents'] as () => Promise<Creation>)();
    const first = await (CREATIONS['/v1/datasets'] as () => Promise<Creation>)();
    await first.client.json('POST', first.path, { json: first.json, idempotencyKey });
    await consent.client.json('POST', consent.path, { json: consent.json, idempotencyKey });
    expect([await first.count(), await consent.count()]).toEqual([1, 1]);
  });

  it('is kept, and says so, where it is not known what was done', async () => {
    const { client, path, json, count } = await (CREATIONS['/v1/permits'] as () => Promise<Creation>)();
    const idempotencyKey = crypto.randomUUID();
    const refused = link.refuseWrites();
    const asked = client.json('POST', path, { json, idempotencyKey }).catch((error) => error);
    await refused;
    const other = client.json('POST', path, { json, idempotencyKey });
    await expect(other).rejects.toMatchObject({ code: 'CONFLICT' });
    await consortium.restart(async () => link.mend());
    const error = await asked;
    if (isCustosError(error, 'UNAVAILABLE')) expect(error.message).toContain('same Idempotency-Key');
    await client.json('POST', path, { json, idempotencyKey });
    expect(await count()).toBe(1);
  });
});
