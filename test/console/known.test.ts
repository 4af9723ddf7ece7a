import { expect, it } from 'vitest';
import { NOTICE } from '../../src/cli/sample-notice.ts';
import { languageOf, titleIn } from '../../src/console/patient/known.ts';

it.each([
  ['en', 'Your hospital may share your health data for biomedical research that is not commercial.'],
  ['pt', 'O hospital pode partilhar os seus dados de saúde para investigação que não seja comercial.'],
  [undefined, 'Biobank 2026'],
  [undefined, undefined],
])('an information text that says no language is taken for %s by the words of its title: %s', (language, title) => {
  expect(languageOf({ ...(title === undefined ? {} : { title }) })).toBe(language);
});

it('an information text that is written in both languages is named in the language of the page', () => {
  expect(titleIn(NOTICE, 'pt')).toBe(
    'O seu hospital pode partilhar os seus dados de saúde para investigação biomédica que não seja comercial.',
  );
  expect(titleIn(NOTICE, 'en')).toMatch(/^Your hospital may share your health data/);
  expect(titleIn('# The study of the heart and of its vessels\n\nIt is for the good of all.', 'pt')).toBeUndefined();
});
