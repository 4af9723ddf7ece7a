import { join } from 'node:path';
import { describe, it } from 'vitest';
import { pagesOfSuite } from './pages.ts';

const pages = pagesOfSuite();

const heading = (name: string | RegExp) => pages.heading(name);
const press = (name: string | RegExp) => pages.press(name);
const link = (name: string | RegExp) => pages.page.getByRole('link', { name }).first().click();

/** By the door, so that the page comes first that was asked for. */
async function enterAt(path: string): Promise<void> {
  await pages.page.goto(pages.url + path);
  await press('Sample Hospital');
  await pages.page.waitForURL(pages.url + path);
}

/** Moves the focus on by Tab until something has it that is called so. */
async function tabTo(name: string | RegExp): Promise<void> {
  const wanted = (text: string) => (typeof name === 'string' ? text.includes(name) : name.test(text));
  for (let steps = 0; steps < 80; steps++) {
    await pages.page.keyboard.press('Tab');
    const focused = await pages.page.evaluate<string>(
      `(() => { const one = document.activeElement; return one?.closest('label')?.innerText || one?.innerText || ''; })()`,
    );
    if (wanted(focused)) return;
  }
  throw new Error(`Tab leads to nothing that is called ${name}.`);
}

describe('datasets', () => {
  it('are imported, looked at and published by keyboard alone, and a version is ended with a word on what that does', async () => {
    await enterAt('/staff/datasets');
    await pages.page.getByRole('link', { name: 'Sample hospital' }).waitFor();
    await pages.looksRight();
    await link('Sample hospital');
    await pages.page.getByText('Patients by what they allow').waitFor();
    await pages.looksRight();

    const { keyboard } = pages.page;
    await tabTo('Import data');
    await keyboard.press('Enter');
    await heading('Import data into Sample hospital').waitFor();
    await tabTo('A FHIR R4 bulk export');
    await keyboard.press('Space');
    await keyboard.press('Tab');
    await keyboard.type(join(pages.directory, 'node/import/sample'));
    await tabTo('Start the import');
    await keyboard.press('Enter');
    await pages.page.getByText('The draft is ready').waitFor();
    await pages.page.getByText('It holds just what version 1 holds').waitFor();
    await pages.looksRight();

    await tabTo('research into health and medicine');
    await keyboard.press('Space');
    await tabTo('Yes, by name, face');
    await keyboard.press('Space');
    await tabTo('Each that allows the use');
    await keyboard.press('Space');
    await tabTo('Publish');
    await keyboard.press('Enter');
    await pages.page.getByText('Version 2 of “Sample hospital” may be used for').waitFor();
    await tabTo('Publish');
    await keyboard.press('Enter');
    await pages.page.getByText('It is published as version 2: 73 records of 12 patients').waitFor();
    await link('To the dataset');

    await press('End version 1');
    await pages.page.getByText('Nobody gets anything of version 1 any more').waitFor();
    await pages.page.getByLabel('Why').fill('Version 2 takes its place');
    await pages.page.getByRole('alertdialog').getByRole('button', { name: 'End version 1' }).click();
    await pages.page.getByText(/^Ended on/).waitFor();
  });
});
