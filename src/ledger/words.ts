// The numbers that stand on chain, by name. Frozen with the contracts: appended to, never reordered.

/** Bits of `Member.roles`. */
export const ROLE = {
  administrator: 1,
  holder: 2,
  gateway: 4,
  requester: 8,
  environment: 16,
  authority: 32,
  clinician: 64,
  auditor: 128,
} as const;
export type RoleName = keyof typeof ROLE;

export const MEMBER_STATUS = { none: 0, active: 1, suspended: 2, removed: 3, rotated: 4 } as const;
export const APPROVAL = { signerVerifier: 0, admissionProtocol: 1, signingPage: 2 } as const;
export const SIGNER_KIND = { none: 0, self: 1, guardian: 2 } as const;
/** Who acts for a young person. */
export const STAGE = { none: 0, guardian: 1, both: 2, self: 3 } as const;
export const OPT_OUT_LEVEL = { none: 0, research: 1, all: 2 } as const;
export const PERMIT_STATE = {
  none: 0,
  awaitsCountersignature: 1,
  awaitsAcceptance: 2,
  notYetValid: 3,
  active: 4,
  expired: 5,
  revoked: 6,
  memberInactive: 7,
  datasetRetired: 8,
} as const;
export const LOG_MODE = { disclosed: 0, headsOnly: 1 } as const;
/** By number: whether standing consents count, or each use is asked for. */
export const CONSENT_POLICIES = ['standing-consent', 'ask-each-time'] as const;
export const RELATION = {
  derivedFrom: 0,
  deidentifiedFrom: 1,
  subsetOf: 2,
  mergedFrom: 3,
  annotates: 4,
  synthesizedFrom: 5,
  abstractedFrom: 6,
} as const;

/** Names of the roles in a bitmap, in the order of their bits. */
export function roleNames(roles: number): RoleName[] {
  return (Object.keys(ROLE) as RoleName[]).filter((name) => (roles & ROLE[name]) !== 0);
}
