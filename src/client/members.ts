import type { Address } from '../core/ids.ts';
import { address, members, oneOf, optional } from '../core/shape.ts';
import { answerOf, anyText, count, many, type ShapeOf, texts } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** A member of the consortium, as the gateway shows it. */
export interface Member {
  /** The account that it began with, which names it for ever. */
  readonly identity: Address;
  /** The account that it acts with now. */
  readonly account: Address;
  /** For a gateway its holder, else the member itself. */
  readonly principal: Address;
  readonly roles: readonly string[];
  readonly status: 'active' | 'suspended' | 'removed';
  /** Of its organisation, where the gateway knows it. */
  readonly name?: string;
  /** Base URL of a gateway; else empty. */
  readonly endpoint: string;
  /** In seconds since 1970 UTC. */
  readonly since: number;
}

const MEMBER: ShapeOf<Member> = {
  identity: address,
  account: address,
  principal: address,
  roles: texts,
  status: oneOf('active', 'suspended', 'removed'),
  name: optional(anyText),
  endpoint: anyText,
  since: count,
};

/** All that ever were, also those that were removed. */
export async function listMembers(gateway: GatewayClient): Promise<readonly Member[]> {
  const shape = { members: many(members(MEMBER, 'member')) };
  return (await answerOf<{ members: Member[] }>(gateway, ['GET', '/v1/members'], shape)).members;
}
