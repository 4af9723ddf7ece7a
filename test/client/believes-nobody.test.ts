import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { download } from '../../src/client/download.ts';
import { type Account, GatewayClient } from '../../src/client/gateway-client.ts';
import { bindSigner, type Choice, giveConsent } from '../../src/client/patient.ts';
import { memoryPins, type PinStore } from '../../src/client/pins.ts';
import { withdrawConsent, withdrawRecorded } from '../../src/client/withdrawals.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import { domainHash } from '../../src/core/hash.ts';
import type { DatasetId, Digest, Pseudonym } from '../../src/core/ids.ts';
import type { AccessRequest } from '../../src/core/request.ts';
import { typedDigest } from '../../src/core/typed-data.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { downloadTrust } from '../../src/ledger/download-trust.ts';
import { type LedgerReader, openLedger } from '../../src/ledger/reader.ts';
import { ALL_YES } from '../core/all-yes.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { lies, lying } from '../gateway/lies.ts';
import { accessRequest, bindSigner as bind, issuePermit, publish } from '../gateway/publisher.ts';

vi.mock('../../src/consent/decide.ts', async (load) => {
  const real = await load<typeof import('../../src/consent/decide.ts')>();
  const decide: typeof real.decide = (...asked) =>
    lies.decide === undefined ? real.decide(...asked) : lies.decide(real.decide, ...asked);
  return { ...real, decide };
});

const OTHER_ADDRESS = `0x${'ab'.repeat(20)}`;
const OTHER_DIGEST = `0x${'ab'.repeat(32)}`;
const DAY = 86_400;

let consortium: Consortium;
let reader: LedgerReader;
let dataset: DatasetId;
let permit: number;
let subjects: Pseudonym[];
let patients: AccountKey[];

beforeAll(async () => {
  consortium = await foundConsortium();
  const holder = consortium.client(consortium.keys.holder);
  dataset = await publish(holder, { kind: 'fhir', path: `${consortium.directory}/export` });
  permit = await issuePermit(consortium, dataset);
  subjects = (await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects')).map(
    ({ subject }) => subject,
  );
  patients = await Promise.all(subjects.map((subject) => bind(holder, subject)));
  reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
});
afterAll(async () => {
  reader?.close();
  await consortium?.close();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

type Answer = Record<string, unknown>;

/** The gateway between which and its clients somebody sits: answers of the path are changed on their way. */
function answering(path: string, change: (answer: Answer) => unknown): void {
  const honest = globalThis.fetch;
  vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
    const response = await honest(url, init);
    if (new URL(String(url)).pathname !== path || !response.ok) return response;
    return Response.json(change((await response.json()) as Answer), { status: response.status });
  });
}

/** An account that counts what it signed. */
function watched(key: AccountKey): Account & { readonly signed: { name: string; message: object }[] } {
  const signed: { name: string; message: object }[] = [];
  return {
    address: key.address,
    signed,
    signMessage: async (text) => {
      signed.push({ name: 'message', message: { text } });
      return key.signMessage(text);
    },
    signTypedData: async (domain, name, message) => {
      signed.push({ name, message });
      return key.sign(typedDigest(domain, name, message));
    },
  };
}

function clientOf(account: Account, pins: PinStore = memoryPins()): GatewayClient {
  return new GatewayClient({ endpoint: consortium.endpoint, account, pins });
}

function choice(): Choice {
  const now = Math.floor(Date.now() / 1000);
  return {
    permission: 'HMB',
    modifiers: [],
    ...ALL_YES,
    excluded: ['PSY'],
    fromSeconds: now - 60,
    untilSeconds: now + DAY,
    notice: consortium.notice,
    identifiable: true,
    futureMembers: false,
  };
}

function patient(place: number): AccountKey {
  const key = patients[place];
  if (key) return key;
  throw new Error(`There is no patient ${place}.`);
}

describe('a gateway that was met', () => {
  const changes: readonly [what: string, path: string, change: (answer: Answer) => object][] = [
    ['another account', '/v1/ledger', (answer) => ({ ...answer, gateway: OTHER_ADDRESS })],
    ['another holder', '/v1/ledger', (answer) => ({ ...answer, holder: OTHER_ADDRESS })],
    [
      'other contracts',
      '/v1/ledger',
      (answer) => ({ ...answer, contracts: { ...(answer['contracts'] as object), consents: OTHER_ADDRESS } }),
    ],
  ];

  it.each(changes)('is refused, and nothing is signed, once it shows %s', async (_, path, change) => {
    const pins = memoryPins();
    await clientOf(watched(consortium.keys.requester), pins).known();
    answering(path, change);
    const account = watched(consortium.keys.requester);
    await expect(clientOf(account, pins).json('GET', '/v1/me')).rejects.toMatchObject({ code: 'GATEWAY_CHANGED' });
    expect(account.signed).toEqual([]);
  });

  it('is refused with another key of its log, or a key that is of another log', async () => {
    const pins = memoryPins();
    const { identity } = await clientOf(watched(consortium.keys.requester), pins).known();
    const other = await foundConsortium();
    const shown = await other.client(other.keys.requester).shown();
    await other.close();
    answering('/v1/log', (answer) => ({ ...answer, verifierKey: shown.verifierKey }));
    const account = watched(consortium.keys.requester);
    await expect(clientOf(account, pins).json('GET', '/v1/me')).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    const pinned = { ...identity, verifierKey: identity.verifierKey.replace(/\+[^+]+\+[^+]+$/, '+00000000+AQ==') };
    const believed = memoryPins();
    await believed.add({ endpoint: consortium.endpoint, identity: pinned, since: 0 });
    vi.unstubAllGlobals();
    await expect(clientOf(account, believed).json('GET', '/v1/me')).rejects.toMatchObject({
      code: 'GATEWAY_CHANGED',
      details: { changed: ['the key of its log'] },
    });
    expect(account.signed).toEqual([]);
  });

  it('signs in nobody for another chain, or by a nonce that smuggles lines in', async () => {
    answering('/v1/auth/challenge', (answer) => ({ ...answer, chainId: 1 }));
    const account = watched(consortium.keys.requester);
    await clientOf(account).json('GET', '/v1/me');
    expect(account.signed.map(({ message }) => (message as { text: string }).text)).toEqual([
      expect.stringContaining(`\nChain ID: ${reader.ledger.chainId}\n`),
    ]);
    vi.unstubAllGlobals();
    answering('/v1/auth/challenge', (answer) => ({
      ...answer,
      nonce: 'abcdefgh1\nResources:\n- https://evil.example',
    }));
    const second = watched(consortium.keys.requester);
    await expect(clientOf(second).json('GET', '/v1/me')).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    expect(second.signed).toEqual([]);
  });
});

describe('what a patient signs', () => {
  it('is the patient’s own choice, whatever the gateway prepared', async () => {
    const key = patient(0);
    answering('/v1/consents/prepare', (answer) => ({
      ...answer,
      terms: { ...(answer['terms'] as object), purposes: '1', excluded: 0, until: 281_474_976_710_655 },
      typedData: {},
    }));
    const account = watched(key);
    const chosen = choice();
    const { grant } = await giveConsent(clientOf(account), chosen);
    const [signed] = account.signed.filter(({ name }) => name === 'Grant');
    expect(signed?.message).toMatchObject({
      subject: subjects[0],
      terms: { until: chosen.untilSeconds, from: chosen.fromSeconds, scope: `0x${'0'.repeat(64)}` },
    });
    vi.unstubAllGlobals();
    const { consents } = await consortium.client(key).json<{ consents: Answer[] }>('GET', '/v1/consents');
    expect(consents.find((one) => one['grant'] === grant)).toMatchObject({
      permission: 'HMB',
      until: chosen.untilSeconds,
    });
  });

  it('is not signed where one stands that comes to the same', async () => {
    const key = patient(0);
    const chosen = choice();
    const first = await giveConsent(clientOf(watched(key)), chosen);
    const account = watched(key);
    expect(await giveConsent(clientOf(account), chosen)).toMatchObject({ grant: first.grant, stood: true });
    expect(account.signed.map(({ name }) => name)).toEqual(['message']);
  });

  it('can be given for no longer than a day', async () => {
    const key = patient(1);
    answering('/v1/consents/prepare', (answer) => ({ ...answer, deadline: Math.floor(Date.now() / 1000) + 30 * DAY }));
    const account = watched(key);
    await expect(giveConsent(clientOf(account), choice())).rejects.toMatchObject({ code: 'PROOF_INVALID' });
    expect(account.signed.map(({ name }) => name)).toEqual(['message']);
  });

  it('is for the person that the account signs for, and for no other', async () => {
    const key = patient(2);
    const pins = memoryPins();
    await giveConsent(clientOf(watched(key), pins), choice());
    answering('/v1/me', (answer) => ({ ...answer, subject: OTHER_DIGEST, withdraws: OTHER_DIGEST }));
    const account = watched(key);
    const giving = giveConsent(clientOf(account, pins), choice());
    await expect(giving).rejects.toMatchObject({ code: 'GATEWAY_CHANGED' });
    await expect(withdrawConsent(clientOf(account, pins), undefined)).rejects.toMatchObject({
      code: 'GATEWAY_CHANGED',
    });
    expect(account.signed.every(({ name }) => name === 'message')).toBe(true);
  });

  it('binds the account to one person only', async () => {
    // One that the gateway does not know yet, and the client has signed for somebody with.
    const key = randomAccountKey();
    const pins = memoryPins();
    await clientOf(watched(key), pins).known();
    await pins.addSubject(consortium.endpoint, key.address, subjects[3] as Pseudonym);
    const holder = consortium.client(consortium.keys.holder);
    const json = { identification: 'passport' };
    const { code } = await holder.json<{ code: string }>('POST', `/v1/subjects/${subjects[0]}/invitations`, { json });
    const account = watched(key);
    await expect(bindSigner(clientOf(account, pins), code)).rejects.toMatchObject({ code: 'GATEWAY_CHANGED' });
    expect(account.signed.map(({ name }) => name)).toEqual(['message']);
  });
});

describe('a withdrawal', () => {
  const invalid = { code: expect.stringMatching(/^(?:PROOF|SIGNATURE|NOTE)_INVALID$/) };

  it('is one only if the log signed for it', async () => {
    const client = clientOf(watched(patient(0)));
    const { grant: first } = await giveConsent(client, choice());
    const { receipt, seq } = await withdrawConsent(client, first);
    const { grant } = await giveConsent(client, choice());
    const forged = [
      (answer: Answer) => ({ ...answer, receipt }),
      // A whole receipt of this very log, of another withdrawal of this very patient.
      (answer: Answer) => ({ ...answer, receipt, seq }),
      (answer: Answer) => ({ ...answer, checked: false }),
      (answer: Answer) => ({ ...answer, receipt: String(answer['receipt']).replace(/^(— \S+ ..)../m, '$1AA') }),
      (answer: Answer) => ({ ...answer, receipt: 'withdrawn, believe me' }),
    ];
    for (const change of forged) {
      answering('/v1/consents/revocation', change);
      await expect(withdrawConsent(client, grant)).rejects.toMatchObject(invalid);
      vi.unstubAllGlobals();
    }
  });

  it('of everything is one of everything', async () => {
    const client = clientOf(watched(patient(1)));
    const { grant } = await giveConsent(client, choice());
    const one = await withdrawConsent(client, grant);
    answering('/v1/consents/revocation', (answer) => ({ ...answer, receipt: one.receipt, seq: one.seq }));
    await expect(withdrawConsent(client, undefined)).rejects.toMatchObject(invalid);
    vi.unstubAllGlobals();
    expect(await withdrawConsent(client, undefined)).toMatchObject({ entry: { kind: 'revocation' }, remaining: [] });
  });

  it('that a holder records is one of that person and form', async () => {
    const holder = consortium.client(consortium.keys.holder);
    const form = toHex(domainHash('form', utf8('telephone 1'))) as Digest;
    const { grant } = await giveConsent(clientOf(watched(patient(2))), choice());
    const [subject, other] = [subjects[2], subjects[3]] as [Pseudonym, Pseudonym];
    const one = await withdrawRecorded(holder, subject, form, grant);
    expect(one).toMatchObject({ entry: { kind: 'revocation' }, checked: true });
    for (const person of [subject, other]) {
      answering('/v1/consents/withdrawal', (answer) => ({ ...answer, receipt: one.receipt, seq: one.seq }));
      await expect(withdrawRecorded(holder, person, form, undefined)).rejects.toMatchObject(invalid);
      vi.unstubAllGlobals();
    }
    await expect(withdrawRecorded(holder, other, form, undefined)).resolves.toMatchObject({ remaining: [] });
  });
});

describe('a download', () => {
  async function all(request: AccessRequest): Promise<number[]> {
    const client = clientOf(watched(consortium.keys.requester));
    const trust = await downloadTrust(reader, await client.asking(), request);
    const items: number[] = [];
    for await (const event of download(client, request, trust))
      if (event.type === 'verified') items.push(event.item.index);
    return items;
  }

  it('is held to the very proof that was sent: an older answer, replayed, is refused', async () => {
    await giveConsent(clientOf(watched(patient(0))), choice());
    const client = clientOf(watched(consortium.keys.requester));
    const request = await accessRequest(client, dataset, permit);
    let kept: Uint8Array | undefined;
    const honest = globalThis.fetch;
    vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
      if (!String(url).endsWith('/content')) return honest(url, init);
      if (kept) return new Response(kept as Uint8Array<ArrayBuffer>);
      const response = await honest(url, init);
      kept = new Uint8Array(await response.arrayBuffer());
      return new Response(kept as Uint8Array<ArrayBuffer>);
    });
    expect((await all(request)).length).toBeGreaterThan(0);
    await expect(all(request)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });

  it('ends when it is told to, whatever the gateway sends or holds back, and asks for nothing again', async () => {
    const client = clientOf(watched(consortium.keys.requester));
    const request = await accessRequest(client, dataset, permit);
    const ending = new AbortController();
    const honest = globalThis.fetch;
    let asked = 0;
    vi.stubGlobal('fetch', async (url: string | URL | Request, init?: RequestInit) => {
      if (!String(url).endsWith('/content')) return honest(url, init);
      asked++;
      queueMicrotask(() => ending.abort());
      const stalled = new ReadableStream({
        start: (stream) => init?.signal?.addEventListener('abort', () => stream.error(new Error('aborted'))),
      });
      return new Response(stalled);
    });
    const events = download(client, request, await downloadTrust(reader, await client.asking(), request), {
      signal: ending.signal,
    });
    await expect(Array.fromAsync(events)).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toBe(1);
  });

  it('takes nothing that was not asked for', async () => {
    const client = clientOf(watched(consortium.keys.requester));
    const request = await accessRequest(client, dataset, permit);
    const [first, second] = await all(request);
    expect(second).toBeDefined();
    const part = { ...request, items: [first ?? 0] };
    await lying(
      { decide: (decide, index, question) => decide(index, { ...question, candidates: [first ?? 0, second ?? 0] }) },
      async () => {
        await expect(all(part)).rejects.toMatchObject({
          code: 'PROOF_INVALID',
          message: expect.stringContaining(`item ${second}`),
        });
      },
    );
    expect(await all(part)).toEqual([first]);
  });
});
