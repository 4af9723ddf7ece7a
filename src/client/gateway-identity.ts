import { CustosError, isCustosError } from '../core/errors.ts';
import { type Address, type LedgerText, type LogId, logOrigin, parseLedger } from '../core/ids.ts';
import { address, checkShape, digest, ledger, object, rule, type Shape } from '../core/shape.ts';
import { type TypedDomain, typedDomain } from '../core/typed-data.ts';
import { ed25519Verifier, type NoteVerifier, parseVerifierKey } from '../core/verifier-key.ts';

/** What a gateway is known by. Nothing is signed for another ledger, contract or gateway than these, and nothing is
 *  believed that another key signed. */
export interface GatewayIdentity {
  readonly ledger: LedgerText;
  readonly contracts: LedgerContracts;
  /** Identity that access requests name. */
  readonly gateway: Address;
  readonly holder: Address;
  readonly logId: LogId;
  /** C2SP verifier key of the log; its name is the log's origin on this ledger. */
  readonly verifierKey: string;
}

/** Set once on chain, so they never change while the ledger stays the same. */
export interface LedgerContracts {
  readonly membership: Address;
  readonly datasets: Address;
  readonly subjects: Address;
  readonly consents: Address;
  readonly permits: Address;
  readonly accessLog: Address;
  readonly passkeyVerifier: Address;
}

const CONTRACTS = [
  'membership',
  'datasets',
  'subjects',
  'consents',
  'permits',
  'accessLog',
  'passkeyVerifier',
] as const;
const SHAPE: Shape = {
  ledger,
  contracts: object(Object.fromEntries(CONTRACTS.map((name) => [name, address])), 'contracts'),
  gateway: address,
  holder: address,
  logId: digest,
  verifierKey: rule('a verifier key', (value) => typeof value === 'string' && parseVerifierKey(value) !== undefined),
};

/** Reads an identity from the answers of `GET /v1/ledger` and `GET /v1/log`, or from where it was kept. Members beside
 *  it are left out. PROOF_INVALID where it contradicts itself: a key of another log, a contract of another ledger. */
export function identityOf(value: object): GatewayIdentity {
  const members = Object.entries(value).filter(([name]) => Object.hasOwn(SHAPE, name));
  const identity = checked(Object.fromEntries(members));
  const { membership } = parseLedger(identity.ledger);
  if (identity.contracts.membership !== membership) throw contradicts('its contracts are of another ledger');
  if (parseVerifierKey(identity.verifierKey).name !== originOf(identity))
    throw contradicts('its key is of another log');
  return identity;
}

/** The origin of its log, computed. */
export function originOf({ ledger: text, logId }: GatewayIdentity): string {
  return logOrigin(parseLedger(text), logId);
}

/** Verifies what its log signed. */
export function logVerifierOf({ verifierKey }: GatewayIdentity): NoteVerifier {
  return ed25519Verifier(verifierKey);
}

/** Domain of what patients sign for its ledger. */
export function domainOf({ ledger: text, contracts }: GatewayIdentity): TypedDomain {
  return typedDomain(parseLedger(text).chainId, contracts.consents);
}

/** What differs, in words. */
export function differences(before: GatewayIdentity, now: GatewayIdentity): string[] {
  const sameContracts = CONTRACTS.every((name) => before.contracts[name] === now.contracts[name]);
  const facts = [
    ['its ledger', before.ledger === now.ledger],
    ['the contracts of its ledger', sameContracts],
    ['its identity', before.gateway === now.gateway],
    ['the holder it acts for', before.holder === now.holder],
    ['its log', before.logId === now.logId],
    ['the key of its log', before.verifierKey === now.verifierKey],
  ] as const;
  return facts.filter(([, same]) => !same).map(([what]) => what);
}

function checked(value: Readonly<Record<string, unknown>>): GatewayIdentity {
  try {
    return checkShape(value as never, SHAPE, 'the gateway’s identity') as unknown as GatewayIdentity;
  } catch (cause) {
    if (!isCustosError(cause)) throw cause;
    throw new CustosError('PROOF_INVALID', `This is not what identifies a Custos gateway: ${cause.message}`, { cause });
  }
}

function contradicts(why: string): CustosError {
  return new CustosError('PROOF_INVALID', `The gateway contradicts itself: ${why}. Nothing was signed.`);
}
