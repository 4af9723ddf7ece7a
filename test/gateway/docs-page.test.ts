import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { docsPage } from '../../src/gateway/http/docs-page.ts';

const described = {
  info: { title: 'A gateway', description: '' },
  paths: {
    '/v1/me': { get: { operationId: 'getMe', summary: 'Who one is', responses: {} } },
    '/v1/permits': { post: { operationId: 'postPermits', summary: 'Permit a use', responses: {} } },
  },
  components: {},
};

describe('the page of the API', () => {
  it('leads from each operation to where it is tried', () => {
    const page = docsPage(described, true);
    expect(page).toContain('<a href="/">Back to the pages</a>');
    for (const id of ['getMe', 'postPermits']) expect(page).toContain(`<a href="/try/${id}">Try it out</a>`);
  });

  it('has the colours of the pages, in both themes, and takes nothing from anywhere', async () => {
    const page = docsPage(described, true);
    const tokens = await readFile('src/console/look/tokens.css', 'utf8');
    for (const name of ['ink', 'quiet', 'paper', 'line', 'accent', 'focus']) {
      const own = new RegExp(`--${name}: (light-dark\\([^)]*\\))`);
      expect(own.exec(page)?.[1]).toBe(own.exec(tokens)?.[1]);
    }
    expect(page).not.toMatch(/ (style|src|onclick)=|url\(|@import/);
  });

  it('leads to no pages where none are served', () => {
    expect(docsPage(described, false)).not.toMatch(/\/try|Back to the pages/);
  });
});
