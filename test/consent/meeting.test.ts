import { expect, test } from 'vitest';
import { type Attestable, factsMeeting } from '../../src/consent/meeting.ts';
import { diseaseState, MODIFIER_STATES } from '../../src/consent/modifiers.ts';
import { MODIFIERS, type PurposeParameters } from '../../src/core/purpose-table.ts';
import { BIOMEDICAL, id, NO_DISEASES } from './story.ts';

const NOW = 1_700_000_000_000;
const PARAMETERS: Required<PurposeParameters> = {
  disease: 'MONDO:0005015',
  researchTypes: [id('a type')],
  countries: ['PT', 'ES'],
  homeCountry: 'ES',
  publishableFrom: NOW + 1,
  usableUntil: NOW + 2,
  users: [id('a user')],
  projects: [id('a project')],
  institutions: [id('an institution')],
};
const ALL: readonly Attestable[] = ['DS', ...MODIFIERS.map(({ code }) => code)];

function stateOf(code: Attestable, conditions: readonly Attestable[], parameters: PurposeParameters) {
  const facts = factsMeeting(conditions, parameters);
  const use = { purpose: BIOMEDICAL, facts, attested: 0n, parameters, diseases: NO_DISEASES, now: NOW };
  return code === 'DS' ? diseaseState(use) : MODIFIER_STATES[code](use);
}

test.each(ALL)('what is declared for %s meets it, alone and with all others', (code) => {
  expect(stateOf(code, [code], PARAMETERS)).toBe('met');
  expect(stateOf(code, ALL, PARAMETERS)).toBe('met');
  expect(stateOf(code, ALL.toReversed(), PARAMETERS)).toBe('met');
});

test('what hangs on a parameter that the version leaves open is not declared', () => {
  const open = ALL.filter((code) => stateOf(code, ALL, {}) !== 'met');
  expect(open).toEqual(['DS', 'RS', 'GS', 'MOR', 'TS', 'US', 'PS', 'IS', 'NTX']);
  expect(factsMeeting(open, {})).toEqual({});
});
