import { DUTIES } from '../core/duties.ts';
import type { Address, Digest } from '../core/ids.ts';
import { address, digest, listOf, members, oneOf, optional } from '../core/shape.ts';
import { answerOf, anyText, count, listAt, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { StaffMember } from './staff.ts';

/** Whose a pseudonym is, by the word of its organisation. Times in ms since 1970 UTC. */
export interface ResolvedPerson extends Pick<StaffMember, 'person' | 'name' | 'origin' | 'duties' | 'from' | 'ended'> {
  /** How the organisation's own sign-in knows the person. */
  readonly account?: { readonly issuer: string; readonly subject: string };
}

/** That somebody was told whose a pseudonym is. */
export interface Resolution {
  readonly person: Digest;
  /** Who asked: a member, and which of its persons where one did. */
  readonly member: Address;
  readonly by?: Digest;
  /** What the person is called: for the organisation itself, and for who asked. */
  readonly name?: string;
  readonly reason: string;
  /** In ms since 1970 UTC. */
  readonly time: number;
}

const PERSON: ShapeOf<ResolvedPerson> = {
  person: digest,
  name: anyText,
  origin: oneOf('local', 'oidc'),
  duties: listOf(oneOf(...DUTIES), DUTIES.length),
  account: optional(members({ issuer: anyText, subject: anyText }, 'account')),
  from: count,
  ended: optional(count),
};
const RESOLUTION: ShapeOf<Resolution> = {
  person: digest,
  member: address,
  by: optional(digest),
  name: optional(anyText),
  reason: anyText,
  time: count,
};

/** Asks the node of the organisation that vouched for a person who it is, as an auditor or as the organisation itself. That it
 *  was asked, and why, is kept there before the answer. NOT_FOUND where it is none of the organisation's. */
export async function resolvePerson(node: GatewayClient, person: Digest, reason: string): Promise<ResolvedPerson> {
  return answerOf(node, ['POST', '/v1/resolutions'], PERSON, { json: { person, reason } });
}

/** Who was told whose pseudonym, when, and why. That there were no others is the node's word. */
export async function listResolutions(node: GatewayClient): Promise<readonly Resolution[]> {
  return listAt(node, '/v1/resolutions', 'resolutions', RESOLUTION);
}
