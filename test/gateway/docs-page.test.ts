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
    for (const id of ['getMe', 'postPermits']) expect(page).toContain(`<a href="/try/${id}">Try it out</a>`);
  });

  it('leads to no pages where none are served', () => {
    expect(docsPage(described, false)).not.toContain('/try');
  });
});
