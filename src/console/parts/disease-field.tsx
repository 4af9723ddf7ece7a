import { useTranslation } from 'react-i18next';
import './disease-words.ts';
import { isNoDisease } from './mondo.ts';
import { TextField } from './text-field.tsx';

/** A disease by its id: a name is refused at once, with what to write instead. */
export function DiseaseField({
  label,
  value,
  onChange,
  isRequired = false,
}: {
  /** `Disease studied` unless said. */
  readonly label?: string;
  readonly value: string;
  readonly onChange: (disease: string) => void;
  readonly isRequired?: boolean;
}) {
  const { t } = useTranslation('disease');
  return (
    <TextField
      label={label ?? t('label')}
      hint={t('hint')}
      value={value}
      onChange={onChange}
      fault={isNoDisease(value) ? t('fault', { written: value.trim() }) : undefined}
      isRequired={isRequired}
    />
  );
}
