import { describe, expect, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();

async function enterAs(person: string, heading: string | RegExp): Promise<void> {
  await pages.page.goto(pages.url);
  await pages.press(person);
  await pages.heading(heading).waitFor();
}

/** What browsers say by themselves of what did not come. */
function forgetWhatDidNotCome(): void {
  pages.wrong = pages.wrong.filter((one) => !/ERR_|preload CSS|did not come|dynamically imported/.test(one));
}

/** What is sent from now on. */
function asked(): string[] {
  const all: string[] = [];
  pages.page.on('request', (request) => request.method() === 'POST' && all.push(new URL(request.url()).pathname));
  return all;
}

describe('without a network', () => {
  it('an act fails at once and is never done later, when nobody presses', async () => {
    await enterAs('Patient 4', 'Who may use your data');
    await pages.press('Pause everything');
    await pages.heading('Pause everything for a while').waitFor();
    await pages.page.getByRole('radio', { name: /^A week/ }).check({ force: true });
    const all = asked();
    await pages.context.setOffline(true);
    await pages.page.getByText('There is no connection').waitFor();
    await pages.press(/^Pause$/);
    await pages.page.getByRole('alert').getByText('This did not work').waitFor();
    await pages.context.setOffline(false);
    await pages.page.getByRole('link', { name: 'Who may use it' }).click();
    await pages.heading('Who may use your data').waitFor();
    await pages.page.getByRole('button', { name: 'Pause everything' }).waitFor();
    expect(all.filter((path) => path.startsWith('/v1/pause'))).toEqual([]);
    forgetWhatDidNotCome();
  });

  it('a page whose code does not come says so, keeps the ways out, and comes once there is a network', async () => {
    await enterAs('Patient 4', 'Who may use your data');
    await pages.context.setOffline(true);
    await pages.page.getByRole('link', { name: 'More', exact: true }).click();
    await pages.heading('This did not work').waitFor();
    await pages.page.getByText('does not answer').first().waitFor();
    await pages.page.getByRole('button', { name: 'Leave this page at once' }).waitFor();
    await pages.press('Try again');
    await pages.heading('This did not work').waitFor();
    await pages.context.setOffline(false);
    await pages.press('Try again');
    await pages.heading('More').waitFor();
    forgetWhatDidNotCome();
  });

  it('staff read what failed, although its words did not come either, and go on where they were', async () => {
    await enterAs('Sample Hospital', /./);
    await pages.page.getByRole('link', { name: 'Patients', exact: true }).click();
    await pages.page.getByRole('link', { name: 'Enrol a patient' }).click();
    await pages.heading('Enrol a patient').waitFor();
    await pages.page.getByRole('textbox').first().fill('55501');
    await pages.context.setOffline(true);
    await pages.press(/^Enrol/);
    await pages.page.getByRole('alert').getByText('This did not work').waitFor();
    expect(await pages.page.getByRole('textbox').first().inputValue()).toBe('55501');
    await pages.context.setOffline(false);
    forgetWhatDidNotCome();
  });
});
