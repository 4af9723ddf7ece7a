import i18next from 'i18next';
import { beforeAll, expect, it } from 'vitest';
import { type Consent, leftOutWords } from '../../src/client/index.ts';
import type { SaidConsent } from '../../src/console/patient/asked.ts';
import { AS_IT_IS, lessSaid } from '../../src/console/patient/less-said.ts';
import { categoriesOf } from '../../src/core/categories.ts';

const [letters, other] = leftOutWords('en');
const NOTHING = { excluded: [], dropped: [], grantee: AS_IT_IS, known: { members: [], groups: [] } };
let t: Parameters<typeof lessSaid>[0];

function consent(change: Partial<Consent> = {}): SaidConsent {
  const words = { modifiers: [], excluded: 0, identifiable: false, futureMembers: false, ...change };
  return { consent: words as unknown as Consent, lines: ['The hospital may give your data to anybody.'] };
}

beforeAll(async () => {
  await i18next.init({ lng: 'en', fallbackLng: false, interpolation: { escapeValue: false }, resources: {} });
  await import('../../src/console/patient/words/choose.ts');
  t = i18next.getFixedT('en', 'patient') as unknown as typeof t;
});

it('what no other consent gives is said to be given by none any more', () => {
  const less = { ...NOTHING, excluded: [letters?.code ?? ''], dropped: ['commercial'] };
  const leavesOut = consent({ excluded: categoriesOf([letters?.code ?? '']), modifiers: ['NCOM'] });
  for (const others of [[], [leavesOut]]) {
    expect(lessSaid(t, less, others)).toEqual([
      `- No consent of yours gives this to anybody any more: ${letters?.words}.`,
      '- You do not allow this any more: Companies making products and earning money.',
    ]);
  }
});

it('what another consent gives all the same is said to be out of this one alone, with the one that gives it', () => {
  const less = { ...NOTHING, excluded: [letters?.code ?? ''], dropped: ['commercial', 'identifiable'] };
  const gives = consent({ excluded: categoriesOf([other?.code ?? '']) });
  const by = 'But another consent of yours still allows it: “The hospital may give your data to anybody.”.';
  expect(lessSaid(t, less, [gives])).toEqual([
    `- Taken out of this consent: ${letters?.words}. ${by}`,
    `- Taken out of this consent: Companies making products and earning money. ${by}`,
    expect.stringMatching(/^- You do not allow this any more: Giving data that shows who you are/),
  ]);
});

it('whom one consent names is not said to be all who may have the data where another one goes on', () => {
  const known = { members: [{ id: '0x01', name: 'Institute' }], groups: [] };
  const less = { ...NOTHING, grantee: '0x01', known };
  expect(lessSaid(t, less, [])).toEqual(['- Who may have your data: Only Institute.']);
  expect(lessSaid(t, less, [consent()])[0]).toMatch(
    /^- Who may have your data because of this consent: Only Institute\. Another consent of yours goes on/,
  );
});
