import { type Hex, toHex, utf8 } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import { Turns } from '../../core/turns.ts';
import { keptJournal, type SendJournal } from '../../ledger/send-journal.ts';
import { codeKey, newCode } from '../auth/one-time-code.ts';
import type { Bound, GatewayRecords, GuardianTerms, Invitation } from '../records/gateway-records.ts';

/** An invitation whose signer is known. */
export type Begun = Invitation & Required<Pick<Invitation, 'signer' | 'deadline'>>;

const INVITATION_MS = 14 * 24 * 3_600_000;
const BINDING_SECONDS = 3_600;

/** One-time codes with which patients bind their own signers; durable in the vault. A code binds one signer. Whoever
 *  lost the answer uses it again with the same signer, until it expires, and gets the same answer. */
export class Invitations {
  readonly #kept: GatewayRecords['invitations'];
  readonly #admit: (subject: Pseudonym) => void;
  // What is withdrawn must not be written back by a reader of that moment.
  readonly #changes = new Turns();
  readonly #binding = new Set<string>();

  /** `admit` throws for a subject under whom nobody is bound any more. */
  constructor(kept: GatewayRecords['invitations'], admit: (subject: Pseudonym) => void) {
    this.#kept = kept;
    this.#admit = admit;
  }

  /** `identifiedBy` says how the person was identified; its digest goes on chain, with that of what shows a guardian to be
   *  one. */
  async make(
    subject: Pseudonym,
    identifiedBy: string,
    guardian?: GuardianTerms,
  ): Promise<{ code: string; expires: number }> {
    const code = newCode();
    const identification = toHex(domainHash('report', utf8(statementOf(identifiedBy, guardian)))) as Digest;
    const expires = Date.now() + INVITATION_MS;
    await this.#put(code, { subject, identification, expires, ...(guardian === undefined ? {} : { guardian }) });
    return { code, expires };
  }

  /** Takes all codes of a subject back; gives how many were still good. */
  async withdraw(subject: Pseudonym): Promise<number> {
    return await this.#changes.take(async () => {
      let withdrawn = 0;
      for await (const [key, { subject: invited, bound, expires }] of this.#kept.all()) {
        if (invited !== subject) continue;
        await this.#kept.delete(key);
        if (bound === undefined && expires >= Date.now()) withdrawn++;
      }
      return withdrawn;
    });
  }

  /** Who is invited by a code. CHALLENGE_INVALID for one that is unknown, withdrawn, expired or was used. */
  async invited(code: string): Promise<Pick<Invitation, 'subject'>> {
    const found = await this.#find(code);
    this.#admit(found.subject);
    if (found.bound === undefined) return found;
    throw useless();
  }

  /** Begins to bind a signer. CHALLENGE_INVALID for a code that is unknown, withdrawn, expired or was used by another
   *  signer, and CONFLICT while it is not known whether one did. */
  async begin(code: string, signer: Hex): Promise<Begun> {
    return await this.#changes.take(async () => {
      const found = await this.#find(code);
      this.#admit(found.subject);
      const isMine = found.signer === signer && found.deadline !== undefined;
      if (found.bound !== undefined && !isMine) throw useless();
      if (isMine && (found.bound !== undefined || hasSent(found))) return found as Begun;
      if (hasSent(found)) throw new CustosError('CONFLICT', 'Another signer is being bound with this code.');
      const begun = { ...found, signer, deadline: Math.floor(Date.now() / 1000) + BINDING_SECONDS };
      await this.#put(code, begun);
      return begun;
    });
  }

  /** Binds the signer that `begin` took, by what `bind` sends through its journal, or gives where it is bound already.
   *  Repeated, also after a crash, it comes to one binding. CONFLICT for another signer, or while the code is in use. */
  async bind(
    code: string,
    signer: Hex,
    bind: (begun: Begun, journal: SendJournal) => Promise<Bound>,
  ): Promise<Bound & { readonly subject: Pseudonym }> {
    if (this.#binding.has(code)) throw new CustosError('CONFLICT', 'A signer is being bound with this code.');
    this.#binding.add(code);
    try {
      const found = await this.#find(code);
      this.#admit(found.subject);
      if (found.signer !== signer || found.deadline === undefined) {
        throw new CustosError('CONFLICT', 'Ask for the data to sign first, with the same signer.');
      }
      const journal = keptJournal(found.sent ?? [], (sent) => this.#change(code, { sent }));
      const { transaction, height } = await bind(found as Begun, journal);
      // The signer stands, whatever becomes of its code; what was sent tells as much.
      if (found.bound === undefined)
        await this.#change(code, { bound: { transaction, height } }).catch(() => undefined);
      return { subject: found.subject, transaction, height };
    } finally {
      this.#binding.delete(code);
    }
  }

  /** CHALLENGE_INVALID where it was withdrawn since. */
  async #change(code: string, change: Partial<Invitation>): Promise<void> {
    await this.#changes.take(async () => this.#put(code, { ...(await this.#find(code)), ...change }));
  }

  async #put(code: string, invitation: Invitation): Promise<void> {
    await this.#kept.put(codeKey(code), invitation);
  }

  async #find(code: string): Promise<Invitation> {
    const invitation = await this.#kept.get(codeKey(code));
    if (invitation && invitation.expires >= Date.now()) return invitation;
    throw useless();
  }
}

function hasSent({ sent = [] }: Invitation): boolean {
  return sent.length > 0;
}

/** How the person was identified, to the letter: whoever has the text and the document can compute the digest. */
function statementOf(identifiedBy: string, guardian: GuardianTerms | undefined): string {
  return guardian === undefined ? identifiedBy : `${identifiedBy}\n${guardian.as}, by ${guardian.document}`;
}

function useless(): CustosError {
  const message = 'The code is unknown, used or expired. Ask the hospital for a new one.';
  return new CustosError('CHALLENGE_INVALID', message);
}
