import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  None,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { CustosError } from '../../core/errors.ts';

/** The organisation's own sign-in, an OpenID provider. */
export interface ProviderOptions {
  /** As its tokens name it; http on this machine alone. */
  readonly issuer: string;
  readonly clientId: string;
  /** Shown to the provider by `client_secret_basic`; without one this node is a public client. */
  readonly clientSecret?: string;
  /** Beside `openid`. */
  readonly scopes: readonly string[];
}

/** What one sign-in is held to. */
export interface Expected {
  readonly state: string;
  readonly nonce: string;
  /** PKCE (RFC 7636), by S256. */
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Claims of an ID token that holds. */
export type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

const TIMEOUT_S = 10;
/** How long what the provider says of itself is kept. */
const KEPT_MS = 3_600_000;

/** Speaks to the provider: code flow with PKCE, state and nonce (OpenID Connect Core, RFC 7636, RFC 9207). ID tokens go no further than
 *  this class, and stand in no error. */
export class IdentityProvider {
  readonly #options: ProviderOptions;
  #known: { readonly configuration: Promise<Configuration>; readonly since: number } | undefined;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  /** Where the person's browser signs in. UNAVAILABLE where the provider cannot be asked. */
  async authorizationUrl({ state, nonce, verifier, redirectUri }: Expected): Promise<string> {
    const parameters = {
      redirect_uri: redirectUri,
      scope: ['openid', ...this.#options.scopes].join(' '),
      response_type: 'code',
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    };
    return buildAuthorizationUrl(await this.#configuration(), parameters).href;
  }

  /** The claims of the one who signed in. `redirected` is where the provider sent the browser. SESSION_INVALID where it, or
   *  the ID token that its code is worth, is not what was expected; UNAVAILABLE where the provider cannot be asked. */
  async claims(redirected: URL, { state, nonce, verifier }: Expected): Promise<Claims> {
    const configuration = await this.#configuration();
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    try {
      const tokens = await authorizationCodeGrant(configuration, redirected, checks);
      const claims = tokens.claims();
      if (claims !== undefined) return claims;
    } catch (error) {
      throw refusalOf(error);
    }
    throw invalid('it gave no ID token');
  }

  async #configuration(): Promise<Configuration> {
    const now = Date.now();
    if (this.#known === undefined || this.#known.since + KEPT_MS < now) {
      this.#known = { configuration: this.#discover(), since: now };
    }
    const known = this.#known;
    try {
      return await known.configuration;
    } catch (cause) {
      if (this.#known === known) this.#known = undefined;
      throw unreachable('cannot be asked', cause);
    }
  }

  async #discover(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const authentication = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
    const insecure = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    // The signature is looked at as well, whatever TLS says of where the token came from.
    const execute = [enableNonRepudiationChecks, ...insecure];
    return discovery(new URL(issuer), clientId, undefined, authentication, { execute, timeout: TIMEOUT_S });
  }
}

/** In words of our own: what the library says may hold what the provider sent, tokens too. */
function refusalOf(error: unknown): CustosError {
  // How providers answer a client that they do not know (RFC 6749 §5.2).
  if (error instanceof WWWAuthenticateChallengeError) return strangerTo();
  if (error instanceof AuthorizationResponseError) return invalid(`it refused (${wordOf(error.error)})`);
  if (error instanceof ResponseBodyError) {
    if (error.error === 'invalid_client') return strangerTo();
    return error.status >= 500
      ? unreachable('does not work now')
      : invalid(
          `it does not take the code, which was used, has expired or is of another sign-in (${wordOf(error.error)})`,
        );
  }
  const code = (error as { readonly code?: unknown }).code;
  if (error instanceof TypeError || code === 'OAUTH_TIMEOUT') return unreachable('does not answer');
  return invalid(`what it gave is not for this sign-in, or does not hold (${wordOf(code)})`);
}

function strangerTo(): CustosError {
  return unreachable('does not know this node, or takes another secret of it');
}

function wordOf(code: unknown): string {
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : 'without a reason';
}

function invalid(why: string): CustosError {
  return new CustosError('SESSION_INVALID', `The organisation’s sign-in is not accepted: ${why}. Sign in again.`);
}

function unreachable(what: string, cause?: unknown): CustosError {
  const message = `The organisation’s sign-in ${what}. Try again, or ask whoever runs the node.`;
  return new CustosError('UNAVAILABLE', message, { cause });
}
