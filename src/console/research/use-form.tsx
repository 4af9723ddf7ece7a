import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { countries } from '../parts/countries.ts';
import { DiseaseField } from '../parts/disease-field.tsx';
import { Select } from '../parts/select.tsx';
import { TextField } from '../parts/text-field.tsx';
import { ANSWERED, type UseOfData } from './use-of-data.ts';
import { PURPOSES, useWords } from './use-words.ts';

interface UseFormProps {
  readonly use: UseOfData;
  readonly onChange: (use: UseOfData) => void;
}

/** The purpose that data is wanted for. */
export function PurposeField({ use, onChange }: UseFormProps) {
  const { t } = useTranslation('research');
  const { purpose } = useWords();
  return (
    <Select
      label={t('use.purpose')}
      none={t('use.choose')}
      value={use.purpose?.toString()}
      options={PURPOSES.map((code) => ({ value: String(code), label: purpose(code) }))}
      onChange={(code) => onChange({ ...use, purpose: code === undefined ? undefined : Number(code) })}
    />
  );
}

/** What is declared of a use. */
export function FactFields({ use, onChange }: UseFormProps) {
  const { t, i18n } = useTranslation('research');
  const id = useId();
  const offered = useCountries(i18n.language, use.country);
  const answers = [
    { value: 'yes', label: t('yes') },
    { value: 'no', label: t('no') },
  ];
  const put = (name: keyof UseOfData, value: string | undefined) => onChange({ ...use, [name]: value || undefined });
  return (
    <fieldset className="facts-declared" aria-describedby={id}>
      <legend>{t('use.title')}</legend>
      <p className="quiet" id={id}>
        {t('use.hint')}
      </p>
      <div className="fields">
        {ANSWERED.map((name) => (
          <Select
            key={name}
            label={t(`use.${name}`)}
            none={t('notSaid')}
            value={use[name]}
            options={answers}
            onChange={(value) => put(name, value)}
          />
        ))}
        <TextField
          label={t('use.ethics')}
          hint={t('use.ethicsHint')}
          value={use.ethics ?? ''}
          onChange={(text) => put('ethics', text)}
        />
        <Select
          label={t('use.country')}
          none={t('notSaid')}
          value={use.country}
          options={offered}
          onChange={(code) => put('country', code)}
        />
        <DiseaseField value={use.disease ?? ''} onChange={(text) => put('disease', text)} />
        <TextField label={t('use.ends')} type="date" value={use.ends ?? ''} onChange={(text) => put('ends', text)} />
      </div>
    </fieldset>
  );
}

/** A code that an address brings stays to be seen, whatever it is. */
function useCountries(language: string, given: string | undefined) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: names and order are of the language
  const known = useMemo(countries, [language]);
  if (given === undefined || known.some(({ value }) => value === given)) return known;
  return [...known, { value: given, label: given }];
}
