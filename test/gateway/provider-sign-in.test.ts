import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { byNode, byProvider, type SignInBrowser } from '../../src/client/person-sign-in.ts';
import {
  changeStaffMember,
  endStaffMember,
  inviteStaff,
  listStaff,
  readOwnStaff,
  type StaffMember,
} from '../../src/client/staff.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import { distinctNames } from '../../src/core/namesakes.ts';
import { parseStatement, type SignedStatement, sessionKeyHash } from '../../src/core/session-statement.ts';
import { StatementSigner } from '../../src/gateway/auth/statement-signer.ts';
import { IdentityProvider } from '../../src/gateway/staff/identity-provider.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { CLIENT, type OpenIdProvider, startProvider } from './openid-provider.ts';

const SEED = randomBytes(32);
const REDIRECT = 'http://127.0.0.1:8712/callback';
const ROLES = {
  'custos-data': ['data-manager'],
  'custos-research': ['researcher'],
  'custos-both': ['reviewer', 'researcher'],
} as const;

let provider: OpenIdProvider;
let consortium: Consortium;
let holder: GatewayClient;
let key: string;

beforeAll(async () => {
  provider = await startProvider();
  const oidc = {
    ...CLIENT,
    issuer: provider.issuer,
    scopes: ['profile', 'roles'],
    rolesClaim: ['groups'],
    roles: ROLES,
    redirectUris: ['https://pages.hospital.example/signed-in'],
  };
  consortium = await foundConsortium({ patients: 1, oidc, sessionSeed: SEED, logLevel: 'silent' });
  holder = consortium.client(consortium.keys.holder);
  const { contracts } = await holder.identity();
  const membership = {
    ledger: { chainId: 1, membership: contracts.membership },
    member: consortium.keys.holder.address,
  };
  key = new StatementSigner({ ...membership, seed: SEED }).key;
  await named();
}, 120_000);
afterAll(async () => {
  await consortium?.close();
  await provider?.stop();
});
beforeEach(() => {
  provider.codeSeconds = 60;
  provider.accounts.set('ana', { name: 'Ana Souza', groups: ['others', 'custos-data'] });
  provider.accounts.set('rui', { name: 'Rui Costa', groups: 'custos-both' });
});

async function named(): Promise<void> {
  const { membership } = ledgerCalls((await holder.identity()).contracts);
  const until = Math.floor(Date.now() / 1000) + 86_400;
  await sendOwnCall(holder, membership.addSessionKey(key as `0x${string}`, until));
}

/** `bend` changes where the browser goes, and to where it came back. */
function browser(
  subject: string,
  bend: { readonly there?: (url: string) => string; readonly back?: (url: string) => string } = {},
  redirectUri = REDIRECT,
): SignInBrowser {
  return {
    redirectUri,
    open: async (url) => {
      const back = await provider.signIn(subject, bend.there?.(url) ?? url);
      return bend.back?.(back) ?? back;
    },
  };
}

const anonymous = () => new GatewayClient({ endpoint: consortium.endpoint });
const person = (...as: Parameters<typeof browser>) => {
  return new GatewayClient({ endpoint: consortium.endpoint, account: byProvider(anonymous(), browser(...as)) });
};

interface Me {
  readonly person: Digest;
  readonly member: Address;
  readonly roles: readonly string[];
}
const me = (client: GatewayClient) => client.json<Me>('GET', '/v1/me');
const kept = async (of: Digest) => (await listStaff(holder)).find((one) => one.person === of) as StaffMember;
const code = (code: string) => expect.objectContaining({ code });

describe('a person who signs in at its organisation’s own provider', () => {
  it('acts for the organisation by its duties, under one pseudonym however often', async () => {
    const first = await me(person('ana'));
    expect(first).toMatchObject({ member: consortium.keys.holder.address, roles: expect.arrayContaining(['member']) });
    expect(await me(person('ana'))).toEqual(first);
    expect(await kept(first.person)).toMatchObject({ name: 'Ana Souza', origin: 'oidc', duties: ['data-manager'] });
    const other = await me(person('rui'));
    expect(other.person).not.toBe(first.person);
    expect((await kept(other.person)).duties).toEqual(['reviewer', 'researcher']);
    expect(await person('ana').json('GET', '/v1/subjects')).toBeDefined();
    await expect(person('rui').json('GET', '/v1/subjects')).rejects.toThrow(code('FORBIDDEN'));
  });

  it('is called by what tells it from whoever stands here under a name that people take for its own', async () => {
    await inviteStaff(holder, { name: 'Dra. Inês Prado', duties: ['reviewer'] });
    const names = async (subject: string, account: object) => {
      provider.accounts.set(subject, { groups: 'custos-both', ...account });
      return (await kept((await me(person(subject))).person)).name;
    };
    const called = { name: 'DRA. INÊS  PRADO', preferred_username: 'iprado' };
    expect(await names('ines', called)).toBe('DRA. INÊS PRADO (iprado)');
    // The same again, also after a restart, and another one of that name and account.
    await consortium.restart();
    expect(await names('ines', called)).toBe('DRA. INÊS PRADO (iprado)');
    expect(await names('ines-2', called)).toMatch(/^DRA\. INÊS PRADO \(account [0-9a-f]{8}\)$/);
    expect(await names('ines-3', { name: 'Dra. Inês Prado' })).toMatch(/^Dra\. Inês Prado \(account [0-9a-f]{8}\)$/);
    const all = (await listStaff(holder)).filter(({ ended }) => ended === undefined).map(({ name }) => name);
    expect([...distinctNames(all)].sort()).toEqual([...all].sort());
  });

  it('keeps its name from persons whom the node itself takes in', async () => {
    await me(person('rui'));
    for (const name of ['Rui Costa', 'rui  costa', 'Ruі Costa']) {
      await expect(inviteStaff(holder, { name, duties: ['reviewer'] })).rejects.toMatchObject({
        code: /CONFLICT|INPUT_INVALID/,
      });
    }
    const { person: other } = await inviteStaff(holder, { name: 'Rui Costa, pharmacy', duties: ['reviewer'] });
    await expect(changeStaffMember(holder, other, { name: 'Rui Costa' })).rejects.toThrow(code('CONFLICT'));
  });

  it('is told what its sign-in changed', async () => {
    provider.accounts.set('told', { name: 'Told Before', groups: 'custos-data' });
    await me(person('told'));
    provider.accounts.set('told', { name: 'Told After', groups: 'custos-both' });
    expect((await readOwnStaff(person('told'))).changes).toMatchObject([
      { what: 'renamed', name: 'Told After', by: 'sign-in' },
      { what: 'duties', duties: ['reviewer', 'researcher'], by: 'sign-in' },
    ]);
  });

  it('keeps its pseudonym over a restart of the node', async () => {
    const before = await me(person('ana'));
    await consortium.restart();
    expect(await me(person('ana'))).toEqual(before);
  });

  it('has the duties and the name that the last sign-in said', async () => {
    const { person: id } = await me(person('ana'));
    provider.accounts.set('ana', { name: 'Ana Souza Lima', groups: ['custos-research', 'custos-data', 'custos-data'] });
    await me(person('ana'));
    expect(await kept(id)).toMatchObject({ name: 'Ana Souza Lima', duties: ['data-manager', 'researcher'] });
  });

  it.each<[string, object]>([
    ['nothing', { name: 'Ana' }],
    ['no role of this node', { name: 'Ana', groups: ['others', 'toString', '__proto__'] }],
    ['a number', { name: 'Ana', groups: 7 }],
    ['an object', { name: 'Ana', groups: { 'custos-data': true } }],
    ['lists of lists', { name: 'Ana', groups: [['custos-data']] }],
  ])('does nothing where the claim of its roles says %s, and has lost what it did before', async (_, account) => {
    const before = person('ana');
    const { person: id } = await me(before);
    provider.accounts.set('ana', account);
    await expect(person('ana').signIn()).rejects.toThrow(code('FORBIDDEN'));
    expect((await kept(id)).duties).toEqual([]);
    await expect(before.json('GET', '/v1/subjects')).rejects.toThrow(code('FORBIDDEN'));
  });

  it.each([
    ['none', undefined, 'by-account'],
    ['one that nobody can read', 'A\u202ena', 'by-account'],
    ['one of another kind', { first: 'Ana' }, 'by-account'],
  ])('is called by its account where its name is %s', async (_, name, account) => {
    provider.accounts.set('eva', { name, preferred_username: account, groups: 'custos-data' });
    const { person: id } = await me(person('eva'));
    expect((await kept(id)).name).toBe(account);
  });

  it('who was ended here comes in no more', async () => {
    provider.accounts.set('leo', { name: 'Leo', groups: 'custos-data' });
    const before = person('leo');
    const { person: id } = await me(before);
    await endStaffMember(holder, id);
    // Its session is void, and the client signs in anew.
    await expect(before.json('GET', '/v1/me')).rejects.toThrow(code('FORBIDDEN'));
    await expect(person('leo').signIn()).rejects.toThrow(code('FORBIDDEN'));
  });

  it('is told that it was refused there', async () => {
    await expect(person('nobody').signIn()).rejects.toMatchObject({
      code: 'SESSION_INVALID',
      message: expect.stringMatching(/did not let you in.*Sign in again/),
      details: { provider: 'access_denied' },
    });
  });

  it('comes back to a page that the node was told of', async () => {
    const page = 'https://pages.hospital.example/signed-in';
    expect(await me(person('ana', {}, page))).toMatchObject({ roles: expect.arrayContaining(['member']) });
  });

  it.each([
    'https://elsewhere.example/callback',
    'http://127.0.0.1.elsewhere.example:80/callback',
    'http://127.0.0.1:0/callback',
    'http://localhost:8712/callback',
    'http://127.0.0.1:8712/callback?next=https://elsewhere.example',
    'http://127.0.0.1:8712/callback#x',
    'http://user@127.0.0.1:8712/callback',
    'https://pages.hospital.example/signed-in/',
    'javascript:alert(1)',
  ])('comes back to no other address: %s', async (address) => {
    await expect(person('ana', {}, address).signIn()).rejects.toThrow(code('INPUT_INVALID'));
  });
});

describe('a sign-in at the provider', () => {
  const begin = async (change: object = {}) => {
    const { gateway } = await holder.identity();
    const json = { jkt: `${'D'.repeat(42)}A`, gateway, redirectUri: REDIRECT, ...change };
    return anonymous().json<{ url: string; signIn: string }>('POST', '/v1/auth/oidc/begin', { json });
  };
  const complete = (json: { readonly signIn: string; readonly redirected: string }) =>
    anonymous().json<SignedStatement & { person: StaffMember }>('POST', '/v1/auth/oidc/callback', { json });
  const at = (url: string, name: string, value: string) => {
    const changed = new URL(url);
    changed.searchParams.set(name, value);
    return changed.href;
  };

  it('asks for a code, held to state, nonce and PKCE', async () => {
    const { url } = await begin();
    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid profile roles',
      redirect_uri: REDIRECT,
      client_id: CLIENT.clientId,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]).toMatch(/^[\w-]{43}$/);
    const other = Object.fromEntries(new URL((await begin()).url).searchParams);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]).not.toBe(other[name]);
  });

  it('vouches for the session that it was begun for, and gives nothing of what the provider said but what is kept', async () => {
    const { url, signIn } = await begin();
    const answer = await complete({ signIn, redirected: await provider.signIn('ana', url) });
    const { gateway, ledger } = await holder.identity();
    const { person: id, member } = await me(person('ana'));
    expect(parseStatement(answer.statement)).toMatchObject({
      jkt: `${'D'.repeat(42)}A`,
      gateway,
      ledger,
      member,
      person: id,
    });
    expect(Object.keys(answer).sort()).toEqual(['key', 'person', 'signature', 'statement']);
    const tokens = provider.tokens.map((text) => JSON.parse(text) as { id_token: string; access_token: string });
    for (const { id_token: token, access_token: access } of tokens) {
      expect(JSON.stringify(answer)).not.toContain(token);
      expect(JSON.stringify(answer)).not.toContain(access);
    }
  });

  it('is completed once', async () => {
    const { url, signIn } = await begin();
    const redirected = await provider.signIn('ana', url);
    await complete({ signIn, redirected });
    await expect(complete({ signIn, redirected })).rejects.toThrow(code('CHALLENGE_INVALID'));
  });

  it('is over after one that failed, and after a restart', async () => {
    const [one, other] = [await begin(), await begin()];
    const redirected = await provider.signIn('ana', one.url);
    const wrong = { signIn: one.signIn, redirected: at(redirected, 'state', 'another') };
    await expect(complete(wrong)).rejects.toThrow(code('SESSION_INVALID'));
    await expect(complete({ signIn: one.signIn, redirected })).rejects.toThrow(code('CHALLENGE_INVALID'));
    const late = { signIn: other.signIn, redirected: await provider.signIn('ana', other.url) };
    await consortium.restart();
    await expect(complete(late)).rejects.toThrow(code('CHALLENGE_INVALID'));
  });

  it.each<[string, Parameters<typeof browser>[1]]>([
    ['without a state', { back: (url) => url.replace(/state=[^&]*&?/, '') }],
    ['with another state', { back: (url) => at(url, 'state', 'A'.repeat(43)) }],
    ['with another nonce', { there: (url) => at(url, 'nonce', 'A'.repeat(43)) }],
    ['with another PKCE challenge', { there: (url) => at(url, 'code_challenge', 'A'.repeat(43)) }],
    ['with another code', { back: (url) => at(url, 'code', 'A'.repeat(43)) }],
    ['of another provider', { back: (url) => at(url, 'iss', 'https://elsewhere.example') }],
    ['at another address', { back: (url) => url.replace('127.0.0.1:8712', '127.0.0.1:8713') }],
    ['at no address', { back: () => 'callback' }],
  ])('%s is not accepted', async (_, bend) => {
    await expect(person('ana', bend).signIn()).rejects.toThrow(code('SESSION_INVALID'));
  });

  it('with the code of another one is not accepted: a code that was seen on its way is worth nothing', async () => {
    const [seen, own] = [await begin(), await begin()];
    const stolen = await provider.signIn('ana', seen.url);
    const redirected = at(stolen, 'state', new URL(own.url).searchParams.get('state') ?? '');
    await expect(complete({ signIn: own.signIn, redirected })).rejects.toThrow(code('SESSION_INVALID'));
  });

  it('with a code that has expired is not accepted', async () => {
    provider.codeSeconds = 1;
    const { url, signIn } = await begin();
    const redirected = await provider.signIn('ana', url);
    await sleep(2_100);
    await expect(complete({ signIn, redirected })).rejects.toThrow(code('SESSION_INVALID'));
  });

  it('is not possible while the provider is away, and is afterwards', async () => {
    const { url, signIn } = await begin();
    const redirected = await provider.signIn('ana', url);
    await provider.stop();
    await expect(complete({ signIn, redirected })).rejects.toThrow(code('UNAVAILABLE'));
    // What was learned of the provider is gone with a restart.
    await consortium.restart();
    await expect(begin()).rejects.toThrow(code('UNAVAILABLE'));
    await provider.start();
    expect(await begin()).toMatchObject({ url: expect.stringContaining(provider.issuer) });
  });

  it('is not possible where the provider takes the node for another one', async () => {
    const strange = new IdentityProvider({ ...CLIENT, issuer: provider.issuer, clientSecret: 'wrong', scopes: [] });
    const expected = { state: 'S'.repeat(43), nonce: 'N'.repeat(43), verifier: 'V'.repeat(43), redirectUri: REDIRECT };
    const back = new URL(await provider.signIn('ana', await strange.authorizationUrl(expected)));
    await expect(strange.claims(back, expected)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('another secret'),
    });
  });

  it('is not begun for a gateway that is none, before anybody signs in in vain', async () => {
    await expect(begin({ gateway: `0x${'42'.repeat(20)}` })).rejects.toThrow(code('NOT_FOUND'));
  });
});

describe('a person who is signed in at its organisation’s node', () => {
  it('is vouched for in further sessions, which end with the one that is open', async () => {
    const node = person('rui');
    const { gateway } = await holder.identity();
    const { expires } = await sessionOf(node);
    const again = new GatewayClient({ endpoint: consortium.endpoint, account: byNode(node) });
    expect(await me(again)).toEqual(await me(node));
    const { ledger } = await holder.identity();
    const { statement } = await byNode(node).vouch({ ledger, gateway, jkt: `${'E'.repeat(42)}A` });
    expect(parseStatement(statement).notAfter).toBeLessThanOrEqual(expires);
  });

  it('goes to gateways of others as a researcher alone, and to none that the ledger does not have', async () => {
    const { ledger } = await holder.identity();
    const elsewhere = { ledger, gateway: `0x${'42'.repeat(20)}` as Address, jkt: `${'F'.repeat(42)}A` };
    await expect(byNode(person('ana')).vouch(elsewhere)).rejects.toThrow(code('FORBIDDEN'));
    await expect(byNode(person('rui')).vouch(elsewhere)).rejects.toThrow(code('NOT_FOUND'));
  });

  it('is one: an account, or another organisation’s person, is vouched for by nobody here', async () => {
    const { ledger, gateway } = await holder.identity();
    const wanted = { ledger, gateway, jkt: `${'G'.repeat(42)}A` };
    await expect(byNode(holder).vouch(wanted)).rejects.toThrow(code('FORBIDDEN'));
    const requester = consortium.client(consortium.keys.requester);
    await expect(byNode(requester).vouch(wanted)).rejects.toThrow(code('FORBIDDEN'));
  });

  it('is vouched for no more where the organisation’s key has ended, and its sessions end', async () => {
    const open = person('ana');
    await me(open);
    const { membership } = ledgerCalls((await holder.identity()).contracts);
    const end = membership.removeSessionKey(sessionKeyHash(key as `0x${string}`));
    await sendOwnCall(holder, end);
    await expect(open.json('GET', '/v1/me')).rejects.toThrow(code('UNAVAILABLE'));
    const opened: string[] = [];
    const { gateway } = await holder.identity();
    const browser = { redirectUri: REDIRECT, open: async (url: string) => String(opened.push(url)) };
    const asked = new GatewayClient({ endpoint: consortium.endpoint, account: byProvider(anonymous(), browser) });
    await expect(asked.signIn()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/session key .*member session-key renew/),
    });
    expect(opened).toEqual([]);
    const challenge = { json: { jkt: `${'D'.repeat(42)}A`, gateway }, anonymous: true };
    await expect(holder.json('POST', '/v1/auth/staff/challenge', challenge)).rejects.toThrow(code('UNAVAILABLE'));
  });
});

it('is seen in every reply of its routes', () => {
  expect(consortium.documented.unseen('provider-sign-in')).toEqual([]);
});

/** Until when its session lasts at most. */
async function sessionOf(client: GatewayClient): Promise<{ readonly expires: number }> {
  await client.signIn();
  return { expires: Date.now() + 50 * 60_000 };
}
