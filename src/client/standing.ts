import { DUTIES, type Duty } from '../core/duties.ts';
import { isCustosError } from '../core/errors.ts';
import type { Address, Digest, Pseudonym } from '../core/ids.ts';
import { address, digest, listOf, oneOf, optional } from '../core/shape.ts';
import { answerOf, type ShapeOf, texts } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** Who an account is at a gateway. */
export interface Standing {
  /** Such as requester; `holder` is the one that the gateway acts for, `subject` a patient's signer. */
  readonly roles: readonly string[];
  /** Identity of the member. */
  readonly member?: Address;
  /** Who of the member's persons signed in, by its pseudonym. */
  readonly person?: Digest;
  /** What somebody does there who is one of the gateway's own organisation's persons; absent where its account itself signed in, and of
   *  anybody else. */
  readonly duties?: readonly Duty[];
  /** Whom it signs for. */
  readonly subject?: Pseudonym;
  /** As what: for itself, or as a guardian. */
  readonly signsAs?: 'self' | 'guardian';
  /** Whom it may withdraw for: also for some days after it ended as a signer. */
  readonly withdraws?: Pseudonym;
}

const STANDING: ShapeOf<Standing> = {
  roles: texts,
  member: optional(address),
  person: optional(digest),
  duties: optional(listOf(oneOf(...DUTIES), DUTIES.length)),
  subject: optional(digest),
  signsAs: optional(oneOf('self', 'guardian')),
  withdraws: optional(digest),
};

/** Nobody: the account is no member and signs for no patient. */
const NOBODY: Standing = { roles: [] };

/** Who the client's account is there; without roles where it is nobody. FORBIDDEN, with what to do, for a member that is
 *  suspended. */
export async function standingAt(gateway: GatewayClient): Promise<Standing> {
  try {
    return await answerOf(gateway, ['GET', '/v1/me'], STANDING);
  } catch (error) {
    if (isCustosError(error, 'FORBIDDEN') && error.details['standing'] === undefined) return NOBODY;
    throw error;
  }
}
