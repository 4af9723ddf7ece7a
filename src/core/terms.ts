import { type Bytes, concat, fromHex, type Hex, toHex } from './bytes.ts';
import type { Json } from './canonical.ts';
import type { TermsJson } from './content.ts';
import { CustosError } from './errors.ts';
import {
  type Address,
  type Digest,
  type GrantId,
  type GroupId,
  isAddress,
  type Pseudonym,
  toId,
  ZERO_DIGEST,
} from './ids.ts';
import { hasOnePermission } from './purposes.ts';
import { checkShape, digest, integer, type Shape, text } from './shape.ts';
import type { Keccak } from './trie-root.ts';
import { digestOfStruct, hashGrantStruct, hashStruct, type TypedDomain, type TypedMessage } from './typed-data.ts';

/** The clear terms of a grant as they are signed; times in seconds since 1970, `until` is the last one. */
export type Terms = TypedMessage<'Terms'>;

/** Bits of `options`. */
export const FUTURE_GROUP_MEMBERS = 1;
export const IDENTIFIABLE_ITEMS = 2;

const SHAPE: Shape = {
  salt: digest,
  notice: digest,
  grantee: digest,
  scope: digest,
  purposes: text(/^(?:0|[1-9][0-9]{0,19})$/, 'a decimal number'),
  excluded: integer(0, 0xffff_ffff),
  from: integer(0, 2 ** 48 - 1),
  until: integer(0, 2 ** 48 - 1),
  options: integer(0, FUTURE_GROUP_MEMBERS | IDENTIFIABLE_ITEMS),
};

/** Grantee of one member: its identity, left-padded. Zero stands for any requester, else it is a group's id. */
export function memberGrantee(identity: Address): Digest {
  return toHex(concat(new Uint8Array(12), fromHex(identity, 20))) as Digest;
}

/** A grantee as people write it: a member's identity, a group's id, or nothing for any requester. INPUT_INVALID for
 *  anything else. */
export function granteeOf(written: string | undefined): Digest {
  if (written === undefined) return ZERO_DIGEST;
  return isAddress(written) ? memberGrantee(written) : toId<Digest>(written, 'The grantee');
}

/** Whom a grant is for. */
export type Grantee =
  | { readonly kind: 'any' }
  | { readonly kind: 'member'; readonly member: Address }
  | { readonly kind: 'group'; readonly group: GroupId };

/** What 32 bytes of a grantee say. */
export function readGrantee(grantee: Hex): Grantee {
  if (grantee === ZERO_DIGEST) return { kind: 'any' };
  if (/^0x0{24}[0-9a-f]{40}$/.test(grantee)) return { kind: 'member', member: `0x${grantee.slice(26)}` as Address };
  return { kind: 'group', group: grantee as GroupId };
}

/** hashStruct(Terms): all that the chain sees of a consent. */
export function hashTerms(terms: Terms): Digest {
  return toHex(hashStruct('Terms', terms)) as Digest;
}

/** Id of a signed grant: its EIP-712 digest. `terms` in clear or their hash. */
export function grantId(
  domain: TypedDomain,
  grant: { readonly subject: Pseudonym; readonly deadline: number; readonly terms: Terms | Digest },
  keccak256?: Keccak,
): GrantId {
  const { subject, deadline } = grant;
  return idOf(domain, hashGrantStruct(subject, termsHash(grant.terms, keccak256), { deadline }, keccak256), keccak256);
}

/** Id of a consent recorded from a form. */
export function recordedGrantId(
  domain: TypedDomain,
  grant: { readonly subject: Pseudonym; readonly terms: Terms | Digest; readonly form: Digest },
  keccak256?: Keccak,
): GrantId {
  const { subject, form } = grant;
  return idOf(domain, hashGrantStruct(subject, termsHash(grant.terms, keccak256), { form }, keccak256), keccak256);
}

export function termsToJson(terms: Terms): TermsJson {
  return { ...terms, purposes: terms.purposes.toString() } as TermsJson;
}

/** Refuses, with INPUT_INVALID, unknown members, other than one permission, options without a meaning and periods
 *  that end before they begin. */
export function termsFromJson(value: Json): Terms {
  const json = checkShape(value, SHAPE, 'terms') as unknown as TermsJson;
  const terms = { ...json, purposes: BigInt(json.purposes) };
  if (!hasOnePermission(terms.purposes)) {
    throw new CustosError('INPUT_INVALID', 'terms.purposes must hold exactly one permission.');
  }
  if (terms.until < terms.from) {
    const details = { at: ['terms', 'until'] };
    throw new CustosError('INPUT_INVALID', 'terms.until must not be before terms.from.', { details });
  }
  return terms;
}

function termsHash(terms: Terms | Digest, keccak256: Keccak | undefined): Bytes {
  return typeof terms === 'string' ? fromHex(terms, 32) : hashStruct('Terms', terms, keccak256);
}

function idOf(domain: TypedDomain, structHash: Bytes, keccak256: Keccak | undefined): GrantId {
  return toHex(digestOfStruct(domain, structHash, keccak256)) as GrantId;
}
