import { CustosError, type ErrorCode } from '../../core/errors.ts';

/** HTTP status of every error code; a new code does not compile without one. */
export const STATUS = {
  INPUT_INVALID: 400,
  INPUT_TOO_LARGE: 413,
  ENCODING_INVALID: 400,
  JSON_NOT_CANONICAL: 400,
  PROOF_INVALID: 400,
  NOTE_INVALID: 400,
  SIGNATURE_INVALID: 400,
  CONFIG_INVALID: 500,
  DATA_DIR_INVALID: 500,
  DATA_DIR_IN_USE: 500,
  KEY_MISSING: 500,
  KEY_WRONG: 500,
  IO_FAILED: 503,
  STORAGE_FULL: 507,
  LEDGER_UNREACHABLE: 503,
  LEDGER_MISMATCH: 503,
  LEDGER_LAGGING: 503,
  LEDGER_FORKED: 503,
  LEDGER_INCOMPLETE: 503,
  LEDGER_REJECTED: 409,
  LEDGER_POOL_FULL: 503,
  LEDGER_RANGE_TOO_LARGE: 400,
  SEGMENT_CORRUPT: 502,
  ITEM_CORRUPT: 502,
  ITEM_UNKNOWN: 404,
  KEY_SHREDDED: 410,
  STORE_CORRUPT: 502,
  IMPORT_INVALID: 422,
  IMPORT_NOTHING: 422,
  VERSION_SHRINKS: 409,
  LOG_UNWRITABLE: 503,
  LOG_CORRUPT: 500,
  LOG_UNANCHORED: 503,
  LOG_RANGE_INVALID: 400,
  SESSION_REQUIRED: 401,
  SESSION_INVALID: 401,
  SESSION_EXPIRED: 401,
  CHALLENGE_INVALID: 401,
  DPOP_INVALID: 401,
  DPOP_REPLAYED: 401,
  FORBIDDEN: 403,
  ACCESS_REFUSED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  SECOND_PERSON_NEEDED: 409,
  IDEMPOTENCY_CONFLICT: 422,
  RANGE_NOT_SATISFIABLE: 416,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  GATEWAY_UNREACHABLE: 502,
  GATEWAY_CHANGED: 502,
  INTERNAL: 500,
} as const satisfies Record<ErrorCode, number>;

/** RFC 9457 problem document. `code` is stable; `detail` says what was wrong and what to do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly details?: CustosError['details'];
}

/** Errors of ours are shown as they are, errors of Express's parsers by their status, all else as INTERNAL: what
 *  an unexpected error says may hold what must not leave. */
export function toProblem(error: unknown): Problem {
  const known = error instanceof CustosError ? error : fromParser(error);
  const status = STATUS[known.code];
  const detail =
    status === 500 ? 'The gateway could not answer. Its operator finds the cause in its log.' : known.message;
  return {
    type: `urn:custos:error:${known.code}`,
    title: known.code.toLowerCase().replaceAll('_', ' '),
    status,
    code: known.code,
    detail,
    ...(status !== 500 && Object.keys(known.details).length > 0 ? { details: known.details } : {}),
  };
}

function fromParser(error: unknown): CustosError {
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  if (type === 'entity.too.large')
    return new CustosError('INPUT_TOO_LARGE', 'The body is larger than this route takes.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new CustosError('INPUT_INVALID', 'The request could not be read: check its path, encoding and body.');
  }
  return new CustosError('INTERNAL', 'Unexpected error.', { cause: error });
}
