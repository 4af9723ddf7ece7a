import { describe, expect, it } from 'vitest';
import { audit } from '../../src/audit/verifier.ts';
import { type Hex, toHex } from '../../src/core/bytes.ts';
import type { Evidence, RequestEvidence, SessionProof } from '../../src/core/evidence.ts';
import { type Address, type Digest, formatLedger, type LedgerText } from '../../src/core/ids.ts';
import { permitPersonsDigest } from '../../src/core/permit-persons.ts';
import type { AccessRequest } from '../../src/core/request.ts';
import {
  type SessionStatement,
  sessionKeyHash,
  sessionKeyOf,
  statementDigest,
  statementText,
} from '../../src/core/session-statement.ts';
import { type Case, expectFound } from './dishonest-case.ts';
import { Study } from './honest-trail.ts';
import { account, ed25519Key, id, type Key } from './persons.ts';

const SESSION = ed25519Key('session key of the requester');
const KEY = sessionKeyOf(SESSION.publicKey);
const PERSON = id('a person of the requester');

/** Names the key for an organisation, the requester unless said. */
function name(s: Study, { key = KEY, identity = s.requester.address, until = 2_000_000_000 } = {}): void {
  s.mine(['SessionKeyAdded', { identity, keyHash: sessionKeyHash(key), key, until, actor: identity }]);
}

function remove(s: Study): void {
  s.mine(['SessionKeyRemoved', { identity: s.requester.address, keyHash: sessionKeyHash(KEY) }]);
}

interface Change {
  readonly said?: Partial<SessionStatement>;
  readonly by?: Key;
  readonly session?: Partial<Extract<SessionProof, { type: 'organisation' }>>;
  readonly request?: Partial<AccessRequest>;
}

/** What an honest gateway keeps of a request by a person of the requester, but for the change. */
async function asked(s: Study, { said, by = SESSION, session, request }: Change = {}): Promise<Evidence> {
  const made = (await s.evidenceFor(s.request(request), s.requester)) as RequestEvidence;
  const statement = statementText({
    v: 1,
    ledger: formatLedger(s.ledger),
    member: s.requester.address,
    person: PERSON,
    jkt: s.requester.jkt,
    gateway: s.gateway,
    notAfter: s.now + 1_800_000,
    ...said,
  });
  const signature = toHex(by.sign(statementDigest(statement)));
  const key = sessionKeyOf(by.publicKey);
  const proof = { type: 'organisation', member: s.requester.address, statement, key, signature, ...session } as const;
  return { ...made, session: proof };
}

const release = async (s: Study, change: Change = {}, requester?: Address) => {
  return s.release({
    rows: s.rowsOf(0),
    evidence: await asked(s, change),
    ...(change.request ? { request: change.request } : {}),
    ...(requester ? { requester } : {}),
  });
};

const forged = (title: string, change: (s: Study) => Change): Case => ({
  title: `takes a statement ${title}`,
  act: (s) => {
    name(s);
    return release(s, change(s));
  },
  finds: 'SESSION_INVALID',
});

const CASES: readonly Case[] = [
  forged('for another ledger', () => ({ said: { ledger: `eip155:1:${account('membership')}` as LedgerText } })),
  forged('for another gateway', (s) => ({ said: { gateway: s.holder } })),
  forged('that had expired', (s) => ({ said: { notAfter: s.now - 10_001 } })),
  forged('that lasts longer than an hour', (s) => ({ said: { notAfter: s.now + 3_700_000 } })),
  forged('of another organisation than the evidence names', (s) => ({ said: { member: s.clinician.address } })),
  forged('that a key of the gateway’s own signed', () => ({ by: ed25519Key('gateway') })),
  forged('under the organisation’s key that another one signed', () => ({
    by: ed25519Key('other'),
    session: { key: KEY },
  })),
  forged('whose signature is of another statement', () => ({ session: { signature: `0x${'00'.repeat(64)}` as Hex } })),
  forged('that is not of its form', () => ({ said: { role: 'auditor' } as never })),
  {
    title: 'takes a statement under a key that is another organisation’s',
    act: (s) => {
      name(s, { identity: s.clinician.address });
      return release(s);
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'takes a statement of another organisation’s person for the requester’s',
    act: (s) => {
      name(s, { identity: s.clinician.address });
      const member = s.clinician.address;
      return release(s, { said: { member }, session: { member } }, s.requester.address);
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'takes a statement before its key was named',
    act: async (s) => {
      const entry = await release(s);
      name(s);
      return entry;
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'takes a statement after its key was removed',
    act: (s) => {
      name(s);
      remove(s);
      return release(s);
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'takes a statement that lasts longer than its key',
    act: (s) => {
      name(s, { until: Math.floor(s.now / 1000) + 900 });
      return release(s);
    },
    finds: 'SESSION_INVALID',
  },
  {
    title: 'takes a statement for another key than the one that asked',
    act: (s) => {
      name(s);
      return release(s, { said: { jkt: s.clinician.jkt } });
    },
    finds: 'PROOF_INVALID',
  },
  {
    title: 'takes a person’s session for a request of another person',
    act: (s) => {
      name(s);
      return release(s, { request: { person: id<Digest>('another person') } });
    },
    finds: 'REQUEST_DIFFERS',
  },
  {
    title: 'takes an account’s session for a request of a person',
    act: (s) => s.release({ rows: s.rowsOf(0), request: { person: PERSON } }),
    finds: 'REQUEST_DIFFERS',
  },
];

/** A release to PERSON under a permit that names `named`, whose openings say that it names `opened`. */
async function releaseToPerson(s: Study, named: readonly Digest[], opened: readonly Digest[] | undefined, by = PERSON) {
  name(s);
  const permit = s.permit({ recipientKeyDigest: permitPersonsDigest(named) });
  return s.release({
    rows: s.rowsOf(0),
    permit,
    evidence: await asked(s, { said: { person: by }, request: { permit } }),
    openings: (lines) =>
      lines.map((line) => ('opening' in line && opened ? { opening: { ...line.opening, recipients: opened } } : line)),
  });
}

const OTHERS = [id<Digest>('one'), id<Digest>('other')];
const NAMED: readonly Case[] = [
  {
    title: 'lets a person use a permit that names others',
    act: (s) => releaseToPerson(s, OTHERS, OTHERS),
    finds: 'PERMIT_EXCEEDED',
  },
  {
    title: 'lets an account use a permit that names persons',
    act: (s) => s.release({ rows: s.rowsOf(0), permit: s.permit({ recipientKeyDigest: permitPersonsDigest(OTHERS) }) }),
    finds: 'PERMIT_EXCEEDED',
  },
  {
    title: 'says that a permit names the person who asked, which it does not',
    act: (s) => releaseToPerson(s, OTHERS, [...OTHERS, PERSON]),
    finds: 'OPENINGS_MALFORMED',
  },
  {
    title: 'does not say whom a permit names',
    act: (s) => releaseToPerson(s, OTHERS, undefined),
    finds: 'OPENINGS_WITHHELD',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
  expectFound(NAMED);
});

describe('an honest gateway that', () => {
  async function audited(act: (s: Study) => Promise<unknown>) {
    const study = new Study();
    await act(study);
    study.anchor();
    const { verdict, findings, level } = await audit(study.ledgerSource(), [study.logSource()]);
    return { verdict, findings, level };
  }
  const clean = { verdict: 'clean', findings: [], level: 'openings' };

  it('serves a person of the requester is found honest, however much later the key is removed', async () => {
    const served = await audited(async (s) => {
      name(s);
      await release(s);
      await release(s, { request: { person: PERSON } });
      remove(s);
    });
    expect(served).toEqual(clean);
  });

  it('lets a person use a permit that names it is found honest', async () => {
    const named = [...OTHERS, PERSON];
    expect(await audited((s) => releaseToPerson(s, named, named.toSorted()))).toEqual(clean);
  });

  it('refuses a person whose organisation’s key ended is found honest', async () => {
    const refused = await audited(async (s) => {
      name(s);
      remove(s);
      const evidence = await asked(s);
      const facts = { dataset: s.dataset, version: 1, requester: s.requester.address, purpose: 7 } as const;
      s.append({ kind: 'release', outcome: 'refused', reason: 'not-a-member', ...facts }, evidence);
    });
    expect(refused).toEqual(clean);
  });
});
