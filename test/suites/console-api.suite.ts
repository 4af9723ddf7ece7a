import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();
const DOORS: Readonly<Record<string, string>> = {
  'Sample Hospital': 'staff',
  Researcher: 'a researcher',
  Auditor: 'an auditor',
};
const answer = () => pages.page.getByRole('region', { name: 'Answer', exact: true });
const answered = async (status: number) => answer().getByText(`Answered with ${status}`).waitFor();
const body = () => pages.page.getByLabel('Body, as JSON');

/** Chromium says of each refusal that something failed to load. */
function forgetRefusals(): void {
  pages.wrong = pages.wrong.filter((one) => !one.includes('the server responded with a status of 4'));
}

async function comeInAs(person: string, path: string): Promise<void> {
  await pages.page.goto(pages.url + path);
  await pages.page.getByRole('link', { name: `Sign in as ${DOORS[person]}` }).click();
  await pages.press(person);
  await pages.page.waitForURL(pages.url + path);
}

describe('whoever writes programs', () => {
  it('finds an operation by words, which the address keeps, and comes to it from the document and back', async () => {
    await pages.page.goto(`${pages.url}/docs`);
    await pages.page.locator('#getMe').getByRole('link', { name: 'Try it out' }).click();
    await pages.heading(/./).waitFor();
    expect(new URL(pages.page.url()).pathname).toBe('/try/getMe');
    await pages.page.getByRole('link', { name: 'All operations' }).click();
    await pages.heading('Try the gateway’s operations').waitFor();
    await pages.looksRight();
    await pages.page.getByLabel('Find operations').fill('permits post');
    await pages.page.waitForURL(/find=permits/);
    await pages.page.reload();
    await pages.page.getByRole('link', { name: /POST.*\/v1\/permits$/ }).click();
    await pages.heading('Permit a requester to use a dataset').waitFor();
    await pages.page.getByRole('link', { name: 'This operation in the document' }).click();
    await pages.page.waitForURL(`${pages.url}/docs#postPermits`);
    await pages.page.goto(`${pages.url}/try?find=nothing-like-it`);
    await pages.press('Show all of them');
    await pages.page.getByRole('link', { name: /GET.*\/v1\/me$/ }).waitFor();
    await pages.page.goto(`${pages.url}/try/noSuchOperation`);
    await pages.heading('There is no such page').waitFor();
  });

  it('is led to a door, back to the same operation, and asks there as whoever it is', async () => {
    await comeInAs('Auditor', '/try/getMe');
    await pages.press('Send');
    await answered(200);
    const text = await answer().getByRole('region', { name: 'Body of the answer' }).textContent();
    expect(JSON.parse(text ?? '').roles).toContain('auditor');
    await answer()
      .getByText(/^\d+ headers$/)
      .click();
    await answer().getByText('content-security-policy').waitFor();
    await pages.looksRight();
    const saved = pages.page.waitForEvent('download');
    await pages.press(/^Save the body/);
    const file = await saved;
    expect(file.suggestedFilename()).toBe('getMe.json');
    expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toEqual(JSON.parse(text ?? ''));
  });

  it('asks what anybody may without signing in', async () => {
    await pages.page.goto(`${pages.url}/try/getHealthz`);
    await pages.press('Send');
    await answered(200);
  });

  it('is asked once more before something is changed, and is refused as the document says', async () => {
    await comeInAs('Sample Hospital', '/try/postPermits');
    await pages.press('Send');
    await pages.page.getByRole('alertdialog').getByText('POST /v1/permits').waitFor();
    await pages.looksRight();
    await pages.press('Do not send it');
    await answer().getByText('Nothing was sent yet.').waitFor();
    await pages.press('Send');
    await pages.press('Send it');
    await answered(403);
    await answer().getByText('The caller may not do this').waitFor();
    await answer().getByText('"code": "FORBIDDEN"').waitFor();
    await pages.looksRight();
    forgetRefusals();
  });

  it('is told in which line a body stops being JSON, and sends none; what it typed outlives a reload', async () => {
    await comeInAs('Sample Hospital', '/try/postPermits');
    await body().fill('{\n  "purpose": 7,\n  "dataset" "x"\n}');
    await pages.page.getByText('Line 3, column 13: this is no JSON. A colon is wanted here.').waitFor();
    await pages.press('Send');
    expect(await pages.page.evaluate<string>('getSelection().toString() || document.activeElement.tagName')).toMatch(
      /^(?:"|TEXTAREA)$/,
    );
    expect(await pages.page.getByRole('alertdialog').count()).toBe(0);
    await pages.looksRight();
    await pages.page.reload();
    await pages.page.getByText('Line 3, column 13').waitFor();
    await pages.press('Fill in the example again');
    await pages.page.getByText('Line 3, column 13').waitFor({ state: 'detached' });
  });

  it('asks for access with a proof of the request itself', async () => {
    await comeInAs('Researcher', '/try/postAccessExplain');
    const researcher = await pages.client('researcher');
    const { ledger, gateway } = await researcher.identity();
    const { datasets } = await researcher.json<{ datasets: { dataset: string }[] }>('GET', '/v1/datasets');
    const request = {
      ledger,
      gateway,
      dataset: datasets[0]?.dataset,
      version: 1,
      purpose: 7,
      facts: {},
      delivery: 'download',
    };
    await body().fill(JSON.stringify(request, undefined, 2));
    await pages.press('Send');
    await pages.press('Send it');
    await answered(200);
  });

  it('reads it in Portuguese, and is told that it will be refused', async () => {
    await comeInAs('Auditor', '/try/getMe');
    await pages.page.goto(`${pages.url}/try/postPermits`);
    await pages.page.getByText('You are none of these.').waitFor();
    await pages.press('Português');
    await pages.page.getByText('Não é nenhum destes.').waitFor();
    await pages.page.getByRole('button', { name: 'Enviar' }).waitFor();
  });
});
