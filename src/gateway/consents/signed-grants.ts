import { isCustosError } from '../../core/errors.ts';
import type { GrantId, Pseudonym } from '../../core/ids.ts';
import type { Signer } from '../../core/signer.ts';
import { grantId, hashTerms, type Terms, termsToJson } from '../../core/terms.ts';
import { Turns } from '../../core/turns.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { Signed } from '../auth/passkeys.ts';
import type { Signatures } from '../ledger/signed-message.ts';
import type { KeptConsentText } from '../records/gateway-records.ts';
import type { ConsentTexts } from './consent-texts.ts';
import { allWithdrawn, endedSince, type GrantSources, standingLike, withdrawnMeanwhile } from './standing-grants.ts';

/** A grant as its signer gives it. */
export interface GivenGrant {
  readonly subject: Pseudonym;
  readonly signer: Signer;
  readonly terms: Terms;
  readonly deadline: number;
  readonly signature: Signed;
  /** What its signer was shown. */
  readonly text?: KeptConsentText | undefined;
}

/** Brings signed grants to the chain. */
export class SignedGrants {
  readonly #sources: GrantSources;
  readonly #signatures: Signatures;
  readonly #texts: ConsentTexts;
  /** One of a subject at a time, so that the second of two that are alike finds the first. */
  readonly #turns = new Map<Pseudonym, { readonly turns: Turns; waiting: number }>();

  constructor(sources: GrantSources, signatures: Signatures, texts: ConsentTexts) {
    this.#sources = sources;
    this.#signatures = signatures;
    this.#texts = texts;
  }

  /** `stood`: another one of the same kind stood already and comes to the same; this one was not given. */
  async give(given: GivenGrant): Promise<{ readonly grant: GrantId; readonly stood: boolean }> {
    const { subject } = given;
    const isEnded = endedSince(this.#sources, subject);
    const queue = this.#turns.get(subject) ?? { turns: new Turns(1), waiting: 0 };
    this.#turns.set(subject, queue);
    queue.waiting++;
    try {
      return await queue.turns.take(() => this.#give(given, isEnded));
    } finally {
      if (--queue.waiting === 0) this.#turns.delete(subject);
    }
  }

  /** The grant that stands and comes to what the signer would give. */
  standing(subject: Pseudonym, signer: Signer, terms: Terms): GrantId | undefined {
    const { directory } = this.#sources.state;
    const kind = directory.signers.find(signer)?.kind === SIGNER_KIND.guardian ? 'guardian' : 'self';
    return standingLike(this.#sources, subject, kind, termsToJson(terms));
  }

  async #give({ subject, signer, terms, deadline, signature, text }: GivenGrant, isEnded: () => boolean) {
    const { state } = this.#sources;
    const grant = grantId(state.domain, { subject, deadline, terms });
    if (state.directory.consent(subject, grant)) return { grant, stood: false };
    await allWithdrawn(this.#sources, [subject]);
    const standing = this.standing(subject, signer, terms);
    if (standing !== undefined) return { grant: standing, stood: true };
    const signed = await this.#signatures.check(signer, 'Grant', { subject, deadline, terms }, signature);
    const guard = () => {
      if (isEnded()) throw withdrawnMeanwhile();
    };
    const call = state.calls.consents.grant(subject, deadline, hashTerms(terms), signer, signed);
    // Kept before the chain shows the grant, so that it counts at once.
    const opening = { grant, subject, terms: termsToJson(terms), deadline };
    await Promise.all([this.#sources.terms.put(opening), text && this.#texts.keep(grant, text, subject)]);
    try {
      const { block } = await state.send(call, { guard });
      await state.reached(block.height);
    } catch (error) {
      if (!isCustosError(error, 'LEDGER_REJECTED', 'CONFLICT')) throw error;
      // The same one may have been sent before a crash.
      await state.caughtUp();
      if (!state.directory.consent(subject, grant)) {
        await Promise.all([this.#sources.terms.delete(grant), this.#texts.drop(grant)]);
        throw error;
      }
    }
    return { grant, stood: false };
  }
}
