import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client';
import { invalid, refusalOf, unreachable } from './provider-refusals.ts';

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
    throw invalid('it gave no ID token. Ask whoever runs the node');
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
      throw unreachable('cannot be asked', { cause });
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
