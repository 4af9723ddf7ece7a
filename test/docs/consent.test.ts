import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { pageWithTables } from './consent-tables.ts';

it('docs/consent.md holds the tables that the decision comes to', async () => {
  const page = await readFile(new URL('../../docs/consent.md', import.meta.url), 'utf8');
  expect(page).toBe(pageWithTables(page));
});
