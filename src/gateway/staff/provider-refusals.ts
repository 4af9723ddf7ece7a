import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { CustosError } from '../../core/errors.ts';

/** Of a sign-in that the person, or whoever manages the accounts, may do something about. */
const NOT_LET_IN: Readonly<Record<string, string>> = {
  access_denied:
    'it did not let you in: you said no there, or your account is not allowed to use this node. Sign in again and agree; if it stays so, ask whoever manages the organisation’s accounts for access',
  login_required: 'you were not signed in there. Sign in again, and complete it',
  interaction_required: 'it has something to ask you, which was not answered. Sign in again, and complete it',
  account_selection_required: 'you chose none of your accounts there. Sign in again, and choose one',
  consent_required:
    'you did not agree there to what this node learns of you. Sign in again and agree; if you were not asked, tell whoever manages the organisation’s accounts',
  invalid_grant: 'what it gave was used before, has expired, or is of another sign-in. Sign in again',
};

/** Of a provider that is busy or down. */
const NOT_NOW: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable', 'slow_down']);
/** How providers answer a client that they do not know, or not by this secret (RFC 6749 §5.2). */
const STRANGER: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client']);
/** Of what the node asks, which the provider is not set up for (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6, RFC 8707). */
const MISFITS: ReadonlySet<string> = new Set([
  ...['invalid_request', 'unsupported_response_type', 'invalid_scope', 'unsupported_grant_type', 'invalid_target'],
  ...['invalid_request_uri', 'invalid_request_object', 'request_not_supported', 'request_uri_not_supported'],
  'registration_not_supported',
]);

/** A refusal by the provider, in words of our own: what the library says may hold what the provider sent, tokens too. The provider's code
 *  stands in the details, for whoever runs the node. */
export function refusalOf(error: unknown): CustosError {
  if (error instanceof WWWAuthenticateChallengeError) return stranger('invalid_client');
  if (error instanceof AuthorizationResponseError) return ofProvider(error.error);
  if (error instanceof ResponseBodyError) {
    return error.status >= 500 ? unreachable('does not work now') : ofProvider(error.error);
  }
  const code = (error as { readonly code?: unknown }).code;
  if (error instanceof TypeError || code === 'OAUTH_TIMEOUT') return unreachable('does not answer');
  return invalid('what it gave is not for this sign-in, or does not hold. Sign in again', wordOf(code));
}

function ofProvider(said: string): CustosError {
  const code = wordOf(said);
  const known = code === undefined ? undefined : NOT_LET_IN[code];
  if (known !== undefined) return invalid(known, code);
  if (code !== undefined && NOT_NOW.has(code)) return unreachable('does not work now', { code });
  if (code !== undefined && STRANGER.has(code)) return stranger(code);
  if (code !== undefined && MISFITS.has(code)) {
    return unreachable('is not set up for what this node asks of it', { code, again: false });
  }
  return invalid(
    'it refused, and gave no reason that is known here. Sign in again, or ask whoever runs the node',
    code,
  );
}

/** The provider cannot be asked, or does not do what is asked: UNAVAILABLE. */
export function unreachable(
  what: string,
  {
    cause,
    code,
    again = true,
  }: { readonly cause?: unknown; readonly code?: string | undefined; readonly again?: boolean } = {},
): CustosError {
  const next = again ? 'Try again, or ask whoever runs the node.' : 'Ask whoever runs the node to set it up there.';
  return new CustosError('UNAVAILABLE', `The organisation’s sign-in ${what}. ${next}`, { cause, details: said(code) });
}

/** What the provider gave opens nothing: SESSION_INVALID. */
export function invalid(why: string, code?: string): CustosError {
  const message = `The organisation’s sign-in is not accepted: ${why}.`;
  return new CustosError('SESSION_INVALID', message, { details: said(code) });
}

function stranger(code: string): CustosError {
  return unreachable('does not know this node, or takes another secret of it', { code, again: false });
}

function said(code: string | undefined): { readonly provider?: string } {
  return code === undefined ? {} : { provider: code };
}

/** Whatever is no plain word is not passed on. */
function wordOf(code: unknown): string | undefined {
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : undefined;
}
