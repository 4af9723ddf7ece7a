import { TextField as Field, FieldError, Input, Label, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { figure } from '../words/numbers.ts';
import './field-words.ts';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly fault?: string | undefined;
  readonly type?: string;
  readonly autoComplete?: string;
  readonly isRequired?: boolean;
  /** How many characters are taken at most. */
  readonly most?: number;
}

/** What is wrong with what stands in it is said beneath it, before anybody is asked. */
export function TextField({ label, hint, fault, value, onChange, most, ...rest }: TextFieldProps) {
  const own = useOwnFault(value, most, rest.isRequired);
  const said = fault ?? own;
  return (
    <Field className="field" value={value} onChange={onChange} isInvalid={said !== undefined} {...rest}>
      <Label>{label}</Label>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Input />
      <FieldError className="fault">{said}</FieldError>
    </Field>
  );
}

/** Blanks alone are no answer; nothing at all is none yet. */
function useOwnFault(value: string, most = Number.POSITIVE_INFINITY, isRequired = false): string | undefined {
  const { t } = useTranslation('field');
  if (isRequired && value !== '' && value.trim() === '') return t('blank');
  if (value.length <= most) return undefined;
  return t('long', { length: figure(value.length), most: figure(most) });
}
