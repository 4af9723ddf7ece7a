import { expect, test } from 'vitest';
import { categoryCodes } from '../../src/core/categories.ts';
import { FhirIndex } from '../../src/import/fhir-index.ts';
import { PATIENT_PATHS } from '../../src/interop/fhir-compartment.ts';

const WORDS = ['panic', 'heroin', 'hiv', 'mirena', 'hpv', 'fetus', 'trisomy', 'hb ss', 'rape', 'dementia'];

test('keeps the type and the labels of each line, however many kinds of both there are', () => {
  const index = new FhirIndex({ staff: false, now: 0 }, 1);
  const types = Object.keys(PATIENT_PATHS);
  const place = { file: 0, deleted: false, offset: 0, length: 0, line: 1 };
  const combinations = 2 ** WORDS.length;
  for (const resourceType of types)
    for (let i = 0; i < combinations * 2; i++) {
      const description = WORDS.filter((_, bit) => ((i >> bit) & 1) === 1).join(', ');
      const note = i < combinations ? {} : { note: [{ text: 'x' }] };
      index.add(Buffer.from(JSON.stringify({ resourceType, id: `${i}`, description, ...note })), place);
    }
  expect(index.kinds.list.length).toBeGreaterThan(2 ** 16);
  const last = index.size - 1;
  expect(index.typeOf(last)).toBe(types.at(-1));
  const [, categories] = (index.kinds.list[index.kind.at(last)] ?? '').split('\0');
  expect(categoryCodes(Number(categories))).toEqual(expect.arrayContaining(['HIV', 'PSY', 'COGN', 'NOTE']));
});
