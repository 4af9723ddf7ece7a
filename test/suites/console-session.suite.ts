import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();
const DELETED = 204;

/** The next session that a passkey opens ends after so long, in ms. */
async function nextSessionEnds(afterMs: number): Promise<void> {
  await pages.page.route(
    '**/v1/auth/passkey/challenge',
    async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), expires: Date.now() + afterMs } });
    },
    { times: 1 },
  );
}

const illness = (page: Page = pages.page) => page.getByRole('radio', { name: 'Research into health and illness' });
const kept = (page: Page = pages.page) => page.evaluate<string>('JSON.stringify(sessionStorage)');

/** A patient whose session is soon over, in the middle of a form. */
async function beginForm(): Promise<void> {
  await pages.addPhone();
  await nextSessionEnds(30_000);
  await pages.comeInByCode();
  await pages.page.getByRole('button', { name: 'Not now' }).click();
  await pages.press('Allow something');
  await illness().check({ force: true });
  expect(await kept()).toContain('HMB');
}

describe('whoever is in by what asks for a press', () => {
  it('is asked in time whether it stays, and signs in anew by a press alone', async () => {
    await pages.addPhone();
    await nextSessionEnds(60_000);
    await pages.comeInByCode();
    const asked = pages.page.getByRole('dialog', { name: 'Would you like to stay?' });
    await asked.waitFor();
    await pages.looksRight();
    await asked.getByRole('button', { name: 'Stay signed in' }).click();
    await asked.waitFor({ state: 'detached' });
    await pages.page.reload();
    await pages.heading('Who may use your data').waitFor();
    expect(await asked.count()).toBe(0);
  });

  it('is led to the door when the session is over, and finds what it chose after it', async () => {
    await beginForm();
    await pages.heading('Come in as a patient').waitFor();
    await pages.page.getByText('Your time here was over').waitFor();
    await pages.press('Sign in with this device');
    await pages.heading('What may your data be used for?').waitFor();
    expect(await illness().isChecked()).toBe(true);
  });

  it('leaves nothing of a form to somebody else who comes in at the same place', async () => {
    await beginForm();
    await pages.page.getByText('Your time here was over').waitFor();
    expect(await kept()).toContain('HMB');
    await pages.page.goto(pages.url);
    await pages.press('Patient 4');
    await pages.heading('Who may use your data').waitFor();
    expect(await kept()).not.toContain('HMB');
  });
});

describe('whoever is in', () => {
  it('signs out of all tabs, and of the gateway', async () => {
    await pages.page.goto(`${pages.url}/staff/permits/new`);
    await pages.press('Sample Hospital');
    const other = await pages.newPage();
    await other.goto(`${pages.url}/staff/permits/new`);
    await other.getByLabel('Only for this disease, if for one').fill('asthma');
    const ended = pages.page.waitForResponse((response) => response.request().method() === 'DELETE');
    await pages.press('Sign out');
    expect((await ended).status()).toBe(DELETED);
    await other.getByRole('heading', { name: 'Come in as staff' }).waitFor();
    expect(await kept(other)).not.toContain('asthma');
  });

  it('sees what anybody may, also where it turns out meanwhile that its session is over', async () => {
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    const [asked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await pages.page.route('**/v1/me', async (route) => {
      await asked.promise;
      await route.fulfill({ status: 401, json: { code: 'SESSION_INVALID', detail: 'It is over.' } });
      told.resolve();
    });
    await pages.page.route('**/openapi.json', async (route) => {
      asked.resolve();
      await told.promise;
      await pages.page.getByText('You are not signed in.').waitFor();
      await route.continue();
    });
    await pages.page.goto(`${pages.url}/try`);
    await pages.page.getByRole('link', { name: /GET.*\/v1\/me$/ }).waitFor();
    pages.wrong = pages.wrong.filter((line) => !/status of 401/.test(line));
  });

  it.each<[string, (route: Route) => Promise<void>]>([
    ['did not when the page was loaded', (route) => route.abort()],
    ['had too much to do then', (route) => refuse(route, 429, 'RATE_LIMITED')],
    ['failed then', (route) => refuse(route, 500, 'INTERNAL')],
    ['was behind a proxy that answered in its place', (route) => route.fulfill({ body: '<h1>Bad Gateway</h1>' })],
  ])('is still in once a gateway answers again that %s', async (_, answer) => {
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    await pages.page.route('**/v1/me', answer);
    await pages.page.reload();
    await pages.heading('Come in as staff').waitFor();
    await pages.page.unroute('**/v1/me');
    pages.wrong = pages.wrong.filter((line) => !/net::ERR_FAILED|status of (429|500)/.test(line));
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.heading('Datasets').waitFor();
  });
});

function refuse(route: Route, status: number, code: string): Promise<void> {
  return route.fulfill({ status, contentType: 'application/problem+json', json: { code, detail: 'Not now.' } });
}

/** Sets the page's own clock forward. Times of what it signs would be of then, too: no gateway takes it. */
async function passes(page: Page, ms: number): Promise<void> {
  await page.evaluate(`(() => {
    const before = Date.now.bind(Date);
    Date.now = () => before() + ${ms};
  })()`);
}

describe('whoever left its device alone', () => {
  const IDLE_MS = 15 * 60_000;

  it('is out as soon as somebody touches a device that slept, whose timers did not run', async () => {
    // A device that sleeps runs no timers.
    await pages.page.addInitScript('globalThis.setInterval = () => 0');
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    await passes(pages.page, IDLE_MS + 1);
    await pages.page.mouse.click(5, 600);
    await pages.heading('Come in as staff').waitFor();
  });

  it('is out where the clock of the device was set back meanwhile, with its pages open or closed', async () => {
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    await pages.page.evaluate(`localStorage.setItem('custos-acted', String(Date.now() + 86400000))`);
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.heading('Come in as staff').waitFor();
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    await passes(pages.page, -7_200_000);
    await pages.heading('Come in as staff').waitFor();
  });

  it('is out where its pages were closed meanwhile', async () => {
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    await pages.page.evaluate(`localStorage.setItem('custos-acted', String(Date.now() - ${IDLE_MS}))`);
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.heading('Come in as staff').waitFor();
  });

  it('stays in all tabs as long as it works in one of them', async () => {
    await pages.context.addInitScript(`
      const begin = globalThis.setInterval;
      const told = (work) => () => {
        work();
        globalThis.ran?.();
      };
      globalThis.setInterval = (work, ms) => begin(told(work), ms);
    `);
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    const other = await pages.newPage();
    await other.goto(`${pages.url}/staff/permits`);
    const heading = other.getByRole('heading', { name: 'Permits', level: 1 });
    await heading.waitFor();
    // Room for a machine on which all of this takes long.
    for (const page of [pages.page, other]) await passes(page, IDLE_MS - 60_000);
    await pages.page.mouse.click(5, 600);
    for (const page of [pages.page, other]) await passes(page, 61_000);
    await other.evaluate('new Promise((resolve) => { globalThis.ran = resolve; })');
    await heading.waitFor();
    await pages.heading('Datasets').waitFor();
  });
});

describe('two persons in one browser', () => {
  it('are never taken for one another when the session of one is over', async () => {
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Datasets').waitFor();
    await pages.page.reload();
    await pages.heading('Datasets').waitFor();
    const other = await pages.newPage();
    await other.goto(`${pages.url}/enter/audit`);
    await other.getByRole('button', { name: 'Sign out' }).last().waitFor();
    await other.getByRole('button', { name: 'Auditor' }).first().click();
    await other.waitForURL(/\/audit\//);
    const problem = { code: 'SESSION_EXPIRED', status: 401, title: 'Over', detail: 'It has ended.' };
    await pages.page.route('**/v1/permits*', (route) => route.fulfill({ status: 401, json: problem }));
    await pages.page.getByRole('link', { name: 'Permits' }).click();
    await pages.heading('Come in as staff').waitFor();
    await pages.page.getByText('Your time here was over').waitFor();
    await other.reload();
    await other.getByRole('navigation').getByRole('link', { name: 'Log' }).waitFor();
    pages.wrong = pages.wrong.filter((line) => !/status of 401/.test(line));
  });
});

describe('a browser that keeps nothing', () => {
  it('lets a patient come in, stop a consent and leave', async () => {
    await pages.page.addInitScript(`
      const blocked = () => { throw new DOMException('blocked', 'SecurityError'); };
      for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get: blocked });
      IDBFactory.prototype.open = blocked;
    `);
    await pages.page.goto(pages.url);
    await pages.press('Patient 4');
    await pages.heading('Who may use your data').waitFor();
    await pages.press('Change or stop');
    await pages.page.getByRole('radio', { name: 'Stop this consent' }).check({ force: true });
    await pages.press('Go on');
    await pages.press('Yes, stop it');
    await pages.heading(/^Stopped on/).waitFor();
    await pages.press('Sign out');
    await pages.heading('Come in as a patient').waitFor();
  });
});

/** Sets the page's clock, for all that it does with it. */
const wrongClock = (hours: number) => `(() => {
  const Right = Date;
  const wrong = () => Right.now() + ${hours} * 3_600_000;
  globalThis.Date = class extends Right {
    constructor(...given) {
      super(...(given.length === 0 ? [wrong()] : given));
    }
    static now() {
      return wrong();
    }
  };
})()`;

describe('whoever works in Portuguese', () => {
  async function inPortuguese(): Promise<void> {
    await pages.page.addInitScript(`localStorage.setItem('custos-language', 'pt')`);
    await pages.page.goto(`${pages.url}/staff/datasets`);
    await pages.press('Sample Hospital');
    await pages.heading('Conjuntos de dados').waitFor();
  }

  it('is told of a wrong clock in its language, also in the house where it works', async () => {
    await inPortuguese();
    // By less than a session may be left alone: one that is further back ends it.
    await pages.page.evaluate(wrongClock(-0.2));
    await pages.page.getByRole('link', { name: 'Autorizações' }).first().click();
    const told = pages.page.getByRole('alert').first();
    await told.getByText('O relógio deste aparelho está errado').waitFor();
    expect(await told.getByText('clock').count()).toBe(0);
    pages.wrong = pages.wrong.filter((line) => !/status of 401/.test(line));
  });

  it('reads what to do in its language, and what the program says in English as that', async () => {
    await inPortuguese();
    const problem = {
      code: 'RATE_LIMITED',
      status: 429,
      title: 'Many',
      detail: 'Too many requests. Try again in 9 s.',
    };
    await pages.page.route('**/v1/permits*', (route) => route.fulfill({ status: 429, json: problem }));
    await pages.page.getByRole('link', { name: 'Autorizações' }).first().click();
    const told = pages.page.getByRole('alert').first();
    await told.getByText('Houve demasiados pedidos').waitFor();
    expect(await told.locator('[lang=en]').textContent()).toBe(problem.detail);
    await pages.looksRight();
    pages.wrong = pages.wrong.filter((line) => !/status of 429/.test(line));
  });
});

describe('a device whose clock is wrong', () => {
  it.each([
    ['ahead', 2],
    ['behind', -2],
  ])('is told so, by hours %s', async (_, hours) => {
    await pages.page.addInitScript(wrongClock(hours));
    await pages.page.goto(pages.url);
    await pages.press('Patient 1');
    await pages.page.getByRole('alert').getByText('The clock of this device is wrong').waitFor();
    pages.wrong = pages.wrong.filter((line) => !/status of 401/.test(line));
  });
});
