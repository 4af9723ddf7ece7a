import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Level } from 'level';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { optIn, ownChoices, pauseReleases, recordWidening } from '../../src/client/choices.ts';
import { formDigest } from '../../src/client/digests.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { listEntries, logState } from '../../src/client/log.ts';
import { askNarrowingCode, listNarrowings, narrowByCode, ownNarrowings } from '../../src/client/narrowings.ts';
import { listNotifications, putContact } from '../../src/client/notifications.ts';
import { enrollSubject } from '../../src/client/subjects.ts';
import type { Hex } from '../../src/core/bytes.ts';
import { type CodeAct, narrowingForm } from '../../src/core/narrowing.ts';
import type { Contact } from '../../src/core/notification.ts';
import { gatewayRecords, type KeptNarrowing } from '../../src/gateway/records/gateway-records.ts';
import { numberedKey } from '../../src/gateway/records/numbered-page.ts';
import { type Call, type LedgerCalls, ledgerCalls } from '../../src/ledger/calls.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { openWriter } from '../../src/ledger/writer.ts';
import { Subjects } from '../../src/vault/subjects.ts';
import { Vault } from '../../src/vault/vault.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { dieAfter } from './dying-vault.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { bindSigner, giveGrant } from './publisher.ts';

const EVERYTHING: CodeAct = { act: 'withdraw-all' };
const OUT: CodeAct = { act: 'opt-out', level: 'research' };
const in_ = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

let consortium: Consortium;
let link: ChainLink;
let server: MailServer;
let holder: GatewayClient;
let nobody: GatewayClient;
let people = 0;

const mail = (port: number) => ({
  link: 'https://hospital.example/my-data',
  from: 'no-reply@hospital.example',
  smtp: { host: '127.0.0.1', port, secure: false },
  patience: { poll: 50, first: 100, longest: 200 },
});

beforeAll(async () => {
  server = await startMailServer();
  ({ consortium, link } = await foundBehindLink({
    patients: 1,
    logLevel: 'silent',
    limits: { codesAnHour: 100_000 },
    trustedProxies: ['127.0.0.1'],
    notifications: mail(server.port),
  }));
  holder = consortium.client(consortium.keys.holder);
  nobody = new GatewayClient({ endpoint: consortium.endpoint });
}, 120_000);
beforeEach(() => {
  server.received.length = 0;
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await consortium?.close();
  await link?.close();
  await server?.close();
});

async function person(contact: Partial<Contact> = {}) {
  const [number, email] = [`urn:mrn|code-${people}`, `c${people++}@example.org`];
  const subject = await enrollSubject(holder, number);
  await putContact(holder, { language: 'en', email, ...contact }, subject);
  return { subject, number, email };
}

const mailsTo = (address: string) =>
  server.received
    .filter(({ to }) => to[0] === address)
    .map(({ raw }) => raw.replace(/=\r\n/g, '').replace(/\r\n/g, ' '));
const codesTo = (address: string) =>
  mailsTo(address).flatMap((text) => /code is ([A-Z2-7]{4})-([A-Z2-7]{4})/.exec(text)?.slice(1).join('') ?? []);
const wrong = (code: string) => (code.startsWith('A') ? `B${code.slice(1)}` : `A${code.slice(1)}`);

async function coded(one: { readonly number: string; readonly email: string }) {
  const before = codesTo(one.email).length;
  const { attempt } = await askNarrowingCode(nobody, one.number);
  await expect.poll(() => codesTo(one.email)).toHaveLength(before + 1);
  return { attempt, code: codesTo(one.email).at(-1) as string };
}

const use = ({ attempt, code }: { readonly attempt: Hex; readonly code: string }, act: CodeAct = EVERYTHING) =>
  narrowByCode(nobody, attempt, code, act);
const useless = { code: 'CHALLENGE_INVALID' };

describe('a one-time code', () => {
  it('withdraws everything of somebody who has no key at hand, as recorded, and is told of once', async () => {
    const one = await person();
    const key = await bindSigner(holder, one.subject);
    await giveGrant(consortium, key);
    await expect.poll(() => mailsTo(one.email)).toHaveLength(1);
    const code = await coded(one);
    const stopped = await use(code);
    const patient = consortium.client(key);
    const [own] = await ownNarrowings(patient);
    expect(own).toMatchObject({ seq: stopped.seq, statement: { ...EVERYTHING, subject: one.subject } });
    expect(own?.form).toBe(own && narrowingForm(own.statement));
    await expect.poll(() => mailsTo(one.email).at(-1)).toMatch(/used a one-time code that was sent to you/);
    await expect
      .poll(
        async () => (await patient.list<'consents', { revoked: boolean }>('/v1/consents', 'consents'))[0]?.revoked,
        {
          timeout: 30_000,
        },
      )
      .toBe(true);
    await sleep(500);
    expect(mailsTo(one.email)).toHaveLength(3);
    const auditor = consortium.client(consortium.keys.auditor);
    expect((await listNarrowings(auditor)).find(({ seq }) => seq === stopped.seq)).toMatchObject({ isProven: true });
    expect((await consortium.audited()).findings).toEqual([]);
  });

  it('says in the mail what it is for, and nothing of whose data, and leaves the queue when it was brought', async () => {
    const one = await person();
    await coded(one);
    const [text = ''] = mailsTo(one.email);
    expect(text).toMatch(/stops the use of data, and does nothing else/);
    expect(text).not.toContain(one.subject);
    expect(text).not.toContain(one.number);
    await expect
      .poll(async () => (await listNotifications(holder, 'delivered')).filter(({ subject }) => subject === one.subject))
      .toMatchObject([{ kind: 'narrowing-code', channel: 'email' }]);
    expect(JSON.stringify(await holder.json('GET', '/v1/notifications?state=delivered'))).not.toMatch(/"code"/);
  });

  it('goes by e-mail where letters are wanted, and never by letter', async () => {
    const post = ['Ana', 'Rua 1', '1000 Lisboa'];
    const one = await person({ post, channel: 'post' });
    await coded(one);
    const other = await person({ email: undefined, post });
    await askNarrowingCode(nobody, other.number);
    await sleep(900);
    const waiting = await listNotifications(holder);
    expect(waiting.filter(({ kind }) => kind === 'narrowing-code')).toEqual([]);
  });

  it('counts once, for one act: the same again gives the same answer, and another one is refused', async () => {
    const one = await person();
    const code = await coded(one);
    const [first, again] = await Promise.all([use(code, OUT), use(code, OUT)]);
    expect(again.seq).toBe(first.seq);
    await consortium.restart();
    expect((await use(code, OUT)).seq).toBe(first.seq);
    await expect(use(code, EVERYTHING)).rejects.toMatchObject(useless);
    await expect(use({ ...code, code: wrong(code.code) }, OUT)).rejects.toMatchObject(useless);
    const auditor = consortium.client(consortium.keys.auditor);
    const acts = (await listNarrowings(auditor)).filter(({ statement }) => statement.subject === one.subject);
    expect(acts).toMatchObject([{ statement: OUT, isProven: true }]);
  });

  it('gives the same answer again also where the fifth try was the right one', async () => {
    const one = await person();
    const code = await coded(one);
    for (let tries = 0; tries < 4; tries++) {
      await expect(use({ ...code, code: wrong(code.code) })).rejects.toMatchObject(useless);
    }
    const { seq } = await use(code, OUT);
    expect((await use(code, OUT)).seq).toBe(seq);
    await expect(use({ ...code, code: wrong(code.code) }, OUT)).rejects.toMatchObject(useless);
  });

  it('is void after five wrong ones, also over a restart', async () => {
    const one = await person();
    const code = await coded(one);
    for (let tries = 0; tries < 3; tries++) {
      await expect(use({ ...code, code: wrong(code.code) })).rejects.toMatchObject(useless);
    }
    await consortium.restart();
    for (let tries = 0; tries < 2; tries++) {
      await expect(use({ ...code, code: wrong(code.code) })).rejects.toMatchObject(useless);
    }
    await expect(use(code)).rejects.toMatchObject(useless);
  });

  it('is not taken away by whoever asks for another: each asking has the same one, and its own secret', async () => {
    const one = await person();
    const [own, stranger] = [await coded(one), await coded(one)];
    expect(stranger.code).toBe(own.code);
    const guess = { attempt: stranger.attempt, code: wrong(own.code) };
    for (let tries = 0; tries < 6; tries++) await expect(use(guess)).rejects.toMatchObject(useless);
    await expect(use(stranger)).rejects.toMatchObject(useless);
    await expect(use(own)).resolves.toBeDefined();
  });

  it('ends all of the person’s when it was used, also over a restart, and the next one is another', async () => {
    const one = await person();
    const [used, other] = [await coded(one), await coded(one)];
    await use(used, OUT);
    await expect(use(other)).rejects.toMatchObject(useless);
    await consortium.restart();
    await expect(use(other)).rejects.toMatchObject(useless);
    expect((await use(used, OUT)).seq).toBeGreaterThan(0);
    const next = await coded(one);
    expect(next.code).not.toBe(used.code);
    await expect(use({ ...other, code: next.code })).rejects.toMatchObject(useless);
    await expect(use(next)).resolves.toBeDefined();
  });

  it('stands for the address that it went to alone', async () => {
    const one = await person();
    const old = await coded(one);
    const email = `moved-${one.email}`;
    await putContact(holder, { language: 'en', email }, one.subject);
    // Whoever still reads the old one has it, and the secret of an asking, too.
    await expect(use(old)).rejects.toMatchObject(useless);
    const { attempt } = await askNarrowingCode(nobody, one.number);
    await expect.poll(() => codesTo(email)).toHaveLength(1);
    await expect(use({ attempt, code: old.code })).rejects.toMatchObject(useless);
    await expect(use({ attempt, code: codesTo(email)[0] as string })).resolves.toBeDefined();
  });

  it('is over after fifteen minutes', async () => {
    const one = await person();
    const code = await coded(one);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 15 * 60_000 + 1_000);
    await expect(use(code)).rejects.toMatchObject(useless);
  });

  it('pauses, and not into the past', async () => {
    const one = await person();
    const key = await bindSigner(holder, one.subject);
    const code = await coded(one);
    await expect(use(code, { act: 'pause', until: in_(-1) })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await use(code, { act: 'pause', until: in_(86_400) });
    await expect
      .poll(async () => (await ownChoices(consortium.client(key))).pausedUntil, { timeout: 30_000 })
      .toBeGreaterThan(in_(86_000));
  });

  it('begins no pause that ends before the one that counts, and is good for another act then', async () => {
    const one = await person();
    const key = await bindSigner(holder, one.subject);
    await pauseReleases(consortium.client(key), in_(86_400));
    await expect.poll(() => ownChoices(consortium.client(key))).toMatchObject({ pending: [] });
    const code = await coded(one);
    await expect(use(code, { act: 'pause', until: in_(3_600) })).rejects.toMatchObject({ code: 'CONFLICT' });
    await use(code, { act: 'pause', until: in_(2 * 86_400) });
  });

  it('permits nothing but to stop', async () => {
    const one = await person();
    const { attempt, code } = await coded(one);
    for (const act of ['opt-in', 'resume', 'grant', 'read', 'bind']) {
      const json = { attempt, code, act };
      await expect(nobody.json('POST', '/v1/narrowing', { json, anonymous: true })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      });
    }
    const json = { attempt, code, act: 'withdraw-all', subject: one.subject };
    await expect(nobody.json('POST', '/v1/narrowing', { json, anonymous: true })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    const answer = await nobody.json('POST', '/v1/narrowing', {
      json: { attempt, code, act: 'withdraw-all' },
      anonymous: true,
    });
    expect(Object.keys(answer as object).sort()).toEqual(['receipt', 'seq']);
    expect(JSON.stringify(answer)).not.toContain(one.subject);
  });

  it('is taken back by the key of the person, or by staff where there is none, and by no further code', async () => {
    const [bound, unbound] = [await person(), await person()];
    const key = await bindSigner(holder, bound.subject);
    await use(await coded(bound), OUT);
    await use(await coded(unbound), OUT);
    const form = formDigest('call of 3 May');
    await expect(recordWidening(holder, bound.subject, form, { level: 'none' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await recordWidening(holder, unbound.subject, form, { level: 'none' })).toMatchObject({ optOut: 'none' });
    expect(await optIn(consortium.client(key))).toMatchObject({ optOut: 'none' });
  });

  it('counts while the chain is away, and reaches it', async () => {
    const one = await person();
    const key = await bindSigner(holder, one.subject);
    const code = await coded(one);
    link.cut();
    await expect(use(code, OUT)).resolves.toMatchObject({ entry: { kind: 'revocation', outcome: 'acknowledged' } });
    link.mend();
    const choices = async () =>
      expect(await ownChoices(consortium.client(key))).toMatchObject({ optOut: 'research', pending: [] });
    await vi.waitFor(choices, { timeout: 30_000, interval: 200 });
  });
});

describe('a gateway from which the ledger takes nothing', () => {
  it('refuses, and leaves the code good for when it is admitted again', async () => {
    const one = await person();
    const code = await coded(one);
    await administers(({ membership }) => membership.suspend(consortium.keys.gateway.address));
    for (let tries = 0; tries < 6; tries++) await expect(use(code)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await administers(({ membership }) => membership.resume(consortium.keys.gateway.address));
    await expect(use(code)).resolves.toBeDefined();
  });

  async function administers(call: (calls: LedgerCalls) => Call): Promise<void> {
    const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
    const writer = await openWriter({ reader, key: consortium.keys.administrator });
    const { block } = await writer.send(call(ledgerCalls(reader.contracts)));
    const isReached = async () => {
      const { head } = await nobody.json<{ head: { height: number } }>('GET', '/v1/ledger', { anonymous: true });
      expect(head.height).toBeGreaterThanOrEqual(block.height);
    };
    await vi.waitFor(isReached, { timeout: 20_000, interval: 50 });
    await writer.close();
    reader.close();
  }
});

describe('whoever asks', () => {
  const answerTo = async (number: string) => {
    const { attempt: _, expires, ...said } = await askNarrowingCode(nobody, number);
    return { ...said, minutes: Math.round((expires - Date.now()) / 60_000) };
  };

  it('is answered the same for everybody, with a contact or none, known or not', async () => {
    const [known, silent] = [await person(), await person({ email: undefined })];
    const answers = [
      await answerTo(known.number),
      await answerTo(silent.number),
      await answerTo('urn:mrn|nobody-here'),
    ];
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({
      minutes: 15,
      detail: expect.stringMatching(/Letters take days.*call the hospital/),
    });
  });

  it('finds the same behind each asking, whatever was asked for and used since: as many tries are written', async () => {
    const [known, other] = [await person(), await person()];
    const { attempt } = await coded(known);
    const { attempt: before } = await coded(other);
    await use(await coded(other), OUT);
    const stranger = (await askNarrowingCode(nobody, 'urn:mrn|nobody-here')).attempt;
    await sleep(700);
    const writes = vi.spyOn(Level.prototype, 'batch');
    const tried: unknown[] = [];
    const counts: number[] = [];
    for (const one of [attempt, before, stranger]) {
      for (let tries = 0; tries < 7; tries++) {
        writes.mockClear();
        tried.push(await use({ attempt: one, code: 'AAAAAAA2' }).catch((error: Error) => error.message));
        counts.push(writes.mock.calls.length);
      }
    }
    expect(new Set(tried).size).toBe(1);
    expect(counts.slice(0, 7)).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect(counts.slice(7, 14)).toEqual(counts.slice(0, 7));
    expect(counts.slice(14)).toEqual(counts.slice(0, 7));
  });

  /** As whoever has that address. */
  async function askFrom(address: string, number: string): Promise<Hex> {
    const response = await fetch(`${consortium.endpoint}/v1/narrowing/codes`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': address },
      body: JSON.stringify({ identifier: number }),
    });
    return ((await response.json()) as { attempt: Hex }).attempt;
  }
  const settled = () => sleep(900);

  it('fills no mailbox from one network, over restarts too, and what came last is good all the same', async () => {
    const one = await person();
    for (let i = 0; i < 2; i++) await coded(one);
    await consortium.restart();
    await coded(one);
    const { attempt, detail } = await askNarrowingCode(nobody, one.number);
    expect(detail).toBeDefined();
    await settled();
    expect(codesTo(one.email)).toHaveLength(3);
    await consortium.restart();
    await askNarrowingCode(nobody, one.number);
    await settled();
    expect(codesTo(one.email)).toHaveLength(3);
    await expect(use({ attempt, code: codesTo(one.email).at(-1) as string })).resolves.toBeDefined();
  });

  it('brings the person a code after a stranger’s network used up what it may, and a bounded number from many', async () => {
    const one = await person();
    const flood = async (addresses: readonly string[]) => {
      for (const address of addresses) await askFrom(address, one.number);
      await settled();
    };
    const side = Array.from({ length: 9 }, (_, i) => [`198.51.100.${i}`, `2001:db8:1:${i}::1`]).flat();
    await flood(side);
    const before = codesTo(one.email).length;
    expect(before).toBeLessThanOrEqual(4);
    const own = await askFrom('203.0.113.7', one.number);
    await expect.poll(() => codesTo(one.email)).toHaveLength(before + 1);
    const code = codesTo(one.email).at(-1) as string;
    await flood(Array.from({ length: 40 }, (_, i) => `10.${i}.0.1`));
    expect(codesTo(one.email)).toHaveLength(6);
    await expect(use({ attempt: own, code })).resolves.toBeDefined();
  });

  it('guesses at nobody more than a thousand times a day, and keeps nobody out from one network', async () => {
    const one = await person();
    for (let i = 0; i < 40; i++) await askFrom('198.51.100.1', one.number);
    await settled();
    const own = await askFrom('203.0.113.7', one.number);
    await settled();
    const code = codesTo(one.email).at(-1) as string;
    for (let i = 0; i < 25; i++) {
      const asked = Array.from({ length: 10 }, (_, times) => askFrom(`10.${i}.${times % 2}.1`, one.number));
      await Promise.all(asked);
    }
    await settled();
    const late = await askFrom('192.0.2.1', one.number);
    const again = await askFrom('203.0.113.7', one.number);
    await settled();
    // The hundred that are for everybody are gone, and so is a second one of somebody’s; a first one is not.
    await expect(use({ attempt: again, code })).rejects.toMatchObject(useless);
    await expect(use({ attempt: late, code: wrong(code) })).rejects.toMatchObject(useless);
    await expect(use({ attempt: own, code })).resolves.toBeDefined();
    await expect(use({ attempt: late, code })).rejects.toMatchObject(useless);
  });

  it.each(['urn:mrn|', '|', ''])('is told where %j is no identifier at all', async (identifier) => {
    await expect(askNarrowingCode(nobody, identifier)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });
});

describe('what was stopped by codes', () => {
  it('is listed in pages that add up to all, and whoever lists reads nothing of others', async () => {
    const [one, other] = [await person(), await person()];
    await use(await coded(one), OUT);
    await use(await coded(other), OUT);
    const patient = consortium.client(await bindSigner(holder, one.subject));
    const list = (of: GatewayClient, path = '/v1/narrowings') =>
      of.list<'narrowings', { statement: { subject: string }; seq: number }>(path, 'narrowings');
    const before = await list(holder);
    const far = 2 ** 40;
    await consortium.restart(async () => {
      const rootKey = { file: join(consortium.directory, 'root.key') };
      await using vault = await Vault.open({ directory: join(consortium.directory, 'vault'), rootKey });
      const { done, bySeq } = gatewayRecords(vault).narrowings;
      const [, like] = (await Array.fromAsync(done.all(`${other.subject.slice(2)}/`)))[0] as [string, KeptNarrowing];
      const rows = Array.from({ length: 2_100 }, (_, i) => {
        const key = numberedKey(far + i);
        const narrowing = { ...like, seq: far + i };
        return [
          done.change(`${other.subject.slice(2)}/${key}`, narrowing, other.subject),
          bySeq.change(key, { subject: other.subject }, other.subject),
        ];
      });
      await vault.records.write(rows.flat());
    });
    await patient.json('GET', '/v1/me');
    const keys = vi.spyOn(Subjects.prototype, 'keys');
    // What the start does beside is over some time.
    const opens = (work: () => Promise<unknown>, whose: string) =>
      vi.waitFor(
        async () => {
          keys.mockClear();
          await work();
          expect([...new Set(keys.mock.calls.map(([of]) => of))]).toEqual([whose]);
        },
        { timeout: 20_000, interval: 200 },
      );
    const own = () => list(patient, '/v1/me/narrowings');
    await opens(own, one.subject);
    expect(await own()).toMatchObject([{ statement: { subject: one.subject } }]);
    const all = await list(holder);
    expect(all.slice(0, before.length)).toEqual(before);
    expect(all.slice(before.length).map(({ seq }) => seq)).toEqual(Array.from({ length: 2_100 }, (_, i) => far + i));
    const last = () =>
      holder.json<{ narrowings: unknown[]; next?: number }>('GET', '/v1/narrowings', { query: { from: far + 2_000 } });
    await opens(last, other.subject);
    const { narrowings, next } = await last();
    expect([narrowings.length, next]).toEqual([100, undefined]);
    await consortium.restart(async () => {
      vi.restoreAllMocks();
      const rootKey = { file: join(consortium.directory, 'root.key') };
      await using vault = await Vault.open({ directory: join(consortium.directory, 'vault'), rootKey });
      await vault.shredSubject(other.subject);
    });
    // Of whoever was erased nothing is listed, and no page is empty for that.
    expect(await list(holder)).toEqual(before.filter(({ statement }) => statement.subject !== other.subject));
  }, 120_000);
});

describe('a gateway that dies', () => {
  it('has done once what a code was used for, wherever it was cut off, or leaves the code good', async () => {
    for (let writes = 0, died = true; died; writes++) {
      const one = await person();
      const key = await bindSigner(holder, one.subject);
      const code = await coded(one);
      await sleep(300);
      const { size: from } = await logState(holder);
      const isDead = dieAfter(writes);
      await use(code, EVERYTHING).catch(() => undefined);
      died = isDead();
      await consortium.restart(async () => {
        vi.restoreAllMocks();
      });
      const stopped = await use(code, EVERYTHING);
      const acts = await ownNarrowings(consortium.client(key));
      expect(acts).toMatchObject([{ seq: stopped.seq, statement: EVERYTHING }]);
      const entries = await Array.fromAsync(listEntries(holder, from));
      expect(entries.filter(({ kind }) => kind === 'revocation')).toHaveLength(1);
      expect(writes).toBeLessThan(8);
    }
  }, 180_000);
});

describe('networks', () => {
  it('ask for few codes an hour, whoever is asked for', async () => {
    const small = await foundConsortium({ patients: 1, limits: { codesAnHour: 3 }, notifications: mail(server.port) });
    try {
      const stranger = new GatewayClient({ endpoint: small.endpoint });
      const { attempt } = await askNarrowingCode(stranger, 'urn:mrn|1');
      await askNarrowingCode(stranger, 'urn:mrn|2');
      await expect(narrowByCode(stranger, attempt, 'AAAAAAAA', EVERYTHING)).rejects.toMatchObject(useless);
      await expect(askNarrowingCode(stranger, 'urn:mrn|3')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
      await expect(narrowByCode(stranger, attempt, 'AAAAAAAA', EVERYTHING)).rejects.toMatchObject({
        code: 'RATE_LIMITED',
      });
    } finally {
      await small.close();
    }
  }, 60_000);
});

describe('the routes of codes', () => {
  it('answer as the document says, each of them', () => {
    const seen = consortium.documented.unseen('narrowing-codes');
    expect(seen).toEqual([]);
  });
});

it('is promised to nobody where no e-mail goes out', async () => {
  const silent = await foundConsortium({ patients: 1 });
  try {
    const anybody = new GatewayClient({ endpoint: silent.endpoint });
    for (const number of ['urn:mrn|0', 'urn:mrn|of nobody']) {
      const message = expect.stringMatching(/^No e-mail is sent from here, so no code can come\. Call the hospital/);
      await expect(askNarrowingCode(anybody, number)).rejects.toMatchObject({ code: 'UNAVAILABLE', message });
    }
  } finally {
    await silent.close();
  }
});
