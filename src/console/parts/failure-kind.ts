import { isCustosError } from '../../client/index.ts';

export type FailureKind =
  | 'unread'
  | 'unreachable'
  | 'unanswered'
  | 'untrue'
  | 'ledgerDown'
  | 'limited'
  | 'changed'
  | 'proof'
  | 'passkey'
  | 'clock'
  | 'expired'
  | 'waited'
  | 'elsewhere'
  | 'forbidden'
  | 'refused'
  | 'other';

/** With these a gateway, or the page before it asked, refuses an act whole. */
const REFUSALS = [
  ...(['INPUT_INVALID', 'INPUT_TOO_LARGE', 'NOT_FOUND', 'CONFLICT', 'CHALLENGE_INVALID'] as const),
  ...(['IDEMPOTENCY_CONFLICT', 'SECOND_PERSON_NEEDED', 'KEY_MISSING', 'KEY_WRONG', 'LEDGER_REJECTED'] as const),
] as const;
/** What cannot be, whoever says it. */
const LIES = [
  ...(['PROOF_INVALID', 'ENCODING_INVALID', 'SIGNATURE_INVALID', 'NOTE_INVALID'] as const),
  ...(['JSON_NOT_CANONICAL', 'ITEM_CORRUPT', 'LOG_CORRUPT'] as const),
] as const;

/** Which of the sentences of `failed` says it. `isRead`: nothing was to be done. */
export function failureKind(error: unknown, isRead: boolean): FailureKind {
  // What a device or browser says of a passkey differs between them, and names no reason that helps.
  if (error instanceof DOMException) return 'passkey';
  if (isCustosError(error) && error.details['clockMs'] !== undefined) return 'clock';
  if (isCustosError(error) && error.details['waited'] === true) return 'waited';
  if (isCustosError(error) && error.details['changedSince'] === true) return 'elsewhere';
  if (isCustosError(error, 'GATEWAY_UNREACHABLE')) return isRead ? 'unreachable' : 'unanswered';
  if (isCustosError(error, 'LEDGER_UNREACHABLE', 'LEDGER_LAGGING', 'LEDGER_FORKED')) return 'ledgerDown';
  if (isCustosError(error, 'RATE_LIMITED')) return 'limited';
  if (isCustosError(error, 'GATEWAY_CHANGED', 'LEDGER_MISMATCH')) return 'changed';
  if (isCustosError(error, ...LIES)) return isRead ? 'untrue' : 'proof';
  if (isCustosError(error, 'SESSION_REQUIRED', 'SESSION_EXPIRED', 'SESSION_INVALID')) return 'expired';
  if (isCustosError(error, 'FORBIDDEN')) return 'forbidden';
  if (isRead) return 'unread';
  return isCustosError(error, ...REFUSALS) ? 'refused' : 'other';
}
