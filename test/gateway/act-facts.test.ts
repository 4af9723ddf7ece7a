import { describe, expect, it } from 'vitest';
import type { KeptAct } from '../../src/gateway/records/gateway-records.ts';
import { actFacts } from '../../src/gateway/staff/act-facts.ts';

const act = (body: object) =>
  ({ method: 'POST', path: '/v1/permits', body: Buffer.from(JSON.stringify(body)).toString('base64') }) as KeptAct;
const facts = async (body: object) => {
  const found = await actFacts(act(body), async () => undefined);
  return new Map(found.map(({ name, value }) => [name, value]));
};

describe('what an act says', () => {
  it('hides nothing behind a long list, wherever in its body the list stands', async () => {
    const persons = Array.from({ length: 5_000 }, (_, i) => `person ${i}`);
    const shown = await facts({ persons, requester: 'somebody', terms: { commercial: true, untilSeconds: 2e9 } });
    expect(shown.get('requester')).toBe('somebody');
    expect(shown.get('terms commercial')).toBe('yes');
    expect(shown.get('terms until')).toMatch(/^2033/);
    expect(shown.get('persons 1')).toBe('person 0');
    expect(shown.get('and more')).toMatch(/^4000 more/);
  });

  it('shows all persons whom a permit may name', async () => {
    const persons = Array.from({ length: 256 }, (_, i) => `person ${i}`);
    expect((await facts({ persons })).get('persons 256')).toBe('person 255');
  });
});
