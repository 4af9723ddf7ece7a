import type { Hex } from '../core/bytes.ts';
import type { Address, Digest } from '../core/ids.ts';
import { sessionKeyHash } from '../core/session-statement.ts';
import { digest, oneOf, text } from '../core/shape.ts';
import { count, listAt, noGateway, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** A key by which an organisation vouches for its persons; times in seconds since 1970 UTC. */
export interface SessionKey {
  /** What it is ended by: keccak256 of the key. */
  readonly keyHash: Digest;
  /** One byte for the algorithm, and the public key. */
  readonly key: Hex;
  readonly from: number;
  /** Last second. */
  readonly until: number;
  /** `lapsed`: the account that named it is no active member's any more. */
  readonly state: 'counts' | 'removed' | 'expired' | 'lapsed';
}

const SHAPE: ShapeOf<SessionKey> = {
  keyHash: digest,
  key: text(/^0x(?:[0-9a-f]{2}){0,128}$/, 'at most 128 bytes of lowercase hex with 0x'),
  from: count,
  until: count,
  state: oneOf('counts', 'removed', 'expired', 'lapsed'),
};

/** The session keys of a member, in the order in which they were named, ended ones too. That there are no others is the gateway's
 *  word. */
export async function listSessionKeys(gateway: GatewayClient, member: Address): Promise<readonly SessionKey[]> {
  const keys = await listAt(gateway, `/v1/members/${member}/session-keys`, 'keys', SHAPE);
  if (keys.every(({ key, keyHash }) => sessionKeyHash(key) === keyHash)) return keys;
  throw noGateway(gateway.endpoint, 'its session keys go by other names than the ledger’s');
}
