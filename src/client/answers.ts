import type { Json } from '../core/canonical.ts';
import { CustosError, ERROR_CODES, type ErrorCode, isCustosError } from '../core/errors.ts';
import { boolean, checkMembers, integer, listOf, type MemberRule, optional, rule } from '../core/shape.ts';
import type { CallOptions, GatewayClient } from './gateway-client.ts';

/** A rule for each member that a reader of the answer may use: none is believed to be there that was not looked at. */
export type ShapeOf<Answer> = { readonly [Name in keyof Required<Answer>]: MemberRule };

/** More than any answer holds that is bounded by its bytes. */
const MANY = 2 ** 24;

export const anyText: MemberRule = rule('text', (value) => typeof value === 'string');
export const texts: MemberRule = many(anyText);
export const count: MemberRule = integer();

/** A list as long as an answer may be. */
export function many(of: MemberRule): MemberRule {
  return listOf(of, MANY);
}

/** What ends a permit, a dataset or a version: it has ended at the gateway when the call resolves. */
export interface Ended {
  /** The ledger does not answer; the gateway tells it as soon as it does. */
  readonly pending: boolean;
  /** Of the block that holds it, unless it is pending. */
  readonly height?: number;
}

export const ENDED: ShapeOf<Ended> = { pending: boolean, height: optional(count) };

/** Calls a route and holds its answer to the shape. GATEWAY_UNREACHABLE where it answers otherwise than a gateway does. */
export async function answerOf<Answer>(
  gateway: GatewayClient,
  [method, path]: readonly [method: string, path: string],
  shape: ShapeOf<Answer>,
  options: CallOptions = {},
): Promise<Answer> {
  return checkAnswer(gateway, await gateway.json<Json>(method, path, options), shape);
}

/** All of a list that comes in pages, each held to the shape. */
export async function listAt<Item>(
  gateway: GatewayClient,
  path: string,
  name: string,
  shape: ShapeOf<Item>,
  options: CallOptions = {},
): Promise<Item[]> {
  const found = await gateway.list<string, Json>(path, name, options);
  return found.map((one) => checkAnswer<Item>(gateway, one, shape));
}

/** Members that the shape does not name are handed on as they are, and nothing may rest on them. */
export function checkAnswer<Answer>({ endpoint }: GatewayClient, answer: Json, shape: ShapeOf<Answer>): Answer {
  try {
    return checkMembers(answer, shape, 'its answer') as unknown as Answer;
  } catch (cause) {
    if (!isCustosError(cause, 'INPUT_INVALID')) throw cause;
    throw noGateway(endpoint, cause.message, cause);
  }
}

/** An answer of another number than was asked about would be taken for somebody else's. */
export function requireAsMany({ endpoint }: GatewayClient, asked: readonly unknown[], got: readonly unknown[]): void {
  if (asked.length === got.length) return;
  throw noGateway(endpoint, `it was asked about ${asked.length}, and answers for ${got.length}.`);
}

/** Pages that do not go on would be asked for without end. */
export function nextPage({ endpoint }: GatewayClient, from: number, next: number | undefined): number | undefined {
  if (next === undefined || next > from) return next;
  throw noGateway(endpoint, 'the pages of its list do not go on.');
}

/** The error for an answer that no gateway of Custos gives. */
export function noGateway(endpoint: string, why: string, cause?: unknown): CustosError {
  return new CustosError('GATEWAY_UNREACHABLE', `${endpoint} does not answer as a Custos gateway: ${why}`, { cause });
}

/** The code of an error that this client knows. */
export function knownCode(code: string | undefined): ErrorCode | undefined {
  return ERROR_CODES.find((known) => known === code);
}
