import { expect, it } from 'vitest';
import { kindName } from '../../../src/console/staff/kind-name.ts';

it('kinds of records are said in words with their type beside them, and never as if the reader were the patient', () => {
  expect(kindName('Condition', 'en')).toBe('diagnoses (Condition)');
  expect(kindName('MedicationRequest', 'pt')).toBe('receitas médicas (MedicationRequest)');
  expect(kindName('Patient', 'en')).toBe('names, birth dates and addresses (Patient)');
  expect(kindName('RelatedPerson', 'pt')).toBe('familiares (RelatedPerson)');
  expect(kindName('file', 'en')).toBe('files');
  expect(kindName('constructor', 'en')).toBe('constructor');
  for (const language of ['en', 'pt'] as const)
    for (const type of ['CareTeam', 'FamilyMemberHistory', 'Patient', 'RelatedPerson'])
      expect(kindName(type, language)).not.toMatch(/\b(?:you|your|seus?|suas?|si)\b/);
});
