import { randomBytes } from 'node:crypto';
import { toHex } from '../../core/bytes.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { GuardianTerms, IdentificationStatement } from '../../core/identification.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import { Turns } from '../../core/turns.ts';
import { keptJournal, type SendJournal } from '../../ledger/send-journal.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import type { Actor } from '../auth/actor.ts';
import { codeKey, newCode } from '../auth/one-time-code.ts';
import type { Bound, Invitation, InvitationTables } from '../records/gateway-records.ts';
import { type OpenCode, OpenCodes } from './open-codes.ts';

/** An invitation whose signer is known, by its id. */
export type Begun = Invitation & Required<Pick<Invitation, 'signer' | 'deadline'>>;

/** Whom a code is to bind. */
export interface Invited {
  readonly subject: Pseudonym;
  /** How the person was identified, in words. */
  readonly text: string;
  readonly document?: Digest | undefined;
  readonly guardian?: GuardianTerms | undefined;
}

/** A code, for the person alone. */
export interface NewCode {
  readonly subject: Pseudonym;
  readonly code: string;
  /** In ms: the last at which it binds. */
  readonly expires: number;
}

/** An invitation as its holder lists it: of its code, nothing. */
export type ListedInvitation = Invitation & { readonly id: string };

export interface InvitationDeps {
  readonly tables: InvitationTables;
  readonly records: Pick<SealedRecords, 'write'>;
  /** Throws for a subject under whom nobody is bound any more. */
  readonly admit: (subject: Pseudonym) => void;
  /** Whether the subject is on paper only: then nobody is invited, and nobody's code is any good. */
  readonly isOnPaper: (subject: Pseudonym) => boolean;
  /** In ms: how long a code binds. */
  readonly lifetime: number;
}

/** In seconds. */
export interface BindingTimes {
  /** Within which what a signer signs can be sent. */
  readonly within: number;
}

/** How long it is known of a code that it was one: who comes late is told so, and its holder invites again. */
const REMEMBERED_MS = 180 * 86_400_000;

/** One-time codes with which patients bind their own signers; durable in the vault under each patient's key. A code binds one
 *  signer. Whoever lost the answer uses it again with the same signer, until it expires, and gets the same answer. */
export class Invitations {
  readonly #deps: InvitationDeps;
  // What is withdrawn must not be written back by a reader of that moment.
  readonly #changes = new Turns();
  readonly #binding = new Set<string>();
  readonly #open: OpenCodes;

  constructor(deps: InvitationDeps) {
    this.#deps = deps;
    this.#open = new OpenCodes(deps.tables.codes);
  }

  /** A code each, in their order: all or none, durable once resolved. A code of before stays good until one of these is used. CONFLICT
   *  where somebody is on paper only. */
  async make(wanted: readonly Invited[], by: Actor): Promise<NewCode[]> {
    const at = Date.now();
    return this.#add(wanted.map((one) => statementOf(one, by, at)));
  }

  /** A new code for each of these ids, for the same person as it was identified: as `make`. NOT_FOUND for one that is none any
   *  more, CONFLICT for one that bound its signer. */
  async renew(ids: readonly string[]): Promise<NewCode[]> {
    const known = await this.#deps.tables.codes.getMany(ids);
    return this.#add(
      known.map((one) => {
        if (one === undefined) throw new CustosError('NOT_FOUND', 'There is no such invitation any more.');
        if (one.bound !== undefined) throw new CustosError('CONFLICT', 'This code was used: its signer is bound.');
        this.#deps.admit(one.subject);
        return one.statement;
      }),
    );
  }

  /** Whom the codes of these ids are for; of those that are none any more nobody. */
  async subjectsOf(ids: readonly string[]): Promise<Pseudonym[]> {
    const known = await this.#deps.tables.codes.getMany(ids);
    return known.flatMap((one) => (one === undefined ? [] : [one.subject]));
  }

  /** Takes all codes of a subject back; gives how many were still good. */
  async withdraw(subject: Pseudonym): Promise<number> {
    return await this.#changes.take(async () => {
      const all = await this.#of(subject);
      await this.#write(
        all.map(({ id }) => [id, null]),
        [this.#deps.tables.bySubject.change(subject, null)],
      );
      return all.filter(isGood).length;
    });
  }

  /** Makes those codes of a subject void that are still good. Others are answered as they were. */
  async voidGood(subject: Pseudonym): Promise<void> {
    await this.#changes.take(async () => {
      const all = await this.#of(subject);
      const left = all.filter((one) => !isGood(one)).map(({ id }) => id);
      await this.#write(
        all.filter(isGood).map(({ id }) => [id, null]),
        [this.#deps.tables.bySubject.change(subject, left.length === 0 ? null : left, subject)],
      );
    });
  }

  /** Those of the subjects for whom a code is out that is good. */
  async invitedOf(subjects: readonly Pseudonym[]): Promise<ReadonlySet<Pseudonym>> {
    const { tables } = this.#deps;
    const ids = (await tables.bySubject.getMany(subjects)).flatMap((own) => own ?? []);
    const known = await tables.codes.getMany(ids);
    return new Set(known.flatMap((one) => (one !== undefined && isGood(one) ? [one.subject] : [])));
  }

  /** Those that bound nobody, but for patients on paper only, what ends first at the head: from memory, so of patients who were erased
   *  since too. `before`: those alone that end, or ended, before that time in ms. */
  async open(before = Number.POSITIVE_INFINITY): Promise<readonly OpenCode[]> {
    const all = await this.#open.all();
    return all.filter(({ subject, goodUntil }) => goodUntil < before && !this.#deps.isOnPaper(subject));
  }

  /** As they are kept, in their order; those that are none any more are left out. */
  async listed(ids: readonly string[]): Promise<ListedInvitation[]> {
    const found = await this.#deps.tables.codes.getMany(ids);
    return ids.flatMap((id, i) => (found[i] === undefined ? [] : [{ id, ...found[i] }]));
  }

  /** A patient's that bound nobody; of somebody on paper only none. */
  async openOf(subject: Pseudonym): Promise<ListedInvitation[]> {
    if (this.#deps.isOnPaper(subject)) return [];
    return (await this.#of(subject)).filter(({ bound }) => bound === undefined);
  }

  /** Who is invited by a code. CHALLENGE_INVALID for one that is unknown, withdrawn, expired or was used. */
  async invited(code: string): Promise<Pick<Invitation, 'subject'>> {
    const found = await this.#find(codeKey(code));
    this.#deps.admit(found.subject);
    if (found.bound === undefined) return found;
    throw useless();
  }

  /** Begins to bind a signer. CHALLENGE_INVALID for a code that is unknown, withdrawn, expired or was used by another
   *  signer; CONFLICT while it is not known whether one did, while another one waits, and where it was refused. */
  async begin(code: string, signer: Signer, { within }: BindingTimes): Promise<Begun> {
    return await this.#changes.take(async () => {
      const id = codeKey(code);
      const found = await this.#find(id);
      this.#deps.admit(found.subject);
      if (found.refusal !== undefined) throw wasRefused(found.refusal.reason);
      const isMine = found.signer === signer && found.deadline !== undefined;
      if (found.bound !== undefined && !isMine) throw useless();
      if (isMine && (found.bound !== undefined || hasSent(found) || isWaiting(found))) return found as Begun;
      if (hasSent(found)) throw new CustosError('CONFLICT', 'Another signer is being bound with this code.');
      if (isWaiting(found)) {
        throw new CustosError('CONFLICT', 'Another signer waits with this code. Ask the hospital for a new code.');
      }
      const { signature: _, countersignature: __, ...rest } = found;
      const begun = { ...rest, signer, deadline: Math.floor(Date.now() / 1000) + within };
      await this.#write([[id, begun]]);
      return begun;
    });
  }

  /** What `begin` took for this signer, by its id. CONFLICT for another signer. */
  async begun(code: string, signer: Signer): Promise<readonly [id: string, begun: Begun]> {
    const id = codeKey(code);
    const found = await this.#find(id);
    this.#deps.admit(found.subject);
    if (found.refusal !== undefined) throw wasRefused(found.refusal.reason);
    if (found.signer === signer && found.deadline !== undefined) return [id, found as Begun];
    throw new CustosError('CONFLICT', 'Ask for the data to sign first, with the same signer.');
  }

  /** By its id; undefined where it was withdrawn, or its patient erased. */
  async get(id: string): Promise<Invitation | undefined> {
    return (await this.#deps.tables.codes.getMany([id]))[0];
  }

  /** Binds the signer by what `bind` sends through its journal, or gives where it is bound already. Repeated, also after a
   *  crash, it comes to one binding. CONFLICT while the code is in use. */
  async bind(id: string, bind: (begun: Begun, journal: SendJournal) => Promise<Bound>): Promise<Bound> {
    if (this.#binding.has(id)) throw new CustosError('CONFLICT', 'A signer is being bound with this code.');
    this.#binding.add(id);
    try {
      const found = await this.#known(id);
      const journal = keptJournal(found.sent ?? [], (sent) => this.change(id, { sent }));
      const { transaction, height } = await bind(found as Begun, journal);
      // The signer stands, whatever becomes of its code; what was sent tells as much.
      if (found.bound === undefined) await this.#use(id, { transaction, height }).catch(() => undefined);
      return { transaction, height };
    } finally {
      this.#binding.delete(id);
    }
  }

  /** Durable once resolved, together with the others. What `change` throws stops it. CHALLENGE_INVALID where it was withdrawn
   *  since. */
  async change(
    id: string,
    change: Partial<Invitation> | ((known: Invitation) => Partial<Invitation>),
    others: readonly RecordChange[] = [],
  ): Promise<void> {
    await this.#changes.take(async () => {
      const known = await this.#known(id);
      const changed = { ...known, ...(typeof change === 'function' ? change(known) : change) };
      await this.#write([[id, changed]], others);
    });
  }

  /** The code is used, and those that it took the place of, or that took its place, are void. */
  async #use(id: string, bound: Bound): Promise<void> {
    await this.#changes.take(async () => {
      const known = await this.#known(id);
      const { subject } = known;
      const all = await this.#of(subject);
      const replaced = all.filter(
        (one) => one.id !== id && one.bound === undefined && !hasSent(one) && isOfSame(one, known),
      );
      const gone = new Set(replaced.map((one) => one.id));
      const left = all.map((one) => one.id).filter((one) => !gone.has(one));
      await this.#write(
        [[id, { ...known, bound }], ...replaced.map((one) => [one.id, null] as const)],
        [this.#deps.tables.bySubject.change(subject, left, subject)],
      );
    });
  }

  async #add(statements: readonly IdentificationStatement[]): Promise<NewCode[]> {
    return this.#changes.take(async () => {
      const { tables, lifetime, isOnPaper } = this.#deps;
      refuseOnPaper(statements.map(({ subject }) => subject).filter(isOnPaper).length, statements.length);
      const goodUntil = Date.now() + lifetime;
      const made = statements.map((statement) => ({ code: newCode(), statement }));
      const subjects = [...new Set(statements.map(({ subject }) => subject))];
      const kept = await tables.bySubject.getMany(subjects);
      const codes = made.map(({ code, statement }) => {
        const { subject } = statement;
        const invitation = { subject, statement, goodUntil, expires: goodUntil + REMEMBERED_MS };
        return [codeKey(code), invitation] as const;
      });
      const lists = subjects.map((subject, i) => {
        const own = made.filter((one) => one.statement.subject === subject).map(({ code }) => codeKey(code));
        return tables.bySubject.change(subject, [...(kept[i] ?? []), ...own], subject);
      });
      await this.#write(codes, lists);
      return made.map(({ code, statement: { subject } }) => ({ subject, code, expires: goodUntil }));
    });
  }

  /** All of a subject's that are kept. */
  async #of(subject: Pseudonym): Promise<ListedInvitation[]> {
    const [ids = []] = await this.#deps.tables.bySubject.getMany([subject]);
    return this.listed(ids);
  }

  /** Durable once resolved, all or none. */
  async #write(
    codes: readonly (readonly [id: string, Invitation | null])[],
    others: readonly RecordChange[] = [],
  ): Promise<void> {
    const { tables, records } = this.#deps;
    await records.write([...codes.map(([id, one]) => tables.codes.change(id, one, one?.subject)), ...others]);
    for (const [id, one] of codes) this.#open.note(id, one);
  }

  async #known(id: string): Promise<Invitation> {
    const invitation = await this.#deps.tables.codes.get(id).catch((error) => {
      if (isCustosError(error, 'KEY_SHREDDED')) return undefined;
      throw error;
    });
    if (invitation !== undefined) return invitation;
    throw useless();
  }

  async #find(id: string): Promise<Invitation> {
    const invitation = await this.#known(id);
    if (invitation.goodUntil >= Date.now()) {
      // As an unknown one: whoever holds the code must not learn why.
      if (this.#deps.isOnPaper(invitation.subject)) throw useless();
      return invitation;
    }
    throw new CustosError(
      'CHALLENGE_INVALID',
      `The code expired ${dateWords(Math.floor(invitation.goodUntil / 1000))}. Nothing was changed. Call the hospital: it makes a new one, and what was decided on paper counts meanwhile.`,
      { details: { expired: invitation.goodUntil } },
    );
  }
}

function statementOf({ subject, text, document, guardian }: Invited, by: Actor, at: number): IdentificationStatement {
  return {
    v: 1,
    kind: 'identification',
    subject,
    text: text.normalize('NFC'),
    ...(document === undefined ? {} : { document }),
    ...(guardian === undefined ? {} : { guardian: definedOf(guardian) }),
    ...by,
    at,
    salt: toHex(randomBytes(32)) as Digest,
  };
}

/** What is hashed has no members that say nothing. */
function definedOf({ as, document, until }: GuardianTerms): GuardianTerms {
  return { as, document, ...(until === undefined ? {} : { until }) };
}

function hasSent({ sent = [] }: Pick<Invitation, 'sent'>): boolean {
  return sent.length > 0;
}

/** Whether somebody could still be bound by it. */
function isGood({ bound, goodUntil, refusal }: Invitation): boolean {
  return bound === undefined && refusal === undefined && goodUntil >= Date.now();
}

/** Whether it waits for a second member, who could still sign in time. */
export function isWaiting({ signature, deadline = 0, refusal, bound }: Invitation): boolean {
  const isOpen = refusal === undefined && bound === undefined;
  return isOpen && signature !== undefined && deadline > Date.now() / 1000;
}

/** Whether two codes are for the same person: the patient, or a guardian that was identified in the same words. */
function isOfSame({ statement: one }: Invitation, { statement: other }: Invitation): boolean {
  if (one.guardian === undefined || other.guardian === undefined) return one.guardian === other.guardian;
  const isSame = one.guardian.as === other.guardian.as && one.guardian.document === other.guardian.document;
  return isSame && one.text === other.text;
}

function refuseOnPaper(count: number, of: number): void {
  if (count === 0) return;
  const who = of === 1 ? 'The patient is' : `${count} of the ${of} patients ${count === 1 ? 'is' : 'are'}`;
  throw new CustosError(
    'CONFLICT',
    `${who} on paper only: nobody signs in for such a patient, and no code was made. At the patient’s own word undo that first (paper only, on the patient’s page), or leave it out.`,
  );
}

function useless(): CustosError {
  const message =
    'The code is unknown, used, withdrawn, or a newer one was used in its place. Nothing was changed. Call the hospital: it makes a new one.';
  return new CustosError('CHALLENGE_INVALID', message);
}

function wasRefused(reason: string): CustosError {
  return new CustosError(
    'CONFLICT',
    `The second organisation did not agree: “${reason}”. Nothing was bound. Call the hospital.`,
  );
}
