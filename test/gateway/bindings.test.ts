import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditBindings } from '../../src/audit/binding-audit.ts';
import { ledgerSource } from '../../src/audit/source/ledger-source.ts';
import {
  countersignBinding,
  listBindings,
  listWaitingBindings,
  refuseBinding,
  type WaitingBinding,
} from '../../src/client/bindings.ts';
import { formDigest } from '../../src/client/digests.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { listNotifications, putContact } from '../../src/client/notifications.ts';
import { bindPasskey, bindSigner } from '../../src/client/patient.ts';
import { cancelBinding, listSigners, subjectSigners } from '../../src/client/signers.ts';
import { enrollSubject, invite, voidInvitations } from '../../src/client/subjects.ts';
import { identificationDigest } from '../../src/core/identification.ts';
import type { Digest, Pseudonym } from '../../src/core/ids.ts';
import { signerId } from '../../src/core/signer.ts';
import { Invitations } from '../../src/gateway/holder/invitations.ts';
import { type AccountKey, randomAccountKey } from '../../src/ledger/account-key.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { LedgerWriter, openWriter } from '../../src/ledger/writer.ts';
import { Authenticator } from './authenticator.ts';
import { type ChainLink, foundBehindLink } from './chain-link.ts';
import type { Consortium, MemberName } from './consortium.ts';
import { dieAfter } from './dying-vault.ts';
import { publish } from './publisher.ts';

const EVIDENCE = formDigest('copy 7 of the passport');

let consortium: Consortium;
let link: ChainLink;
let holder: GatewayClient;
let people = 0;

beforeAll(async () => {
  ({ consortium, link } = await foundBehindLink({
    patients: 1,
    hostname: 'localhost',
    logLevel: 'silent',
    // One that dies waits for nobody.
    limits: { anonymousPerMinute: 100_000, graceMs: 100 },
  }));
  holder = consortium.client(consortium.keys.holder);
  await publish(holder, { kind: 'fhir', path: join(consortium.directory, 'export') });
}, 120_000);
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await consortium?.close();
  await link?.close();
});

const as = (name: MemberName) => consortium.client(consortium.keys[name]);
const withKey = (key: AccountKey) => new GatewayClient({ endpoint: consortium.endpoint, account: keyAccount(key) });

async function person() {
  const subject = await enrollSubject(holder, `urn:mrn|binding-${people++}`);
  await putContact(holder, { language: 'en', email: `b${people}@example.org` }, subject);
  return subject;
}

const invited = async (subject: Pseudonym, more: object = {}) =>
  (await invite(holder, [{ subject, identification: 'passport, seen at the desk', document: EVIDENCE, ...more }]))[0]
    ?.code ?? '';

async function setPolicy(change: object): Promise<void> {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const writer = await openWriter({ reader, key: consortium.keys.administrator });
  const { policy } = await holder.json<{ policy: object }>('GET', '/v1/ledger');
  const call = ledgerCalls(reader.contracts).membership.setPolicy({ ...policy, ...change } as never);
  const { block } = await writer.send(call);
  const reached = async () => {
    const { head } = await holder.json<{ head: { height: number } }>('GET', '/v1/ledger');
    return head.height;
  };
  const isReached = async () => expect(await reached()).toBeGreaterThanOrEqual(block.height);
  await vi.waitFor(isReached, { timeout: 20_000, interval: 50 });
  await writer.close();
  reader.close();
}

/** What its auditor finds of the bindings, from the chain's own node. */
async function auditedBindings(said?: Awaited<ReturnType<typeof listBindings>>) {
  const reader = await openLedger({ url: consortium.chain.url, membership: consortium.deployment.membership });
  const listed = said ?? (await listBindings(as('auditor')));
  const report = auditBindings(ledgerSource(reader), consortium.keys.holder.address, listed);
  return report.finally(() => reader.close());
}

const toldOf = async (subject: Pseudonym) =>
  (await listNotifications(holder)).filter((one) => one.subject === subject).map(({ kind }) => kind);

describe('what shows how a signer was bound', () => {
  it('is kept at the holder, opens what is on chain, and says who did it and by which evidence', async () => {
    const subject = await person();
    const key = randomAccountKey();
    await bindSigner(withKey(key), await invited(subject));
    const report = await auditedBindings();
    const own = report.bindings.find((one) => one.signer === signerId(key.address));
    expect(own).toMatchObject({
      subject,
      kind: 'self',
      isAgain: false,
      verdict: 'opens',
      statement: { text: 'passport, seen at the desk', document: EVIDENCE, member: consortium.keys.holder.address },
    });
    expect(report).toMatchObject({ unbound: [], faults: 0 });
  });

  it('tells re-enrolments and guardians from first bindings, and outlives a restart', async () => {
    const subject = await person();
    const [key, other, parent] = [randomAccountKey(), randomAccountKey(), randomAccountKey()];
    const guardian = { as: 'parent' as const, document: EVIDENCE };
    await bindSigner(withKey(key), await invited(subject));
    await bindSigner(withKey(other), await invited(subject));
    await cancelBinding(holder, subject, signerId(other.address));
    await bindSigner(withKey(parent), await invited(subject, { guardian }), { as: 'guardian' });
    await consortium.restart();
    const { bindings } = await auditedBindings();
    expect(
      bindings.filter((one) => one.subject === subject).map(({ kind, isAgain, verdict }) => [kind, isAgain, verdict]),
    ).toEqual([
      ['self', false, 'opens'],
      ['self', true, 'opens'],
      ['guardian', true, 'opens'],
    ]);
  });

  it('is found out where the holder says something else, or nothing, or of a binding that there is not', async () => {
    const listed = await listBindings(as('auditor'));
    const [first, second, ...rest] = listed as [(typeof listed)[0], (typeof listed)[0]];
    const forged = { ...first, statement: { ...first.statement, text: 'seen by nobody' } };
    const invented = { ...second, signer: `0x${'77'.repeat(32)}` as Digest };
    const { bindings, unbound } = await auditedBindings([forged, invented, ...rest]);
    const verdictOf = (signer: Digest) => bindings.find((one) => one.signer === signer)?.verdict;
    expect(verdictOf(first.signer)).toBe('differs');
    expect(verdictOf(second.signer)).toBe('missing');
    expect(unbound).toEqual([invented]);
  });

  it('hides behind a salt: the same words twice are two digests', async () => {
    const [one, other] = [await person(), await person()];
    for (const subject of [one, other]) await bindSigner(withKey(randomAccountKey()), await invited(subject));
    const said = (await listBindings(holder)).filter(({ subject }) => [one, other].includes(subject));
    expect(new Set(said.map(({ statement }) => statement.text)).size).toBe(1);
    expect(new Set(said.map(({ identification }) => identification)).size).toBe(2);
    for (const { statement, identification } of said) expect(identificationDigest(statement)).toBe(identification);
  });
});

describe('a signer that waits to begin', () => {
  it('is announced to the contact, says from when it counts, and is cancelled by whoever stands', async () => {
    const subject = await person();
    const [key, other] = [randomAccountKey(), randomAccountKey()];
    await bindSigner(withKey(key), await invited(subject));
    const bound = await bindSigner(withKey(other), await invited(subject));
    expect(bound.from).toBeGreaterThan(Date.now() / 1000);
    await expect.poll(() => toldOf(subject)).toEqual(['binding', 'binding-announced']);
    await expect(listSigners(withKey(other))).rejects.toMatchObject({ message: expect.stringMatching(/signs from/) });
    expect(await listSigners(withKey(key))).toMatchObject([
      { standing: 'stands' },
      { standing: 'waits', from: bound.from },
    ]);
    await cancelBinding(holder, subject, signerId(other.address));
    expect(await subjectSigners(holder, subject)).toMatchObject([{ standing: 'stands' }, { standing: 'ended' }]);
  });

  it('is the first one, too, where the policy says so: announced, and cancelled by the holder alone', async () => {
    await setPolicy({ firstBindingDelayed: true });
    const subject = await person();
    const key = randomAccountKey();
    const bound = await bindSigner(withKey(key), await invited(subject));
    expect(bound.from).toBeGreaterThan(Date.now() / 1000);
    await expect.poll(() => toldOf(subject)).toEqual(['binding-announced']);
    await expect(listSigners(withKey(key))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await cancelBinding(holder, subject, signerId(key.address));
    await bindSigner(withKey(randomAccountKey()), await invited(subject));
    const { bindings } = await auditedBindings();
    expect(bindings.filter((one) => one.subject === subject).map(({ isAgain }) => isAgain)).toEqual([false, false]);
  });
});

describe('a binding under a policy that asks for a second member', () => {
  beforeAll(async () => {
    await setPolicy({ firstBindingDelayed: true, bindingCountersigned: true });
  });

  const waitingOf = async (subject: Pseudonym, client = as('authority')): Promise<WaitingBinding> => {
    const found = (await listWaitingBindings(client)).find(({ statement }) => statement.subject === subject);
    if (found === undefined) throw new Error('It does not wait.');
    return found;
  };

  async function waits() {
    const subject = await person();
    const [key, code] = [randomAccountKey(), await invited(subject)];
    const bound = await bindSigner(withKey(key), code);
    return { subject, key, code, bound };
  }

  it('waits, says so to the person and the contact, and is bound when another organisation signed', async () => {
    const { subject, key, code, bound } = await waits();
    expect(bound.from).toBeUndefined();
    expect(bound.waits?.until).toBeGreaterThan(Date.now() / 1000 + 6 * 86_400);
    expect(await toldOf(subject)).toEqual(['binding-waits']);
    expect(await bindSigner(withKey(key), code)).toEqual(bound);
    expect(await toldOf(subject)).toEqual(['binding-waits']);
    const one = await waitingOf(subject);
    expect(one.statement).toMatchObject({ text: 'passport, seen at the desk', document: EVIDENCE });
    const { height } = await countersignBinding(as('authority'), one);
    expect(await countersignBinding(as('authority'), one)).toMatchObject({ height });
    const again = await bindSigner(withKey(key), code);
    expect(again.waits).toBeUndefined();
    expect(again.from).toBeGreaterThan(0);
    await expect(waitingOf(subject)).rejects.toThrow('It does not wait.');
    const report = await auditedBindings();
    expect(report.bindings.find((found) => found.subject === subject)).toMatchObject({
      verdict: 'opens',
      countersigner: consortium.keys.authority.address,
    });
    const said = (await listBindings(holder)).find((found) => found.subject === subject);
    expect(said?.countersigned).toMatchObject({ member: consortium.keys.authority.address });
  });

  it('is signed for by a passkey as well', async () => {
    const subject = await person();
    const device = new Authenticator(consortium.endpoint);
    const patient = new GatewayClient({ endpoint: consortium.endpoint, account: { device } });
    expect(await bindPasskey(patient, await invited(subject))).toMatchObject({ waits: { for: [] } });
    await countersignBinding(as('other'), await waitingOf(subject));
    expect(await subjectSigners(holder, subject)).toMatchObject([{ type: 'passkey', standing: 'waits' }]);
  });

  it('is not countersigned by the holder, its gateway, a patient, or a signature of another', async () => {
    const { subject } = await waits();
    const one = await waitingOf(subject, holder);
    for (const name of ['holder', 'gateway'] as const) {
      await expect(countersignBinding(as(name), one)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const stranger = withKey(randomAccountKey());
    await expect(countersignBinding(stranger, one)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(listWaitingBindings(stranger)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const signature = await withKey(consortium.keys.other).sign('BindSigner', {
      subject,
      signer: one.signer,
      kind: 1,
      until: 0,
      identification: one.identification,
      deadline: one.deadline,
    });
    const path = `/v1/bindings/${one.binding}/countersignature`;
    await expect(as('authority').json('POST', path, { json: { signature } })).rejects.toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
    await expect(waitingOf(subject)).resolves.toBeDefined();
  });

  it('is not signed where what is shown is not what would be bound', async () => {
    const { subject } = await waits();
    const one = await waitingOf(subject);
    const forged = { ...one, statement: { ...one.statement, text: 'seen by the director herself' } };
    await expect(countersignBinding(as('authority'), forged)).rejects.toMatchObject({ code: 'PROOF_INVALID' });
  });

  it('is not countersigned by the member whose own key it binds', async () => {
    const subject = await person();
    await bindSigner(withKey(consortium.keys.clinician), await invited(subject));
    await expect(countersignBinding(as('clinician'), await waitingOf(subject))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('is refused with a reason that the person and the holder read, and binds nobody then', async () => {
    const { subject, key, code } = await waits();
    const one = await waitingOf(subject);
    await refuseBinding(as('authority'), one, 'The copy cannot be read.');
    await refuseBinding(as('authority'), one, 'The copy cannot be read.');
    await expect(bindSigner(withKey(key), code)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('The copy cannot be read.'),
    });
    await expect(waitingOf(subject)).rejects.toThrow('It does not wait.');
    expect((await waitingOf(subject, holder)).refusal).toMatchObject({ reason: 'The copy cannot be read.' });
    await expect(countersignBinding(as('other'), one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await subjectSigners(holder, subject)).toEqual([]);
    await expect(bindSigner(withKey(randomAccountKey()), await invited(subject))).resolves.toHaveProperty('waits');
  });

  it('is withdrawn with its code, and outlives a restart otherwise', async () => {
    const [kept, gone] = [await waits(), await waits()];
    const one = await waitingOf(gone.subject);
    expect(await voidInvitations(holder, gone.subject)).toBe(1);
    await consortium.restart();
    await expect(countersignBinding(as('authority'), one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(countersignBinding(as('authority'), await waitingOf(kept.subject))).resolves.toBeDefined();
  });

  it('is over when nobody signed in time, and begins again with the same code', async () => {
    const { begin } = Invitations.prototype;
    vi.spyOn(Invitations.prototype, 'begin').mockImplementation(function (this: Invitations, code, signer) {
      return Reflect.apply(begin, this, [code, signer, { within: 3 }]);
    });
    const { subject, key, code } = await waits();
    const late = await waitingOf(subject);
    vi.restoreAllMocks();
    await expect.poll(() => waitingOf(subject).catch(() => 'over'), { timeout: 10_000 }).toBe('over');
    await expect(countersignBinding(as('authority'), late)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await bindSigner(withKey(key), code)).toHaveProperty('waits');
    const fresh = await waitingOf(subject);
    expect(fresh.binding).not.toBe(late.binding);
    await expect(countersignBinding(as('authority'), late)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(countersignBinding(as('authority'), fresh)).resolves.toBeDefined();
  });

  it('lets no other signer take its place while it waits', async () => {
    const { code } = await waits();
    await expect(bindSigner(withKey(randomAccountKey()), code)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is bound once, wherever the gateway dies', async () => {
    for (let writes = 0, died = true; died; writes++) {
      const { subject, key, code } = await waits();
      const one = await waitingOf(subject);
      const dead = Promise.withResolvers<void>();
      const isDead = dieAfter(writes, () => {
        link.cut();
        dead.resolve();
      });
      // The gateway would go on asking the ledger for long; the dead ask nobody.
      await Promise.race([dead.promise, countersignBinding(as('authority'), one)]).catch(() => undefined);
      died = isDead();
      await consortium.restart(async () => {
        vi.restoreAllMocks();
        link.mend();
      });
      const done = await vi.waitFor(() => countersignBinding(as('authority'), one), { timeout: 20_000, interval: 200 });
      expect(await countersignBinding(as('authority'), one)).toEqual(done);
      expect((await bindSigner(withKey(key), code)).from).toBeGreaterThan(0);
      expect(await subjectSigners(holder, subject)).toHaveLength(1);
      expect(writes).toBeLessThan(12);
    }
  }, 240_000);

  it('goes on by itself when the ledger comes back after a restart', async () => {
    const { subject } = await waits();
    const one = await waitingOf(subject);
    vi.spyOn(LedgerWriter.prototype, 'send').mockRejectedValue(new Error('killed'));
    await expect(countersignBinding(as('authority'), one)).rejects.toMatchObject({ code: 'INTERNAL' });
    await consortium.restart(async () => {
      vi.restoreAllMocks();
    });
    await expect.poll(async () => (await subjectSigners(holder, subject)).length, { timeout: 20_000 }).toBe(1);
  });
});

describe('the routes of bindings', () => {
  it('answer as the document says, each of them', async () => {
    expect(consortium.documented.unseen('bindings')).toEqual([]);
  });
});
