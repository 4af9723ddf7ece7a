import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { inviteStaff, listStaff } from '../../src/client/staff.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { CLIENT, type OpenIdProvider, startProvider } from '../gateway/openid-provider.ts';
import { vouching } from '../gateway/persons.ts';
import { pagesOfSuite } from './pages.ts';

const PAGES = fileURLToPath(new URL('../../artifacts/console', import.meta.url));
let consortium: Consortium;
let provider: OpenIdProvider;

/** A hospital whose persons sign in at a provider of its own, or with passkeys. */
const pages = pagesOfSuite(async () => {
  provider = await startProvider();
  const sessionSeed = randomBytes(32);
  consortium = await foundConsortium({
    patients: 1,
    hostname: 'localhost',
    pages: PAGES,
    sessionSeed,
    logLevel: 'silent',
    oidc: {
      ...CLIENT,
      issuer: provider.issuer,
      scopes: ['profile', 'roles'],
      rolesClaim: ['groups'],
      roles: { 'custos-data': ['data-manager'] },
      redirectUris: [],
    },
  });
  await vouching(consortium, consortium.keys.holder, { seed: sessionSeed });
  return { url: consortium.endpoint, stop: () => consortium.close() };
});
afterAll(() => provider?.stop());

const isIn = () => pages.page.getByRole('navigation').getByRole('link', { name: 'Datasets' }).waitFor();

describe('a person of the hospital', () => {
  it('comes in by the login of the organisation, in a window that closes by itself', async () => {
    provider.accounts.set('ana', { name: 'Ana Souza', groups: ['custos-data'] });
    provider.visitor = 'ana';
    await pages.page.goto(`${pages.url}/staff/datasets`);
    const [shown] = await Promise.all([
      pages.context.waitForEvent('page'),
      pages.press('Sign in with your organisation’s login'),
    ]);
    await isIn();
    await expect.poll(() => shown.isClosed()).toBe(true);
    expect(pages.page.url()).toBe(`${pages.url}/staff/datasets`);
    const known = await listStaff(consortium.client(consortium.keys.holder));
    expect(known.map(({ name, origin }) => [name, origin])).toEqual([['Ana Souza', 'oidc']]);
    await pages.page.reload();
    await isIn();
  });

  it('is let in by no login that gives it nothing to do', async () => {
    provider.accounts.set('eve', { name: 'Eve Jones', groups: [] });
    provider.visitor = 'eve';
    await pages.page.goto(`${pages.url}/enter/staff`);
    await pages.press('Sign in with your organisation’s login');
    await pages.page.getByRole('alert').waitFor();
    pages.wrong = pages.wrong.filter((line) => !/status of 403/.test(line));
  });

  it('makes its passkey with a code, and comes back with it', async () => {
    await pages.addPhone();
    const account = consortium.client(consortium.keys.holder);
    const { code } = await inviteStaff(account, { name: 'Rui Lopes', duties: ['data-manager'] });
    await pages.page.goto(`${pages.url}/enter/staff`);
    await pages.page.getByText('Somebody handed me a code').click();
    await pages.page.getByLabel('Your code').fill(code);
    await pages.page.getByLabel('Name of this device').fill('Telephone');
    await pages.looksRight();
    await pages.press('Make this device my way in');
    await isIn();
    await pages.press('Sign out');
    await pages.heading('Come in as staff').waitFor();
    await pages.press('Sign in with a passkey');
    await isIn();
  });
});
