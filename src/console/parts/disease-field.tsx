import { useTranslation } from 'react-i18next';
import './disease-words.ts';
import { MONDO } from './mondo.ts';
import { TextField } from './text-field.tsx';

/** A disease by its id: a name is refused at once, with what to write instead. */
export function DiseaseField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (disease: string) => void;
}) {
  const { t } = useTranslation('disease');
  const fault = value === '' || MONDO.test(value) ? undefined : t('fault', { written: value });
  return <TextField label={t('label')} hint={t('hint')} value={value} onChange={onChange} fault={fault} />;
}
