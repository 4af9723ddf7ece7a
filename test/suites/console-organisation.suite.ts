import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { inviteStaff, listStaff } from '../../src/client/staff.ts';
import { DUTIES, type Duty } from '../../src/core/duties.ts';
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

/** Which duties open a page, by what the gateway says of its routes. */
const OPENS: Readonly<Record<string, readonly Duty[]>> = {
  '/staff/patients': ['data-manager'],
  '/staff/permits/new': ['reviewer'],
  '/staff/forms': ['data-manager', 'auditor'],
  '/staff/codes': ['data-manager'],
};

const isIn = () => pages.page.getByRole('navigation').getByRole('link', { name: 'Datasets' }).waitFor();

let invited = 0;
async function comeInAs(duty: Duty): Promise<void> {
  await pages.addPhone();
  const account = consortium.client(consortium.keys.holder);
  const { code } = await inviteStaff(account, { name: `Somebody ${invited++}`, duties: [duty] });
  await pages.page.goto(`${pages.url}/enter/staff`);
  await pages.page.getByText('Somebody handed me a code').click();
  await pages.page.getByLabel('Your code').fill(code);
  await pages.page.getByLabel('Name of this device').fill('Telephone');
  await pages.press('Make this device my way in');
  await isIn();
}

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

  it('is shown in place of a page that is for others who it is for', async () => {
    await comeInAs('administrator');
    await pages.page.goto(`${pages.url}/staff/patients`);
    await pages.page.getByText('This page is for a data manager. You are a staff administrator here.').waitFor();
    await pages.looksRight();
  });

  it.each(DUTIES)(
    'sees the pages that the duty of %s opens, asks for nothing else, and is told of the others for whom they are',
    async (duty) => {
      await comeInAs(duty);
      const listed = await pages.page
        .getByRole('navigation', { name: 'Pages of the hospital' })
        .getByRole('link')
        .all();
      for (const link of listed) {
        await link.click();
        await pages.page.waitForLoadState('networkidle');
        expect(await pages.page.getByRole('alert').count()).toBe(0);
        await pages.page.getByText('Others of your organisation do this').waitFor({ state: 'hidden' });
      }
      for (const path of Object.keys(OPENS)) {
        await pages.page.goto(`${pages.url}${path}`);
        await pages.page.waitForLoadState('networkidle');
        const isTold = await pages.heading('Others of your organisation do this').isVisible();
        expect({ path, isTold }).toEqual({ path, isTold: !OPENS[path]?.includes(duty) });
      }
    },
  );
});
