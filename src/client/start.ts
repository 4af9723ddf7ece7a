import type { Address } from '../core/ids.ts';
import { address, boolean, members, optional, rule } from '../core/shape.ts';
import { answerOf, anyText, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** Who answers patients' questions: by telephone, e-mail or both. */
export interface DataProtectionOfficer {
  readonly name: string;
  readonly telephone?: string;
  readonly email?: string;
}

/** What a gateway says of itself to whoever knows its address alone. */
export interface GatewayStart {
  /** Identity of the holder whose datasets it serves. */
  readonly holder: Address;
  /** What the holder is called; absent where the gateway does not know it. */
  readonly organisation?: string;
  /** The holder's data protection officer, whom patients ask about their data; absent where the holder names nobody. */
  readonly officer?: DataProtectionOfficer;
  /** Where a page that somebody leaves in a hurry leads: an `https:` address; absent where the holder chose none. */
  readonly quickExit?: string;
  /** Whether persons of the organisation sign in at a provider of its own (OpenID Connect) as well as by passkey. */
  readonly provider: boolean;
  /** Whether it is a sample with invented people, as whom anybody may act (`samplePeople`). */
  readonly sample: boolean;
  /** Whether it sends codes by which somebody stops the use of its data without signing in (`askNarrowingCode`); absent where an earlier
   *  version does not say. */
  readonly codes?: boolean;
}

const OFFICER: ShapeOf<DataProtectionOfficer> = {
  name: anyText,
  telephone: optional(anyText),
  email: optional(anyText),
};
/** Pages go there: no other scheme would do. */
const httpsAddress = rule(
  'an https: address',
  (value) => typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:',
);
const START: ShapeOf<GatewayStart> = {
  holder: address,
  organisation: optional(anyText),
  officer: optional(members(OFFICER, 'officer')),
  quickExit: optional(httpsAddress),
  provider: boolean,
  sample: boolean,
  codes: optional(boolean),
};

/** What the gateway says of itself. Nobody signs in for it, and nothing is pinned. */
export async function readStart(gateway: GatewayClient): Promise<GatewayStart> {
  return answerOf(gateway, ['GET', '/'], START, { anonymous: true, headers: { Accept: 'application/json' } });
}
