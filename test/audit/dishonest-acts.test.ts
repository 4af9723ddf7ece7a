import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/verifier.ts';
import { equalBytes, fromHex, toBase64Url, toHex } from '../../src/core/bytes.ts';
import { canonicalBytes, type Json } from '../../src/core/canonical.ts';
import { parseDpop } from '../../src/core/dpop-proof.ts';
import { decodeEntry, type Entry } from '../../src/core/entry.ts';
import { CustosError, ifReadable } from '../../src/core/errors.ts';
import {
  type ActEvidence,
  decodeEvidence,
  encodeEvidence,
  evidenceDigest,
  type SessionProof,
} from '../../src/core/evidence.ts';
import { type Digest, formatLedger, type Pseudonym } from '../../src/core/ids.ts';
import { routeDigest } from '../../src/core/request.ts';
import {
  isStatementSigned,
  parseStatement,
  type SessionStatement,
  type SignedStatement,
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

/** Bounded, and the same each time. */
const RUNS = { numRuns: 300, seed: 20_301 };

type Edit = (text: string) => string;

/** One character of the text put in, left out, replaced, doubled or written large. */
const anyEdit: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.nat(4_000),
    fc.constantFrom('insert', 'delete', 'replace', 'double', 'swapcase'),
    fc.oneof(fc.constantFrom(...'0aAf9-_=./"\\,:{}[] \n\0é'), fc.string({ minLength: 1, maxLength: 1 })),
  )
  .map(([place, how, char]) => (text) => {
    const at = place % text.length;
    const [before, old, after] = [text.slice(0, at), text.slice(at, at + 1), text.slice(at + 1)];
    if (how === 'insert') return before + char + old + after;
    if (how === 'delete') return before + after;
    if (how === 'double') return before + old + old + after;
    if (how === 'replace') return before + char + after;
    return before + (old === old.toUpperCase() ? old.toLowerCase() : old.toUpperCase()) + after;
  });

/** Values that a member may have been given instead of its own. */
const anyValue = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e21,
    '',
    '0x',
    [],
    {},
    '__proto__',
    'PUT',
    '/v1/groups',
    id('other'),
    account('other'),
  ),
  fc.string({ maxLength: 80 }),
  anyEdit,
);

/** A member of the evidence, of its session, of the statement within, or of the head or claims of its proof; none for one
 *  that was not there. */
const PLACES = [
  ...['v', 'kind', 'dpop', 'gateway', 'method', 'path', 'body', 'extra'].map((member) => [member]),
  ...['type', 'member', 'statement', 'key', 'signature', 'extra'].map((member) => ['session', member]),
  ...['v', 'ledger', 'member', 'person', 'jkt', 'gateway', 'notAfter', 'extra'].map((member) => ['statement', member]),
  ...['alg', 'typ', 'jwk', 'extra'].map((member) => ['head', member]),
  ...['htm', 'htu', 'jti', 'ath', 'req', 'iat', 'extra'].map((member) => ['claims', member]),
];

type Members = Record<string, unknown>;

function changed(of: Members, member: string, value: unknown): Members {
  return { ...of, [member]: typeof value === 'function' ? value(String(of[member] ?? '-')) : value };
}

/** The evidence with one member changed, in its canonical form: all but signatures fit, and a careless reader would take it. */
function withMember(evidence: ActEvidence, [where = '', member = where]: readonly string[], value: unknown): Members {
  const session = evidence.session as unknown as Members;
  if (where === member) return changed(evidence as unknown as Members, where, value);
  if (where === 'session') return { ...evidence, session: changed(session, member, value) };
  if (where === 'statement') {
    const said = changed(JSON.parse(String(session['statement'])), member, value);
    return { ...evidence, session: { ...session, statement: Buffer.from(canonicalBytes(said as Json)).toString() } };
  }
  const parts = evidence.dpop.split('.');
  const at = where === 'head' ? 0 : 1;
  const part = changed(JSON.parse(Buffer.from(parts[at] ?? '', 'base64url').toString()), member, value);
  parts[at] = Buffer.from(JSON.stringify(part)).toString('base64url');
  return { ...evidence, dpop: parts.join('.') };
}

/** What an auditor reads where a gateway logged these bytes as an act's evidence, and gave their own digest. */
async function readAs(s: Study, bytes: Uint8Array) {
  const evidence = toHex(evidenceDigest(bytes)) as Digest;
  const seq = s.append({ kind: 'act', outcome: 'ordered', evidence }, ordered(s));
  s.evidence.set(seq, bytes);
  s.anchor();
  const { findings, staff } = await audit(s.ledgerSource(), [s.logSource()]);
  return { found: findings.map(({ code }) => code), persons: staff.filter(({ person: one }) => one !== undefined) };
}

function begun(): Study {
  const s = new Study();
  name(s);
  s.now += 100;
  return s;
}

/** Undefined for what has no canonical form, which no gateway can log. */
function canonicalOf(evidence: unknown): Uint8Array | undefined {
  return ifReadable(() => canonicalBytes(evidence as Json));
}

describe('the evidence of an act of which anything was changed', () => {
  it('is accepted as it was, so that what follows says something', async () => {
    const s = begun();
    expect(await readAs(s, encodeEvidence(ordered(s)))).toMatchObject({ found: [], persons: [{ person: id('Ana') }] });
  });

  it('is found and nobody’s, whichever member of it, of its session or of its proof that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PLACES), anyValue, async (place, value) => {
        const s = begun();
        const honest = ordered(s);
        const bytes = canonicalOf(withMember(honest, place, value));
        if (bytes === undefined || equalBytes(bytes, encodeEvidence(honest))) return;
        const { found, persons } = await readAs(s, bytes);
        expect(found).not.toEqual([]);
        expect(persons).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is found and nobody’s, whichever of its bytes that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEdit, { minLength: 1, maxLength: 3 }), async (edits) => {
        const s = begun();
        const honest = Buffer.from(encodeEvidence(ordered(s)));
        const bytes = Buffer.from(edits.reduce((text, edit) => edit(text), honest.toString()));
        if (bytes.equals(honest)) return;
        const { found, persons } = await readAs(s, bytes);
        expect(found).not.toEqual([]);
        expect(persons).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is found and nobody’s, where parts of two honest ones were put together', async () => {
    const MEMBERS = ['session', 'dpop', 'gateway', 'method', 'path', 'body'] as const;
    await fc.assert(
      fc.asyncProperty(fc.subarray([...MEMBERS], { minLength: 1, maxLength: 5 }), async (taken) => {
        const s = begun();
        const [one, other] = [ordered(s), ordered(s, { by: RUI, method: 'PUT', path: '/v1/groups' })];
        const mixed = { ...one, ...Object.fromEntries(taken.map((member) => [member, other[member]])), body: one.body };
        const same = [one, other].some((whole) => MEMBERS.every((member) => whole[member] === mixed[member]));
        if (same) return;
        const { found, persons } = await readAs(s, encodeEvidence(mixed));
        expect(found).not.toEqual([]);
        expect(persons).toEqual([]);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  it('is refused by each reader with an error of its own, and none other', () => {
    const s = begun();
    const evidence = ordered(s);
    const { statement = '' } = evidence.session as { statement?: string };
    const readers: readonly [(text: string) => unknown, string][] = [
      [(text) => decodeEvidence(Buffer.from(text)), Buffer.from(encodeEvidence(evidence)).toString()],
      [parseStatement, statement],
      [(text) => decodeEntry(Buffer.from(text)), Buffer.from(s.entries[act(s)] as Uint8Array).toString()],
      [parseDpop, evidence.dpop],
    ];
    for (const [read, text] of readers) {
      fc.assert(
        fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 4 }), (edits) => {
          try {
            read(edits.reduce((before, edit) => edit(before), text));
          } catch (error) {
            expect(error).toBeInstanceOf(CustosError);
          }
        }),
        RUNS,
      );
    }
  });

  it('is of no session where the statement’s signature, key or text is another one', () => {
    const s = begun();
    const { statement, key, signature } = ordered(s).session as Extract<SessionProof, { type: 'organisation' }>;
    expect(isStatementSigned({ statement, key, signature })).toBe(true);
    fc.assert(
      fc.property(
        fc.constantFrom('statement', 'key', 'signature'),
        fc.nat(400),
        fc.integer({ min: 1, max: 15 }),
        (what, place, by) => {
          const signed = { statement, key, signature };
          const text: string = signed[what];
          const at = what === 'statement' ? place % text.length : 2 + (place % (text.length - 2));
          const digit = Number.parseInt(text.slice(at, at + 1), 16);
          const other = Number.isNaN(digit) ? '#' : (digit ^ by).toString(16);
          fc.pre(other !== text.slice(at, at + 1).toLowerCase());
          const bent = { ...signed, [what]: text.slice(0, at) + other + text.slice(at + 1) };
          expect(isStatementSigned(bent as SignedStatement)).toBe(false);
        },
      ),
      RUNS,
    );
  });
});
