/** Stable codes of everything that can go wrong in Custos. A code never changes its meaning; the
 *  message may. Each room throws only codes of this table, and the gateway maps every one to an HTTP status. */
export const ERROR_CODES = [
  // input
  'INPUT_INVALID',
  'INPUT_TOO_LARGE',
  'ENCODING_INVALID',
  'JSON_NOT_CANONICAL',
  'PROOF_INVALID',
  'NOTE_INVALID',
  'SIGNATURE_INVALID',
  // configuration and environment
  'CONFIG_INVALID',
  'DATA_DIR_INVALID',
  'DATA_DIR_IN_USE',
  'KEY_MISSING',
  'KEY_WRONG',
  'IO_FAILED',
  'STORAGE_FULL',
  // ledger
  'LEDGER_UNREACHABLE',
  'LEDGER_MISMATCH',
  'LEDGER_LAGGING',
  'LEDGER_FORKED',
  'LEDGER_INCOMPLETE',
  'LEDGER_REJECTED',
  'LEDGER_POOL_FULL',
  'LEDGER_RANGE_TOO_LARGE',
  // vault
  'SEGMENT_CORRUPT',
  'ITEM_CORRUPT',
  'ITEM_UNKNOWN',
  'KEY_SHREDDED',
  'STORE_CORRUPT',
  'IMPORT_INVALID',
  'IMPORT_NOTHING',
  'VERSION_SHRINKS',
  // log
  'LOG_UNWRITABLE',
  'LOG_CORRUPT',
  'LOG_UNANCHORED',
  'LOG_RANGE_INVALID',
  // access
  'SESSION_REQUIRED',
  'SESSION_INVALID',
  'SESSION_EXPIRED',
  'CHALLENGE_INVALID',
  'DPOP_INVALID',
  'DPOP_REPLAYED',
  'FORBIDDEN',
  'ACCESS_REFUSED',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'CONFLICT',
  'SECOND_PERSON_NEEDED',
  'IDEMPOTENCY_CONFLICT',
  'RANGE_NOT_SATISFIABLE',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'GATEWAY_UNREACHABLE',
  'GATEWAY_CHANGED',
  'INTERNAL',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Facts that help a caller act: line numbers, limits, identifiers. Never a secret, never payload. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>;

/** The one error class. `message` says what was wrong and what to do; it is shown to users as it is. */
export class CustosError extends Error {
  override readonly name = 'CustosError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: ErrorDetails } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }

  /** Leaves the cause out: it may hold what must not travel. */
  toJSON(): { code: ErrorCode; message: string; details: ErrorDetails } {
    return { code: this.code, message: this.message, details: this.details };
  }
}

export function isCustosError(error: unknown, ...codes: ErrorCode[]): error is CustosError {
  return error instanceof CustosError && (codes.length === 0 || codes.includes(error.code));
}

/** What `read` gives; undefined where it throws a CustosError, as readers do for what is not of its form. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isCustosError(error)) return undefined;
    throw error;
  }
}
