import { DUTIES, type Duty } from '../core/duties.ts';
import type { Digest } from '../core/ids.ts';
import { boolean, digest, listOf, members, oneOf, optional, text } from '../core/shape.ts';
import type { CreationOptionsJson } from '../core/webauthn-json.ts';
import { answerOf, anyText, count, listAt, many, type ShapeOf } from './answers.ts';
import { create } from './creation.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { PasskeyDevice } from './passkeys.ts';

/** A person through whom an organisation acts at its own node. Times in ms since 1970 UTC. */
export interface StaffMember {
  /** Pseudonym: what logs, and gateways of others, know the person by. */
  readonly person: Digest;
  /** Known at the organisation's own node alone. */
  readonly name: string;
  /** Whether it signs in with a passkey of its node, or with the organisation's own sign-in. */
  readonly origin: 'local' | 'oidc';
  readonly duties: readonly Duty[];
  /** Who took the person in; absent where the organisation's own account did, or its sign-in. */
  readonly invitedBy?: Digest;
  readonly from: number;
  readonly ended?: number;
  /** Until when its one-time code counts, if it has one. */
  readonly invitedUntil?: number;
  readonly passkeys: number;
}

/** A one-time code with which a person makes its passkey. It is not kept: hand it to the person alone. */
export interface StaffCode {
  readonly code: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
}

/** A passkey of a person. Times in ms since 1970 UTC. */
export interface StaffPasskey {
  /** Id of its credential, base64url. */
  readonly credential: string;
  /** What its owner calls the device. */
  readonly name: string;
  readonly created: number;
  /** To the hour. */
  readonly used?: number;
  /** When its counter was first seen to fall: somebody may have copied it. */
  readonly fell?: number;
}

/** What was changed of how a person stands at its organisation's node. */
export interface StaffChange {
  /** `code-made`: another one-time code, with which whoever has it makes a passkey of the person's. */
  readonly what: 'renamed' | 'duties' | 'code-made' | 'passkey-made' | 'passkey-removed';
  /** In ms since 1970 UTC. */
  readonly at: number;
  /** A person, itself included; the organisation's account, its own sign-in, or whoever had the person's one-time code. */
  readonly by: 'person' | 'account' | 'sign-in' | 'code';
  /** Who did it, where a person did, and what that one was called then. */
  readonly person?: Digest;
  readonly personName?: string;
  /** From then on. */
  readonly name?: string;
  readonly duties?: readonly Duty[];
  /** What the device of the passkey is called. */
  readonly device?: string;
}

/** A person with all that it can act by, and what was changed of that, the oldest first. */
export interface StaffRecord {
  readonly person: StaffMember;
  readonly passkeys: readonly StaffPasskey[];
  readonly changes: readonly StaffChange[];
}

const MEMBER: ShapeOf<StaffMember> = {
  person: digest,
  name: anyText,
  origin: oneOf('local', 'oidc'),
  duties: listOf(oneOf(...DUTIES), DUTIES.length),
  invitedBy: optional(digest),
  from: count,
  ended: optional(count),
  invitedUntil: optional(count),
  passkeys: count,
};
const CODE: ShapeOf<StaffCode> = { code: anyText, expires: count };
const PASSKEY: ShapeOf<StaffPasskey> = {
  credential: text(/^[A-Za-z0-9_-]+$/, 'a passkey'),
  name: anyText,
  created: count,
  used: optional(count),
  fell: optional(count),
};
const CHANGE: ShapeOf<StaffChange> = {
  what: oneOf('renamed', 'duties', 'code-made', 'passkey-made', 'passkey-removed'),
  at: count,
  by: oneOf('person', 'account', 'sign-in', 'code'),
  person: optional(digest),
  personName: optional(anyText),
  name: optional(anyText),
  duties: optional(listOf(oneOf(...DUTIES), DUTIES.length)),
  device: optional(anyText),
};
const PASSKEYS = { passkeys: many(members(PASSKEY, 'passkey')) };
const RECORD = { person: members(MEMBER, 'person'), ...PASSKEYS, changes: many(members(CHANGE, 'change')) };

/** The persons of the gateway's organisation, in the order in which they came, with those who ended. */
export async function listStaff(gateway: GatewayClient): Promise<StaffMember[]> {
  return listAt(gateway, '/v1/staff', 'staff', MEMBER);
}

/** Takes a person in, with the code that makes its first passkey (`enrollStaff`). An answer that is lost on the way is asked for
 *  again, so that nobody is taken in twice. CONFLICT where somebody has a name that people would take for this one. */
export async function inviteStaff(
  gateway: GatewayClient,
  { name, duties }: Pick<StaffMember, 'name' | 'duties'>,
): Promise<StaffMember & StaffCode> {
  // With the tables of letters that look alike, which no page needs that takes nobody in.
  const { checkName } = await import('../core/spoken-name.ts');
  const json = { name: checkName(name, 'The name'), duties };
  return create<StaffMember & StaffCode>(gateway, '/v1/staff', json, { ...MEMBER, ...CODE });
}

/** A person with its passkeys; also one who ended. */
export async function readStaffMember(gateway: GatewayClient, person: Digest): Promise<StaffRecord> {
  return answerOf<StaffRecord>(gateway, ['GET', `/v1/staff/${person}`], RECORD);
}

/** Gives a person another name, other duties, or both: they count from its next request on. */
export async function changeStaffMember(
  gateway: GatewayClient,
  person: Digest,
  change: Partial<Pick<StaffMember, 'name' | 'duties'>>,
): Promise<StaffMember> {
  return answerOf(gateway, ['PUT', `/v1/staff/${person}`], MEMBER, { json: change });
}

/** Ends what a person does for the organisation, for good: its code and passkeys are gone and its sessions at this gateway are
 *  void; those elsewhere end within the hour. */
export async function endStaffMember(gateway: GatewayClient, person: Digest): Promise<StaffMember> {
  return answerOf(gateway, ['POST', `/v1/staff/${person}/end`], MEMBER);
}

/** Another code for a person, in place of the one before: for one more passkey, such as after the loss of a device. */
export async function reinviteStaff(gateway: GatewayClient, person: Digest): Promise<StaffCode> {
  return answerOf(gateway, ['POST', `/v1/staff/${person}/invitations`], CODE);
}

/** Takes a person's code back that nobody has used; whether there was one. */
export async function withdrawStaffCode(gateway: GatewayClient, person: Digest): Promise<boolean> {
  const route = ['DELETE', `/v1/staff/${person}/invitations`] as const;
  return (await answerOf<{ withdrawn: boolean }>(gateway, route, { withdrawn: boolean })).withdrawn;
}

/** Removes a passkey of a person, with the sessions that the person has at this gateway; gives those that are left. */
export async function removeStaffPasskey(
  gateway: GatewayClient,
  person: Digest,
  credential: string,
): Promise<readonly StaffPasskey[]> {
  const route = ['DELETE', `/v1/staff/${person}/passkeys/${credential}`] as const;
  return (await answerOf<{ passkeys: StaffPasskey[] }>(gateway, route, PASSKEYS)).passkeys;
}

/** Makes the passkey of a person who was handed a code, at its own organisation's node; nobody need be signed in. `device` is
 *  where it is made, `name` what the person calls that. The code is used up by it. */
export async function enrollStaff(
  gateway: GatewayClient,
  { code, device, name }: { readonly code: string; readonly device: PasskeyDevice; readonly name: string },
): Promise<StaffMember> {
  const anonymous = { anonymous: true };
  const asked = { ...anonymous, json: { code } };
  const options = await gateway.json<CreationOptionsJson>('POST', '/v1/staff/passkeys/options', asked);
  const registration = await device.create(options);
  const json = { code, registration, name };
  return answerOf(gateway, ['POST', '/v1/staff/passkeys'], MEMBER, { ...anonymous, json });
}

/** Oneself, as the organisation whose node the gateway is sees one, with what others changed of that: show it to whoever signs in, who
 *  alone knows whether it was right. */
export async function readOwnStaff(gateway: GatewayClient): Promise<StaffRecord> {
  return answerOf<StaffRecord>(gateway, ['GET', '/v1/me/staff'], RECORD);
}

/** Makes one more passkey of one's own, on a device that is called so; gives all. */
export async function addStaffPasskey(
  gateway: GatewayClient,
  { device, name }: { readonly device: PasskeyDevice; readonly name: string },
): Promise<readonly StaffPasskey[]> {
  const options = await gateway.json<CreationOptionsJson>('POST', '/v1/me/passkeys/options');
  const json = { registration: await device.create(options), name };
  const route = ['POST', '/v1/me/passkeys'] as const;
  return (await answerOf<{ passkeys: StaffPasskey[] }>(gateway, route, PASSKEYS, { json })).passkeys;
}

/** Removes a passkey of one's own; gives those that are left. One's other sessions at this gateway end. */
export async function removeOwnPasskey(gateway: GatewayClient, credential: string): Promise<readonly StaffPasskey[]> {
  const route = ['DELETE', `/v1/me/passkeys/${credential}`] as const;
  return (await answerOf<{ passkeys: StaffPasskey[] }>(gateway, route, PASSKEYS)).passkeys;
}
