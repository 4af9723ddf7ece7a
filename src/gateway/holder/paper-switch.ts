import type { Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import { Turns } from '../../core/turns.ts';
import type { Actor } from '../auth/actor.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { KeptPaperOnly } from '../records/gateway-records.ts';
import type { PaperOnly } from '../records/paper-only.ts';
import type { Invitations } from './invitations.ts';
import type { NarrowingCodes } from './narrowing-codes.ts';

export interface PaperSwitchDeps {
  readonly paperOnly: PaperOnly;
  /** Also under a pseudonym that the person went by before. */
  readonly isOnPaper: (subject: Pseudonym) => boolean;
  readonly sessions: Pick<Sessions, 'closeOfSigners'>;
  readonly invitations: Pick<Invitations, 'voidGood'>;
  readonly codes: Pick<NarrowingCodes, 'voidOf'>;
  /** The patient that a signer stands, or stood, for. */
  readonly subjectOf: (signer: Signer) => Pseudonym | undefined;
  /** Resolves when nothing goes there by e-mail any more. */
  readonly leaveEmail: (subject: Pseudonym) => Promise<void>;
}

/** Switches patients to paper only, and back: for those whose telephone, mailbox or passkey somebody else has. From then on whoever
 *  comes with any of it is answered as a stranger is, in everything. What is on paper goes on. */
export class PaperSwitch {
  readonly #deps: PaperSwitchDeps;
  readonly #turns = new Turns();

  constructor(deps: PaperSwitchDeps) {
    this.#deps = deps;
  }

  /** Counts, for good, when it resolves; the same again finishes what a crash cut off. KEY_SHREDDED for an erased patient. */
  async on(subject: Pseudonym, reason: string, by: Actor): Promise<KeptPaperOnly> {
    return this.#turns.take(async () => {
      const { paperOnly, isOnPaper, sessions, subjectOf } = this.#deps;
      const kept = await paperOnly.put(subject, { ...by, reason, at: Date.now() });
      sessions.closeOfSigners((signer) => {
        const whose = subjectOf(signer);
        return whose !== undefined && isOnPaper(whose);
      });
      await this.#voidAll(subject);
      return kept;
    });
  }

  /** Passkeys and keys are known again when it resolves. Codes of before stay void: a crash may have cut off what ended them. */
  async off(subject: Pseudonym): Promise<void> {
    await this.#turns.take(async () => {
      if (!this.#deps.paperOnly.has(subject)) return;
      await this.#voidAll(subject);
      await this.#deps.paperOnly.delete(subject);
    });
  }

  async #voidAll(subject: Pseudonym): Promise<void> {
    const { invitations, codes, leaveEmail } = this.#deps;
    await invitations.voidGood(subject);
    await codes.voidOf(subject);
    await leaveEmail(subject);
  }
}
