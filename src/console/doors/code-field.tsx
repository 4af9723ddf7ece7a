import { useTranslation } from 'react-i18next';
import { TextField } from '../parts/text-field.tsx';
import './doors.css';
import './words.ts';

interface CodeFieldProps {
  readonly value: string;
  readonly onChange: (typed: string) => void;
  readonly fault: string | undefined;
  /** The gateway did not take what was sent; forgotten once something else is typed: a field that is said to be wrong keeps its form from
   *  being sent. */
  readonly isRefused: boolean;
  readonly forget: () => void;
  readonly isRequired?: boolean;
}

/** A one-time code that somebody was handed, however it is typed. */
export function CodeField({ onChange, isRefused, forget, fault, isRequired = false, value }: CodeFieldProps) {
  const { t } = useTranslation('doors');
  return (
    <div className="code-field">
      <TextField
        label={t('patient.code')}
        hint={t('patient.codeHint')}
        value={value}
        onChange={(typed) => {
          onChange(typed);
          if (isRefused) forget();
        }}
        autoComplete="one-time-code"
        fault={fault}
        isRequired={isRequired}
      />
    </div>
  );
}
