import { AuthorizationResponseError, ResponseBodyError } from 'openid-client';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/gateway/staff/provider-refusals.ts';

/** As the provider's answers are read: by a redirect, or in the body of one to this node. */
const redirected = (error: string) =>
  new AuthorizationResponseError('refused', {
    cause: new URLSearchParams({ error, error_description: 'x7-told' }),
  });
const answered = (error: string, status = 400) =>
  new ResponseBodyError('refused', {
    cause: { error, error_description: 'x7-told' },
    response: new Response(null, { status }),
  });

/** RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6. */
const SAID: readonly [error: string, code: string, words: RegExp][] = [
  ['access_denied', 'SESSION_INVALID', /did not let you in.*Sign in again and agree; .* ask whoever manages/],
  ['login_required', 'SESSION_INVALID', /not signed in there\. Sign in again/],
  ['interaction_required', 'SESSION_INVALID', /something to ask you.*Sign in again/],
  ['account_selection_required', 'SESSION_INVALID', /none of your accounts.*Sign in again/],
  ['consent_required', 'SESSION_INVALID', /did not agree.*Sign in again/],
  ['invalid_grant', 'SESSION_INVALID', /used before, has expired.*Sign in again/],
  ['server_error', 'UNAVAILABLE', /does not work now\. Try again/],
  ['temporarily_unavailable', 'UNAVAILABLE', /does not work now\. Try again/],
  ['invalid_client', 'UNAVAILABLE', /does not know this node.*Ask whoever runs the node/],
  ['unauthorized_client', 'UNAVAILABLE', /does not know this node.*Ask whoever runs the node/],
  ['invalid_request', 'UNAVAILABLE', /not set up for what this node asks.*Ask whoever runs the node/],
  ['invalid_scope', 'UNAVAILABLE', /not set up for what this node asks.*Ask whoever runs the node/],
  ['unsupported_response_type', 'UNAVAILABLE', /not set up for what this node asks/],
  ['request_not_supported', 'UNAVAILABLE', /not set up for what this node asks/],
  ['of_their_own', 'SESSION_INVALID', /no reason that is known here\. Sign in again, or ask/],
];

describe('what the organisation’s sign-in refuses', () => {
  it.each(SAID)('as %s is told as %s, in plain words and with what to do', (error, code, words) => {
    for (const refused of [redirected(error), answered(error)]) {
      const told = refusalOf(refused);
      expect(told).toMatchObject({ code, message: expect.stringMatching(words), details: { provider: error } });
      expect(told.message).not.toContain(error);
      expect(JSON.stringify(told)).not.toContain('x7');
    }
  });

  it('as anything else is told without it', () => {
    for (const error of ['eyJhbGciOi.token', '<script>', 'a'.repeat(65), '']) {
      expect(refusalOf(redirected(error))).toMatchObject({ code: 'SESSION_INVALID', details: {} });
    }
    expect(refusalOf(answered('server_error', 503))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(refusalOf(new TypeError('fetch failed: x7'))).toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/^[^:]*does not answer/),
    });
  });
});
