import { actOfRoute, SECOND_PERSON_ACTS } from '../../core/acts.ts';
import type { ErrorCode } from '../../core/errors.ts';
import { STATUS } from './problem.ts';
import type { Route } from './route.ts';

const READING: readonly ErrorCode[] = ['INPUT_INVALID', 'ENCODING_INVALID', 'INPUT_TOO_LARGE'];
const PROVING: readonly ErrorCode[] = [
  'SESSION_REQUIRED',
  'SESSION_INVALID',
  'SESSION_EXPIRED',
  'DPOP_INVALID',
  'DPOP_REPLAYED',
  'FORBIDDEN',
];
const ASKING: readonly ErrorCode[] = [
  'JSON_NOT_CANONICAL',
  'ACCESS_REFUSED',
  'NOT_FOUND',
  'ITEM_UNKNOWN',
  'KEY_SHREDDED',
];
const WRITING: readonly ErrorCode[] = ['CONFLICT', 'LEDGER_REJECTED', 'SIGNATURE_INVALID', 'KEY_SHREDDED'];

/** Codes by which a route may refuse, by their status: 4xx alone, since what fails on the gateway's side may fail anywhere. */
export function refusalsOf(route: Route): ReadonlyMap<number, readonly ErrorCode[]> {
  const isMembers = route.who !== 'anyone';
  const isAsking = route.bind !== undefined;
  const isWriting = isMembers && !isAsking && route.method !== 'get' && Boolean(route.body ?? route.params);
  const act = actOfRoute(route.method, route.path)?.kind;
  const codes = new Set<ErrorCode>([
    ...READING,
    ...(route.unlimited ? [] : (['RATE_LIMITED'] as const)),
    ...(isMembers ? PROVING : []),
    ...(isAsking ? ASKING : []),
    ...(isWriting ? WRITING : []),
    ...(route.params ? (['NOT_FOUND'] as const) : []),
    ...(route.reply.also?.[206] ? (['RANGE_NOT_SATISFIABLE'] as const) : []),
    ...(route.creates ? (['IDEMPOTENCY_CONFLICT'] as const) : []),
    ...(act !== undefined && SECOND_PERSON_ACTS.includes(act) ? (['SECOND_PERSON_NEEDED'] as const) : []),
    ...(route.refuses ?? []),
  ]);
  const byStatus = Map.groupBy(codes, (code) => STATUS[code]);
  return new Map([...byStatus].sort(([one], [other]) => one - other));
}
