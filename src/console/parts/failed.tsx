import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { isCustosError } from '../../client/index.ts';
import { OF_PATIENTS } from '../houses.ts';
import { Button } from './button.tsx';
import { Said } from './said.tsx';

// Most pages never fail.
const Officer = lazy(() => import('./officer.tsx').then((module) => ({ default: module.Officer })));

/** What went wrong in words, and what to do; what the program says stands behind. With `again` it is something that was read, without
 *  it something that was done: that nothing was changed is said where the gateway refused it, and nowhere else. */
export function Failed({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const { t } = useTranslation();
  const kind = kindOf(error, again !== undefined);
  return (
    <Said as="danger" role="alert">
      <p>
        <strong>{t('failed.title')}</strong>
      </p>
      <p>{t(`failed.${kind}`)}</p>
      {/* What fails there is answered for by somebody with a name. */}
      {OF_PATIENTS.test(location.pathname) && (
        <Suspense>
          <Officer />
        </Suspense>
      )}
      {error instanceof Error && (
        <details>
          <summary>{t('failed.details')}</summary>
          <p className="quiet">{error.message}</p>
        </details>
      )}
      {again && (
        <div className="row">
          <Button onPress={again}>{t('tryAgain')}</Button>
        </div>
      )}
    </Said>
  );
}

type Kind =
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

function kindOf(error: unknown, isRead: boolean): Kind {
  // What a device or browser says of a passkey differs between them, and names no reason that helps.
  if (error instanceof DOMException) return 'passkey';
  if (isCustosError(error) && error.details['clockMs'] !== undefined) return 'clock';
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
