import { describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/verifier.ts';
import { fromHex, toBase64Url, toHex } from '../../src/core/bytes.ts';
import type { Entry } from '../../src/core/entry.ts';
import { type ActEvidence, encodeEvidence, evidenceDigest } from '../../src/core/evidence.ts';
import { type Digest, formatLedger, type Pseudonym } from '../../src/core/ids.ts';
import { routeDigest } from '../../src/core/request.ts';
import {
  type SessionStatement,
  sessionKeyHash,
  sessionKeyOf,
  statementDigest,
  statementText,
} from '../../src/core/session-statement.ts';
import { type Case, expectFound } from './dishonest-case.ts';
import { Study } from './honest-trail.ts';
import { account, ed25519Key, id, type Person, person, proof } from './persons.ts';
import { ENDPOINT } from './trail.ts';

const SESSION = ed25519Key('session key of the holder');
const KEY = sessionKeyOf(SESSION.publicKey);
const [ANA, RUI] = [person('Ana'), person('Rui')];
const NAMES = new Map([
  [ANA, id('Ana')],
  [RUI, id('Rui')],
]);

function name(s: Study, identity = s.holder, actor = identity): void {
  s.mine(['SessionKeyAdded', { identity, keyHash: sessionKeyHash(KEY), key: KEY, until: 2_000_000_000, actor }]);
}

interface Change {
  readonly by?: Person;
  readonly method?: string;
  readonly path?: string;
  readonly subjects?: readonly Pseudonym[];
  readonly said?: Partial<SessionStatement>;
  readonly claims?: Record<string, unknown>;
  /** What the evidence says otherwise than what was proven. */
  readonly evidence?: Partial<ActEvidence>;
}

let made = 0;

/** What an honest gateway keeps of an act of one of the holder's persons, but for the change. */
function ordered(
  s: Study,
  { by = ANA, method = 'POST', path = '/v1/permits', subjects, ...change }: Change = {},
): ActEvidence {
  const call = { method, path, body: id<Digest>('body') };
  const statement = statementText({
    v: 1,
    ledger: formatLedger(s.ledger),
    member: s.holder,
    person: NAMES.get(by) as Digest,
    jkt: by.jkt,
    gateway: s.gateway,
    notAfter: s.now + 1_800_000,
    ...change.said,
  });
  const claims = {
    jti: `act-${made++}-of-this-trail`,
    htm: method,
    htu: `${ENDPOINT}${path.split('?', 1)[0]}`,
    iat: Math.floor(s.now / 1000),
    ath: toBase64Url(fromHex(id('token'))),
    req: toBase64Url(routeDigest(call)),
    ...change.claims,
  };
  return {
    v: 1,
    kind: 'act',
    session: {
      type: 'organisation',
      member: s.holder,
      statement,
      key: KEY,
      signature: toHex(SESSION.sign(statementDigest(statement))),
    },
    dpop: proof(by, claims),
    gateway: s.gateway,
    ...call,
    ...(subjects === undefined ? {} : { subjects }),
    ...change.evidence,
  };
}

const act = (
  s: Study,
  change: Change = {},
  entry: Partial<Entry> & Pick<Entry, 'outcome'> = { outcome: 'ordered' },
) => {
  s.now += 100;
  return s.append({ kind: 'act', ...entry }, ordered(s, change));
};

/** Gives the number of the proposal, and what confirms it. */
function proposed(s: Study, change: Change = {}): { of: number; path: string } {
  s.now += 100;
  const evidence = ordered(s, change);
  const of = s.append({ kind: 'act', outcome: 'proposed' }, evidence);
  return { of, path: `/v1/acts/${toHex(evidenceDigest(encodeEvidence(evidence)))}/confirmation` };
}

const forged = (title: string, finds: Case['finds'], change: (s: Study) => Change): Case => ({
  title: `an act ${title}`,
  act: (s) => {
    name(s);
    return act(s, change(s));
  },
  finds,
});

const CASES: readonly Case[] = [
  forged('whose proof is of another path', 'PROOF_UNBOUND', () => ({ evidence: { path: '/v1/groups' } })),
  forged('whose proof is of another method', 'PROOF_UNBOUND', () => ({ evidence: { method: 'PUT' } })),
  forged('whose proof is of another body', 'PROOF_UNBOUND', () => ({ evidence: { body: id('other body') } })),
  forged('whose proof is for another address', 'PROOF_UNBOUND', () => ({
    claims: { htu: 'https://elsewhere.example/v1/permits' },
  })),
  forged('whose proof was made with another key', 'PROOF_INVALID', () => ({ said: { jkt: RUI.jkt } })),
  forged('whose proof is none', 'PROOF_INVALID', () => ({ evidence: { dpop: 'a.b.c' } })),
  forged('whose proof is old', 'PROOF_STALE', (s) => ({ claims: { iat: Math.floor(s.now / 1000) - 60 } })),
  forged('by a statement for another gateway', 'SESSION_INVALID', () => ({ said: { gateway: account('other') } })),
  forged('by a statement that had expired', 'SESSION_INVALID', (s) => ({ said: { notAfter: s.now - 60_000 } })),
  forged('that another gateway was asked for', 'REQUEST_DIFFERS', (s) => ({
    evidence: { gateway: s.requester.address },
    said: { gateway: s.requester.address },
  })),
  {
    title: 'an act by a statement under a key that the ledger does not have',
    act: (s) => act(s),
    finds: 'SESSION_INVALID',
  },
  {
    title: 'an act by a person of another organisation',
    act: (s) => {
      name(s, s.clinician.address);
      const member = s.clinician.address;
      const evidence = ordered(s, { said: { member } });
      return s.append(
        { kind: 'act', outcome: 'ordered' },
        { ...evidence, session: { ...evidence.session, member } as never },
      );
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'an act by the account of another member',
    act: async (s) => {
      const message = s.signInMessage(s.requester);
      const signature = (await s.requester.wallet.signMessage(message)) as `0x${string}`;
      const session = { type: 'siwe', message, signature } as const;
      const evidence = { ...ordered(s, { by: s.requester, said: { person: id('nobody') } }), session };
      return s.append({ kind: 'act', outcome: 'ordered' }, evidence);
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'one order that stands behind two acts',
    act: (s) => {
      name(s);
      const evidence = ordered(s);
      s.append({ kind: 'act', outcome: 'ordered' }, evidence);
      return s.append({ kind: 'act', outcome: 'ordered' }, evidence);
    },
    finds: 'PROOF_REPLAYED',
  },
  {
    title: 'an act that its own asker confirmed',
    act: (s) => {
      name(s);
      const { of, path } = proposed(s);
      return act(s, { path }, { outcome: 'confirmed', of });
    },
    finds: 'SECOND_PERSON_MISSING',
  },
  {
    title: 'an act that one person confirmed, and the account of the holder asked for',
    act: async (s) => {
      s.mine(['MemberRotated', { identity: s.holder, from: s.holder, to: RUI.address }]);
      name(s, s.holder, RUI.address);
      const message = s.signInMessage(RUI);
      const session = { type: 'siwe', message, signature: (await RUI.wallet.signMessage(message)) as `0x${string}` };
      const evidence = { ...ordered(s, { by: RUI }), session } as ActEvidence;
      const of = s.append({ kind: 'act', outcome: 'proposed' }, evidence);
      const path = `/v1/acts/${toHex(evidenceDigest(encodeEvidence(evidence)))}/confirmation`;
      return act(s, { by: ANA, path }, { outcome: 'confirmed', of });
    },
    finds: 'SECOND_PERSON_MISSING',
  },
  {
    title: 'a confirmation of another act than it is said to be',
    act: (s) => {
      name(s);
      const { of } = proposed(s);
      const { path } = proposed(s, { path: '/v1/groups' });
      return act(s, { by: RUI, path }, { outcome: 'confirmed', of });
    },
    finds: 'SECOND_PERSON_MISSING',
  },
  {
    title: 'a refusal that is shown as a confirmation',
    act: (s) => {
      name(s);
      const { of, path } = proposed(s);
      return act(s, { by: RUI, path: path.replace('confirmation', 'refusal') }, { outcome: 'confirmed', of });
    },
    finds: 'SECOND_PERSON_MISSING',
  },
  {
    title: 'an act that was confirmed although it had been declined',
    act: (s) => {
      name(s);
      const { of, path } = proposed(s);
      act(s, { by: RUI, path: path.replace('confirmation', 'refusal') }, { outcome: 'declined', of });
      return act(s, { by: RUI, path }, { outcome: 'confirmed', of });
    },
    finds: 'SECOND_PERSON_MISSING',
  },
  {
    title: 'a confirmation of what nobody proposed',
    act: (s) => {
      name(s);
      const of = act(s);
      return act(s, { by: RUI }, { outcome: 'confirmed', of });
    },
    finds: 'ENTRY_REFERENCE',
  },
  {
    title: 'a confirmation that names nothing',
    act: (s) => {
      name(s);
      return act(s, { by: RUI }, { outcome: 'confirmed' });
    },
    finds: 'ENTRY_REFERENCE',
  },
];

describe('an order that was forged', () => {
  expectFound(CASES);

  it('is nobody’s in the report', async () => {
    const s = new Study();
    name(s);
    act(s, { evidence: { path: '/v1/groups' } });
    s.anchor();
    const { staff } = await audit(s.ledgerSource(), [s.logSource()]);
    expect(staff.filter(({ person: by }) => by !== undefined)).toEqual([]);
  });
});

describe('honest acts', () => {
  it('are found to be in order, and told for each person', async () => {
    const s = new Study();
    name(s);
    const subject = s.enroll('told');
    const signer = `0x${'5a'.repeat(20)}` as const;
    act(s, { path: `/v1/subjects/${subject}/invitations` });
    s.bind(subject, signer);
    const { of, path } = proposed(s, { by: RUI, path: '/v1/invitations', subjects: [subject] });
    act(s, { by: ANA, path }, { outcome: 'confirmed', of });
    s.bind(subject, `0x${'5b'.repeat(20)}`);
    const refused = proposed(s, { by: RUI });
    act(s, { by: RUI, path: refused.path.replace('confirmation', 'refusal') }, { outcome: 'declined', of: refused.of });
    act(s, { by: RUI, path: '/v1/unheard-of' });
    s.anchor();
    const report = await audit(s.ledgerSource(), [s.logSource()]);
    expect(report.findings).toEqual([]);
    expect(report.counts.acts).toBe(6);
    const told = new Map(report.staff.map((one) => [one.person, one]));
    expect(told.get(id('Ana'))).toMatchObject({
      holder: s.holder,
      acts: { binding: 2 },
      bound: 1,
      boundAgain: 0,
      bindings: [{ subject, again: false, log: s.logId }],
    });
    expect(told.get(id('Rui'))).toMatchObject({
      acts: { binding: 1, other: 1 },
      bound: 1,
      boundAgain: 1,
      bindings: [{ subject, again: true }],
    });
    expect(report.acts.map(({ outcome, kind }) => [outcome, kind])).toEqual([
      ['ordered', 'binding'],
      ['proposed', 'binding'],
      ['confirmed', 'binding'],
      ['proposed', 'permit'],
      ['declined', 'permit'],
      ['ordered', 'other'],
    ]);
  });

  it('count once where the log has the confirmation twice: the node was stopped in between', async () => {
    const s = new Study();
    name(s);
    const subject = s.enroll('twice');
    const { of, path } = proposed(s, { path: '/v1/invitations', subjects: [subject] });
    for (const _ of [1, 2]) act(s, { by: RUI, path }, { outcome: 'confirmed', of });
    s.bind(subject, `0x${'5d'.repeat(20)}`);
    s.anchor();
    const { findings, staff } = await audit(s.ledgerSource(), [s.logSource()]);
    expect(findings).toEqual([]);
    for (const by of ['Ana', 'Rui']) {
      expect(staff.find(({ person: one }) => one === id(by))).toMatchObject({ acts: { binding: 1 } });
    }
    expect(staff.find(({ person: by }) => by === id('Ana'))).toMatchObject({ bound: 1 });
  });

  it('are told of the patient whom they name, however the path is spelt', async () => {
    const s = new Study();
    name(s);
    const subject = s.enroll('spelt');
    act(s, { by: RUI, path: `/v1/subjects/${subject}/invitations` });
    s.anchor();
    act(s, { by: ANA, path: `/v1/subjects/%30${subject.slice(1)}/invitations` });
    s.bind(subject, `0x${'5c'.repeat(20)}`);
    s.anchor();
    const { acts, staff } = await audit(s.ledgerSource(), [s.logSource()]);
    expect(acts.map(({ subjects }) => subjects)).toEqual([[subject], [subject]]);
    expect(staff.find(({ person: by }) => by === id('Ana'))).toMatchObject({ bound: 1 });
    expect(staff.find(({ person: by }) => by === id('Rui'))).toMatchObject({ bound: 0 });
  });

  it('are not told where no evidence is asked for', async () => {
    const s = new Study();
    name(s);
    act(s);
    s.anchor();
    const report = await audit(s.ledgerSource(), [s.logSource()], { level: 'log' });
    expect(report).toMatchObject({ acts: [], staff: [], verdict: 'clean' });
  });
});
