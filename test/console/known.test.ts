import { expect, it } from 'vitest';
import { languageOf } from '../../src/console/patient/known.ts';

it.each([
  ['en', 'Your hospital may share your health data for biomedical research that is not commercial.'],
  ['pt', 'O hospital pode partilhar os seus dados de saúde para investigação que não seja comercial.'],
  [undefined, 'Biobank 2026'],
  [undefined, undefined],
])('an information text that says no language is taken for %s by the words of its title: %s', (language, title) => {
  expect(languageOf({ ...(title === undefined ? {} : { title }) })).toBe(language);
});
