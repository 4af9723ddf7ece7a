import { toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import {
  IDENTIFICATION_STATEMENT,
  type IdentificationStatement,
  identificationDigest,
} from '../core/identification.ts';
import type { Address, Digest, Pseudonym } from '../core/ids.ts';
import { address, digest, integer, members, optional, text } from '../core/shape.ts';
import type { Signer } from '../core/signer.ts';
import { typedDigest } from '../core/typed-data.ts';
import { answerOf, anyText, count, listAt, many, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import { domainOf } from './gateway-identity.ts';
import { SIGNER_KINDS } from './signer-kinds.ts';

/** Who did something for a member, in ms since 1970 UTC. */
export interface Acted {
  readonly member: Address;
  /** Pseudonym of its person, where persons act for it. */
  readonly person?: Digest;
  readonly at: number;
}

/** How a signer came to be bound, by the holder's word. */
export interface Binding {
  /** Id of the signer. */
  readonly signer: Digest;
  readonly subject: Pseudonym;
  /** How the person was identified, by whom; as what it acts. */
  readonly statement: IdentificationStatement;
  /** Digest of the statement: on chain stands the same, or the statement is another one (`auditBindings` of `custos/audit`). */
  readonly identification: Digest;
  readonly countersigned?: Acted & { readonly account: Address };
  readonly transaction?: Digest;
  readonly height?: number;
}

/** A binding that waits for a second member. */
export interface WaitingBinding {
  /** EIP-712 digest that is signed. */
  readonly binding: Digest;
  readonly signer: Signer;
  readonly statement: IdentificationStatement;
  readonly identification: Digest;
  /** Last second of a guardian, as the ledger will have it; 0 for none. */
  readonly until: number;
  /** Last second at which it can be bound. */
  readonly deadline: number;
  /** Who refused, and why; shown to the holder alone. */
  readonly refusal?: Acted & { readonly reason: string };
}

export const ACTED: ShapeOf<Acted> = { member: address, person: optional(digest), at: integer() };
const BINDING: ShapeOf<Binding> = {
  signer: digest,
  subject: digest,
  statement: members(IDENTIFICATION_STATEMENT, 'statement'),
  identification: digest,
  countersigned: optional(members({ ...ACTED, account: address }, 'countersigned')),
  transaction: optional(digest),
  height: optional(count),
};
const WAITING: ShapeOf<WaitingBinding> = {
  binding: digest,
  signer: text(/^0x(?:[0-9a-f]{40}|[0-9a-f]{232})$/, 'a signer'),
  statement: members(IDENTIFICATION_STATEMENT, 'statement'),
  identification: digest,
  until: count,
  deadline: count,
  refusal: optional(members({ ...ACTED, reason: anyText }, 'refusal')),
};
const BOUND: ShapeOf<{ readonly subject: Pseudonym; readonly height: number }> = { subject: digest, height: count };

/** How the signers of the holder's patients came to be bound, as the holder or an auditor. PROOF_INVALID where a statement's digest is
 *  another one than the gateway says. */
export async function listBindings(gateway: GatewayClient): Promise<Binding[]> {
  const listed = await listAt(gateway, '/v1/bindings', 'bindings', BINDING);
  for (const { statement, identification } of listed) requireOpens(statement, identification);
  return listed;
}

/** Bindings that wait for a second member, as a member: what another organisation than the holder's signs, or refuses. */
export async function listWaitingBindings(gateway: GatewayClient): Promise<readonly WaitingBinding[]> {
  const shape = { bindings: many(members(WAITING, 'binding')) };
  const route = ['GET', '/v1/bindings/waiting'] as const;
  const { bindings } = await answerOf<{ bindings: WaitingBinding[] }>(gateway, route, shape);
  for (const { statement, identification } of bindings) requireOpens(statement, identification);
  return bindings;
}

/** Countersigns a binding, as a member of another organisation: on chain when this resolves. What is signed is made here from the
 *  statement that was read. PROOF_INVALID, and nothing is signed, where it is not that of the binding. */
export async function countersignBinding(
  gateway: GatewayClient,
  { binding, signer, statement, until, deadline }: WaitingBinding,
): Promise<{ readonly subject: Pseudonym; readonly height: number }> {
  const { subject, guardian } = statement;
  const message = {
    subject,
    signer,
    kind: guardian === undefined ? SIGNER_KINDS.self : SIGNER_KINDS.guardian,
    until,
    identification: identificationDigest(statement),
    deadline,
  };
  const isThis = toHex(typedDigest(domainOf(await gateway.identity()), 'BindSigner', message)) === binding;
  if (!isThis) throw notOfThis();
  const signature = await gateway.sign('BindSigner', message);
  const route = ['POST', `/v1/bindings/${binding}/countersignature`] as const;
  return answerOf(gateway, route, BOUND, { json: { signature } });
}

/** Refuses to countersign a binding, with the reason that the holder and the person read. */
export async function refuseBinding(
  gateway: GatewayClient,
  { binding }: Pick<WaitingBinding, 'binding'>,
  reason: string,
): Promise<void> {
  await answerOf(gateway, ['POST', `/v1/bindings/${binding}/refusal`], { binding: digest }, { json: { reason } });
}

function requireOpens(statement: IdentificationStatement, identification: Digest): void {
  if (identificationDigest(statement) !== identification) throw notOfThis();
}

function notOfThis(): CustosError {
  return new CustosError(
    'PROOF_INVALID',
    'What the gateway says of how the person was identified is not what would be bound. Nothing was signed. Tell the holder and an auditor.',
  );
}
