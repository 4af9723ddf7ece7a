import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';
import { freePort } from '../free-port.ts';

/** Somebody whom the provider knows. */
export interface Account {
  readonly name?: unknown;
  readonly preferred_username?: unknown;
  readonly groups?: unknown;
  readonly realm?: unknown;
}

export const CLIENT = { clientId: 'hospital-node', clientSecret: 'a secret of 32 characters or more' } as const;

/** A real OpenID provider on this machine. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly accounts: Map<string, Account>;
  /** Seconds that a code counts. */
  codeSeconds: number;
  /** What it told the node by its token endpoint. */
  readonly tokens: string[];
  /** The account that its page of sign-in takes whoever comes for. */
  visitor: string;
  /** Signs in as the account, at the address that the node gave, as a browser does; gives where it is sent back to. */
  signIn(subject: string, url: string): Promise<string>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startProvider(): Promise<OpenIdProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const accounts = new Map<string, Account>();
  const tokens: string[] = [];
  const self: OpenIdProvider = {
    issuer,
    accounts,
    codeSeconds: 60,
    visitor: '',
    tokens,
    signIn: async (subject, url) => {
      self.visitor = subject;
      return browse(url, issuer);
    },
    stop: async () => {
      server?.closeAllConnections();
      await new Promise((resolve) => server?.close(resolve));
    },
    start: async () => {
      server = createServer(provider.callback());
      await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    },
  };
  let server: Server | undefined;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        application_type: 'native',
        redirect_uris: [
          'http://127.0.0.1/callback',
          'http://localhost/enter/back',
          'https://pages.hospital.example/signed-in',
        ],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], roles: ['groups', 'realm'] },
    scopes: ['openid', 'profile', 'roles'],
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: {
      AuthorizationCode: () => self.codeSeconds,
      AccessToken: 60,
      IdToken: 60,
      Session: 60,
      Interaction: 60,
      Grant: 60,
    },
    cookies: { keys: ['of this test'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...accounts.get(sub) }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile roles');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (context.path.startsWith('/interaction/')) {
      const login = accounts.has(self.visitor)
        ? { login: { accountId: self.visitor }, consent: {} }
        : { error: 'access_denied' };
      return provider.interactionFinished(context.req, context.res, login);
    }
    await next();
    if (context.path === '/token') tokens.push(JSON.stringify(context.body));
  });
  await self.start();
  return self;
}

/** Follows redirects with cookies, until they lead away from the provider. */
async function browse(from: string, issuer: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = from;
  for (let followed = 0; followed < 20; followed++) {
    if (!url.startsWith(`${issuer}/`)) return url;
    const cookie = Array.from(cookies, (pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null)
      throw new Error(
        `${response.status} of the provider: ${(await response.text()).replace(/^.*<body>/s, '').slice(0, 700)}`,
      );
    url = new URL(next, url).href;
  }
  throw new Error(`The provider leads nowhere: ${url}`);
}
