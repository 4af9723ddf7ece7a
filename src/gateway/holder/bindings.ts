import type { Logger } from 'pino';
import type { Hex } from '../../core/bytes.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { type IdentificationStatement, identificationDigest } from '../../core/identification.ts';
import { type Address, type Digest, type Pseudonym, ZERO_ADDRESS } from '../../core/ids.ts';
import { type Signer, signerId } from '../../core/signer.ts';
import type { SendJournal } from '../../ledger/send-journal.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import type { Actor } from '../auth/actor.ts';
import type { Signed } from '../auth/passkeys.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireFresh } from '../ledger/rights.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import type { BindingTables, Bound, KeptBinding, KeptRefusal } from '../records/gateway-records.ts';
import { type Guardians, yearEnd } from './guardians.ts';
import { type Begun, type Invitations, isWaiting } from './invitations.ts';

export interface BindingDeps {
  readonly tables: BindingTables;
  readonly records: Pick<SealedRecords, 'write'>;
  readonly state: LedgerState;
  readonly holder: Address;
  readonly invitations: Invitations;
  readonly guardians: Guardians;
  readonly signatures: Signatures;
  /** What has the person told that the binding waits. */
  readonly toldOfWaiting: (subject: Pseudonym) => Promise<readonly RecordChange[]>;
  readonly logger: Pick<Logger, 'warn'>;
}

/** What came of a signer's signature: it is bound, or waits for a second member until a second. */
export type BindingOutcome =
  | (Bound & { readonly subject: Pseudonym })
  | { readonly subject: Pseudonym; readonly waitsUntil: number };

/** What both sign. */
export type BindingMessage = ReturnType<typeof messageOf>;

/** A binding that waits for a second member, or that one refused. */
export interface WaitingBinding {
  /** EIP-712 digest that both sign. */
  readonly binding: Digest;
  readonly message: BindingMessage;
  readonly statement: IdentificationStatement;
  readonly refusal?: KeptRefusal;
}

/** How a signer came to be bound, by its id, as the gateway keeps it. */
export type ListedBinding = KeptBinding & { readonly signer: Digest };

/** Within which a binding is sent, in seconds: a second member needs days. */
const WITHIN = 3_600;
const WITHIN_COUNTERSIGNED = 7 * 86_400;
const AT_ONCE = 256;

/** Brings signers that were invited to the chain: alone, or with a second member's signature where the policy asks for one. What
 *  shows how each came to be bound is kept from before it is sent. Each is sent once, whatever crashes. */
export class Bindings {
  readonly #deps: BindingDeps;
  #isClosed = false;

  private constructor(deps: BindingDeps) {
    this.#deps = deps;
  }

  /** Goes on, beside the requests, with what was countersigned and did not reach the chain. */
  static async open(deps: BindingDeps): Promise<Bindings> {
    const bindings = new Bindings(deps);
    bindings.#goOn().catch((err: unknown) => bindings.#warn(err));
    return bindings;
  }

  /** What has begun goes on with the next start. */
  close(): void {
    this.#isClosed = true;
  }

  /** What the signer of a code signs. As `Invitations.begin`; CONFLICT where the ledger would refuse. */
  async begin(code: string, signer: Signer): Promise<BindingMessage> {
    const { state, invitations } = this.#deps;
    const within = state.policy.bindingCountersigned ? WITHIN_COUNTERSIGNED : WITHIN;
    const begun = await invitations.begin(code, signer, { within });
    this.#requireBindable(begun);
    return messageOf(begun);
  }

  /** Binds the signer that signed, or has it wait. The same answer again for the same signature. SIGNATURE_INVALID. */
  async take(code: string, signer: Signer, signed: Signed): Promise<BindingOutcome> {
    const { invitations, signatures } = this.#deps;
    const [id, begun] = await invitations.begun(code, signer);
    const { subject } = begun;
    const signature = await signatures.check(signer, 'BindSigner', messageOf(begun), signed);
    if (this.#mustWait(begun)) return { subject, waitsUntil: await this.#wait(id, begun, signature) };
    const bound = await invitations.bind(id, (known, journal) => this.#send({ ...known, signature }, journal));
    return { ...bound, subject };
  }

  /** Those that wait, and to the holder those that were refused. */
  async waiting(isHolder: boolean): Promise<WaitingBinding[]> {
    const listed: WaitingBinding[] = [];
    for await (const [binding] of this.#deps.tables.waiting.all()) {
      const found = await this.#find(binding);
      if (found === undefined || found.begun.bound !== undefined) continue;
      const { statement, refusal } = found.begun;
      if (!isWaiting(found.begun) && !(isHolder && refusal !== undefined)) continue;
      listed.push({ binding, message: messageOf(found.begun), statement, ...(refusal ? { refusal } : {}) });
    }
    return listed;
  }

  /** Binds what a second member signed for. The same again for the same member. FORBIDDEN for the holder's own and for the signer
   *  itself; NOT_FOUND for one that does not wait any more; SIGNATURE_INVALID. */
  async countersign(
    binding: Digest,
    account: Address,
    by: Actor,
    signed: Signed,
  ): Promise<Bound & { readonly subject: Pseudonym }> {
    this.#requireSecond(by);
    const { id, begun } = await this.#known(binding);
    const isDone = begun.bound !== undefined && begun.countersignature?.member === by.member;
    if (!isDone && !isWaiting(begun)) throw gone();
    if (begun.signer === account) throw new CustosError('FORBIDDEN', 'Nobody countersigns its own key.');
    const signature = await this.#deps.signatures.check(account, 'BindSigner', messageOf(begun), signed);
    const countersignature = { ...by, account, signature, at: Date.now() };
    await this.#deps.invitations.change(id, (known) => {
      if (known.refusal !== undefined) throw gone();
      // What is sent is what the first one signed for, if several come at once.
      return known.countersignature === undefined ? { countersignature } : {};
    });
    const bound = await this.#finish(id, binding);
    await this.#deps.state.reached(bound.height);
    return { ...bound, subject: begun.subject };
  }

  /** It is not bound, for a reason that the person and the holder read. As `countersign`. */
  async refuse(binding: Digest, by: Actor, reason: string): Promise<void> {
    this.#requireSecond(by);
    const { id, begun } = await this.#known(binding);
    if (begun.refusal?.member === by.member) return;
    await this.#deps.invitations.change(id, (known) => {
      if (!isWaiting(known) || known.countersignature !== undefined) throw gone();
      return { refusal: { ...by, reason, at: Date.now() } };
    });
  }

  /** What the code of a binding stands for, as long as that is what its signer signed; undefined where it is not, or is gone. */
  async #find(binding: Digest): Promise<{ readonly id: string; readonly begun: Begun } | undefined> {
    const { tables, invitations, signatures } = this.#deps;
    const [[waits], [settled]] = [await tables.waiting.getMany([binding]), await tables.settled.getMany([binding])];
    const id = (waits ?? settled)?.invitation;
    const found = id === undefined ? undefined : await invitations.get(id);
    if (id === undefined || found?.signer === undefined || found.deadline === undefined) return undefined;
    const begun = found as Begun;
    return signatures.digestOf('BindSigner', messageOf(begun)) === binding ? { id, begun } : undefined;
  }

  async #known(binding: Digest): Promise<{ readonly id: string; readonly begun: Begun }> {
    const found = await this.#find(binding);
    if (found !== undefined) return found;
    throw gone();
  }

  /** FORBIDDEN unless it is a member of another organisation than the holder's. */
  #requireSecond({ member }: Actor): void {
    if (this.seconds().includes(member)) return;
    throw new CustosError(
      'FORBIDDEN',
      'Another organisation of the consortium than the patient’s own countersigns, or refuses to.',
    );
  }

  /** Members that may countersign: active ones of other principals. */
  seconds(): Address[] {
    const { directory } = this.#deps.state;
    const own = directory.members.get(this.#deps.holder)?.principal;
    return [...directory.members.values()]
      .filter((one) => directory.isActive(one) && one.principal !== own)
      .map(({ identity }) => identity);
  }

  /** Those on the chain, in its order, from that place on: about so many, and the place where it goes on, if it does. Of erased
   *  patients there is none. */
  async page(
    from: number,
    limit: number,
  ): Promise<{ readonly listed: readonly ListedBinding[]; readonly next?: number }> {
    const listed: ListedBinding[] = [];
    let place = 0;
    let ids: Digest[] = [];
    for (const [id] of this.#deps.state.directory.signers.all()) {
      if (place++ >= from) ids.push(id);
      if (ids.length < AT_ONCE) continue;
      listed.push(...(await this.#evidenceOf(ids)));
      ids = [];
      if (listed.length >= limit) return { listed, next: place };
    }
    return { listed: [...listed, ...(await this.#evidenceOf(ids))] };
  }

  async #evidenceOf(ids: readonly Digest[]): Promise<ListedBinding[]> {
    const { tables, state } = this.#deps;
    const kept = await tables.evidence.getMany(ids);
    return ids.flatMap((signer, i) => {
      const one = kept[i];
      return one !== undefined && state.directory.signers.get(signer)?.subject === one.subject
        ? [{ ...one, signer }]
        : [];
    });
  }

  #mustWait(begun: Begun): boolean {
    const { bound, sent = [], countersignature } = begun;
    if (bound !== undefined || sent.length > 0 || countersignature !== undefined) return false;
    return this.#deps.state.policy.bindingCountersigned;
  }

  /** Gives the last second at which a second member can sign. */
  async #wait(id: string, begun: Begun, signature: Hex): Promise<number> {
    const { tables, invitations, signatures, toldOfWaiting } = this.#deps;
    this.#requireBindable(begun);
    if (begun.deadline <= Date.now() / 1000) {
      throw new CustosError('CONFLICT', 'No second organisation signed in time. Ask for the data to sign anew.');
    }
    if (begun.signature === undefined) {
      const binding = signatures.digestOf('BindSigner', messageOf(begun));
      const { subject } = begun;
      await invitations.change(id, { signature }, [
        tables.waiting.change(binding, { invitation: id }, subject),
        ...(await toldOfWaiting(subject)),
      ]);
    }
    return begun.deadline;
  }

  async #finish(id: string, binding: Digest): Promise<Bound> {
    const { invitations } = this.#deps;
    try {
      const bound = await invitations.bind(id, (known, journal) => this.#send(known, journal));
      await this.#settle(id, binding);
      return bound;
    } catch (error) {
      // Refused for good with this signature; another member may sign.
      if (isCustosError(error, 'LEDGER_REJECTED')) await invitations.change(id, { countersignature: undefined });
      throw error;
    }
  }

  /** It waits no more. A start does it where this could not. */
  async #settle(id: string, binding: Digest): Promise<void> {
    const { tables, records, invitations, logger } = this.#deps;
    const { subject } = (await invitations.get(id)) ?? {};
    const settled = tables.settled.change(binding, { invitation: id }, subject);
    await records.write([tables.waiting.change(binding, null), settled]).catch((err: unknown) => {
      logger.warn({ err }, 'a binding that was countersigned is still listed as one that waits');
    });
  }

  async #send(begun: Begun, journal: SendJournal): Promise<Bound> {
    if (begun.bound !== undefined) return begun.bound;
    this.#requireBindable(begun);
    const { state, guardians } = this.#deps;
    const { subject, signer, deadline, statement, signature = '0x', countersignature } = begun;
    const id = signerId(signer);
    const evidence = { subject, statement, ...(countersignature ? { countersignature } : {}) };
    if (statement.guardian !== undefined) await guardians.keep(signer, subject, deadline, statement.guardian);
    await this.#keep(id, evidence);
    const second = countersignature ?? { account: ZERO_ADDRESS, signature: '0x' as Hex };
    const by = { account: second.account, signature: second.signature };
    const call = state.calls.consents.bindSigner(messageOf(begun), signature, by);
    const { block, transaction } = await state.send(call, { journal });
    const bound = { transaction, height: block.height };
    // It is bound, whatever becomes of this note.
    await this.#deps.tables.evidence.put(id, { ...evidence, bound }, subject).catch(() => undefined);
    return bound;
  }

  /** MUST resolve before the binding is sent: nobody else knows how the person was identified. */
  async #keep(id: Digest, evidence: KeptBinding): Promise<void> {
    const { tables, state } = this.#deps;
    // What was kept for an earlier code that bound nobody is another identification, perhaps.
    if (state.directory.signers.get(id) !== undefined) return;
    await tables.evidence.put(id, evidence, evidence.subject);
  }

  async #goOn(): Promise<void> {
    for await (const [binding] of this.#deps.tables.waiting.all()) {
      if (this.#isClosed) return;
      await this.#goOnWith(binding).catch((err: unknown) => this.#warn(err));
    }
  }

  #warn(err: unknown): void {
    if (!this.#isClosed) this.#deps.logger.warn({ err }, 'a binding that was countersigned is not on the ledger yet');
  }

  async #goOnWith(binding: Digest): Promise<void> {
    const { id, begun } = (await this.#find(binding)) ?? {};
    if (id === undefined || begun === undefined) await this.#deps.tables.waiting.delete(binding);
    else if (begun.bound !== undefined) await this.#settle(id, binding);
    else if (begun.countersignature !== undefined) await this.#finish(id, binding);
  }

  /** CONFLICT where the ledger would refuse: the signer is bound already, another one waits to begin, or the guardian's time is
   *  over. What may have been sent before a crash is looked for first. */
  #requireBindable({ subject, signer, sent = [], bound, statement: { guardian } }: Begun): void {
    if (bound !== undefined || sent.length > 0) return;
    requireFresh(this.#deps.state, signer, subject);
    if (guardian?.until === undefined || guardian.until * 1000 > Date.now()) return;
    throw new CustosError('CONFLICT', 'The time for which you were to be the guardian is over. Ask the hospital.');
  }
}

function messageOf({ subject, signer, deadline, statement }: Begun) {
  const { guardian } = statement;
  const kind = guardian === undefined ? SIGNER_KIND.self : SIGNER_KIND.guardian;
  return {
    subject,
    signer,
    kind,
    until: yearEnd(guardian?.until),
    identification: identificationDigest(statement),
    deadline,
  };
}

function gone(): CustosError {
  return new CustosError(
    'NOT_FOUND',
    'No such binding waits: it was bound, refused, withdrawn, or is over. Look at the list again.',
  );
}
