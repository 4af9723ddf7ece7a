import { CustosError } from '../core/errors.ts';
import { type Address, type Digest, type Pseudonym, toId } from '../core/ids.ts';
import { address, boolean, digest, members, oneOf, optional, text } from '../core/shape.ts';
import { type Signer, signerId } from '../core/signer.ts';
import { type TypedDataName, type TypedMessage, typedDigest } from '../core/typed-data.ts';
import type { CreationOptionsJson } from '../core/webauthn-json.ts';
import { answerOf, anyText, count, many, type ShapeOf } from './answers.ts';
import { CHOICES, type Choices } from './choices.ts';
import type { Account, GatewayClient } from './gateway-client.ts';
import { domainOf } from './gateway-identity.ts';
import { passkeySignature } from './passkeys.ts';
import { SIGNER_KINDS } from './signer-kinds.ts';
import { soon } from './signing-deadline.ts';

/** The person's own, or a guardian's. */
export type SignerKind = 'self' | 'guardian';

/** What signs, or signed, for a person, by the gateway's word. Times in seconds since 1970 UTC unless said. */
export interface KnownSigner {
  /** Id of the signer: keccak256 of its bytes. */
  readonly signer: Digest;
  readonly kind: SignerKind;
  readonly type: 'account' | 'passkey';
  readonly account?: Address;
  /** What the owner of a passkey calls its device. */
  readonly name?: string;
  /** `waits`: signs from `from` on. `leaves`: was reported stolen, and only takes back until `leavesAt`. */
  readonly standing: 'waits' | 'stands' | 'leaves' | 'ended';
  readonly from: number;
  /** Last second. Of a guardian whom the holder invited the true one: the ledger has the end of that year. */
  readonly until?: number;
  readonly leavesAt?: number;
  readonly endedAt?: number;
  /** What a guardian is, where the holder invited it. */
  readonly as?: 'parent' | 'legal-representative';
  /** Of what shows that it is the guardian. */
  readonly document?: Digest;
  /** When a passkey was last used, in ms, to the hour. */
  readonly used?: number;
  /** When a passkey's counter was first seen to fall, in ms: somebody may have copied it. */
  readonly fell?: number;
  /** Whether it is the caller's. */
  readonly isThis: boolean;
}

const SIGNER: ShapeOf<KnownSigner> = {
  signer: digest,
  kind: oneOf('self', 'guardian'),
  type: oneOf('account', 'passkey'),
  account: optional(address),
  name: optional(anyText),
  standing: oneOf('waits', 'stands', 'leaves', 'ended'),
  from: count,
  until: optional(count),
  leavesAt: optional(count),
  endedAt: optional(count),
  as: optional(oneOf('parent', 'legal-representative')),
  document: optional(digest),
  used: optional(count),
  fell: optional(count),
  isThis: boolean,
};
const SIGNERS: ShapeOf<{ readonly signers: readonly KnownSigner[] }> = { signers: many(members(SIGNER, 'signer')) };
const PREPARED: ShapeOf<{ readonly signer: Signer; readonly nonce: number; readonly deadline: number }> = {
  signer: text(/^0x(?:[0-9a-f]{40}|[0-9a-f]{232})$/, 'a signer'),
  nonce: count,
  deadline: count,
};
const ADDED: ShapeOf<{ readonly from: number }> = { from: count };
const DONE: ShapeOf<{ readonly height: number }> = { height: count };

/** What signs for the caller's person, guardians and ended ones included, in the order in which they were bound. */
export async function listSigners(gateway: GatewayClient): Promise<readonly KnownSigner[]> {
  return (await answerOf(gateway, ['GET', '/v1/me/signers'], SIGNERS)).signers;
}

/** What signs for a patient, as the holder. */
export async function subjectSigners(gateway: GatewayClient, subject: Pseudonym): Promise<readonly KnownSigner[]> {
  return (await answerOf(gateway, ['GET', `/v1/subjects/${subject}/signers`], SIGNERS)).signers;
}

/** How long a signer that is added counts. */
export interface AddedPeriod {
  /** As the caller's unless said. A guardian adds guardians only, none for longer than itself. */
  readonly kind?: SignerKind;
  /** Last second; until it is removed unless said. */
  readonly until?: number;
}

/** A signer that was added. */
export interface AddedSigner {
  /** Id of the signer. */
  readonly signer: Digest;
  /** Second from which it signs. */
  readonly from: number;
}

/** Adds one more passkey for the caller's person: made on `device` unless that is the caller's own, and confirmed with the
 *  caller's signer. It signs once this resolves. `name` is what the device lists it by, `label` what the person calls the
 *  device. */
export async function addPasskey(
  gateway: GatewayClient,
  {
    device = gateway.device,
    name,
    label,
    ...period
  }: AddedPeriod & {
    readonly device?: GatewayClient['device'];
    readonly name?: string;
    readonly label?: string;
  } = {},
): Promise<AddedSigner> {
  const json = name === undefined ? {} : { name };
  const options = await gateway.json<CreationOptionsJson>('POST', '/v1/me/signers/options', { json });
  const registration = await device.create(options);
  const listedAs = name === undefined ? {} : { listedAs: name };
  const claim = { registration, ...listedAs, ...(label === undefined ? {} : { name: label }) };
  return add(gateway, claim, period, async (signer, message) => {
    const identity = await gateway.identity();
    const asked = typedDigest(domainOf(identity), 'AddSigner', message);
    const passkey = { signer, credential: registration.id, rpId: options.rp.id };
    return passkeySignature(device, passkey, identity.contracts.passkeyVerifier, asked);
  });
}

/** Adds one more account for the caller's person: both sign. It signs once this resolves. */
export async function addSigner(
  gateway: GatewayClient,
  account: Account,
  period: AddedPeriod = {},
): Promise<AddedSigner> {
  return add(gateway, { signer: account.address }, period, async (_, message) =>
    account.signTypedData(domainOf(await gateway.identity()), 'AddSigner', message),
  );
}

type Addition = TypedMessage<'AddSigner'>;

async function add(
  gateway: GatewayClient,
  claim: { readonly signer: Signer } | { readonly registration: unknown },
  { kind, until }: AddedPeriod,
  sign: (signer: Signer, message: Addition) => Promise<string>,
): Promise<AddedSigner> {
  const subject = await gateway.subject();
  const as = kind ?? (await ownKind(gateway));
  const wanted = { kind: as, ...(until === undefined ? {} : { until }) };
  const prepared = await answerOf(gateway, ['POST', '/v1/me/signers/prepare'], PREPARED, {
    json: { ...claim, ...wanted },
  });
  const { signer, nonce } = prepared;
  if ('signer' in claim && claim.signer !== signer) throw another();
  const deadline = soon(prepared.deadline);
  const message = { subject, signer, kind: SIGNER_KINDS[as], from: 0, until: until ?? 0, nonce, deadline };
  // The new one first: its key shows that the gateway names no other one.
  const signature = await sign(signer, message);
  const by = await gateway.sign('AddSigner', message);
  const json = { signer, ...wanted, nonce, deadline, signature, by };
  const { from } = await answerOf(gateway, ['POST', '/v1/me/signers'], ADDED, { json });
  return { signer: signerId(signer), from };
}

async function ownKind(gateway: GatewayClient): Promise<SignerKind> {
  const own = (await listSigners(gateway)).find(({ isThis }) => isThis);
  if (own !== undefined) return own.kind;
  throw new CustosError('FORBIDDEN', 'Only a patient’s own signer, or a guardian’s, can do this.');
}

/** Removes a signer of the caller's person: the caller's, or another one. It never returns. On chain when this resolves. */
export async function removeSigner(gateway: GatewayClient, signer: Digest): Promise<void> {
  const subject = await gateway.subject();
  await end(gateway, 'removal', 'RemoveSigner', { subject, signer });
}

/** Cancels a signer that waits to begin: nobody of the person asked for it. On chain when this resolves. */
export async function cancelSigner(gateway: GatewayClient, signer: Digest): Promise<void> {
  const subject = await gateway.withdraws();
  await end(gateway, 'cancellation', 'CancelSigner', { subject, signer });
}

/** Keeps a signer that was reported stolen and is not. On chain when this resolves. CONFLICT where it does not leave. */
export async function keepSigner(gateway: GatewayClient, signer: Digest): Promise<void> {
  const subject = await gateway.withdraws();
  const leavesAt = (await listSigners(gateway)).find((one) => one.signer === signer)?.leavesAt;
  if (leavesAt === undefined) throw new CustosError('CONFLICT', 'The signer does not leave: there is nothing to keep.');
  await end(gateway, 'keeping', 'KeepSigner', { subject, signer, leavesAt });
}

async function end<Name extends TypedDataName>(
  gateway: GatewayClient,
  act: string,
  name: Name,
  message: TypedMessage<Name> & { readonly signer: Digest },
): Promise<void> {
  const signature = await gateway.sign(name, message);
  const json = { signer: message.signer, signature };
  await answerOf(gateway, ['POST', `/v1/me/signers/${act}`], DONE, { json });
}

/** Says who acts for a young person, as the holder, with the digest of the reason: forwards only. */
export async function setStage(
  gateway: GatewayClient,
  subject: Pseudonym,
  stage: Exclude<Choices['stage'], 'none'>,
  form: Digest,
): Promise<Choices> {
  return answerOf(gateway, ['POST', `/v1/subjects/${subject}/stage`], CHOICES, { json: { stage, form } });
}

/** Ends a guardian now, as the holder, with the digest of the reason. On chain when this resolves. */
export async function endGuardian(
  gateway: GatewayClient,
  subject: Pseudonym,
  signer: Digest,
  form: Digest,
): Promise<void> {
  await answerOf(gateway, ['POST', `/v1/subjects/${subject}/signers/${signer}/end`], DONE, { json: { form } });
}

/** Cancels a signer of a patient that waits to begin, as the holder. On chain when this resolves. */
export async function cancelBinding(gateway: GatewayClient, subject: Pseudonym, signer: Digest): Promise<void> {
  const path = `/v1/subjects/${subject}/signers/${toId(signer, 'The signer')}/cancellation`;
  await answerOf(gateway, ['POST', path], DONE, { json: {} });
}

function another(): CustosError {
  return new CustosError('PROOF_INVALID', 'The gateway asks to add another signer than was named. Nothing was signed.');
}
