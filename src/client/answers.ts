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
export function checkAnswer<Answer>(
  { endpoint }: Pick<GatewayClient, 'endpoint'>,
  answer: Json,
  shape: ShapeOf<Answer>,
): Answer {
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

/** Of one list, in all. */
const MAX_LISTED = 1_000_000;

interface PagesOptions<Page> {
  /** How many members of the list a page holds. */
  readonly length: (page: Page) => number;
  readonly query?: CallOptions['query'];
  /** So many pages in a row may hold none and go on; none unless said. */
  readonly maxEmpty?: number;
}

/** The pages of a list, each held to the shape. GATEWAY_UNREACHABLE where they do not come to an end: a gateway that says again and again
 *  that there is more would be asked for ever. */
export async function* pagesAt<Page extends { readonly next?: number }>(
  gateway: GatewayClient,
  path: string,
  shape: ShapeOf<Page>,
  { length, query, maxEmpty = 0 }: PagesOptions<Page>,
): AsyncGenerator<Page, void, undefined> {
  let [empty, left] = [0, MAX_LISTED];
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page: Page = await answerOf<Page>(gateway, ['GET', path], shape, { query: { ...query, from } });
    empty = length(page) === 0 ? empty + 1 : 0;
    left -= length(page);
    const goesOn = page.next === undefined || (page.next > from && empty <= maxEmpty);
    if (!goesOn || left < 0) throw noGateway(gateway.endpoint, 'its list does not come to an end.');
    yield page;
    from = page.next;
  }
}

/** The error for an answer that no gateway of Custos gives. */
export function noGateway(endpoint: string, why: string, cause?: unknown): CustosError {
  return new CustosError('GATEWAY_UNREACHABLE', `${endpoint} does not answer as a Custos gateway: ${why}`, { cause });
}

/** The code of an error that this client knows. */
export function knownCode(code: string | undefined): ErrorCode | undefined {
  return ERROR_CODES.find((known) => known === code);
}
