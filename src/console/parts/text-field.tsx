import { TextField as Field, FieldError, Input, Label, Text } from 'react-aria-components';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly fault?: string | undefined;
  readonly type?: string;
  readonly autoComplete?: string;
  readonly isRequired?: boolean;
}

export function TextField({ label, hint, fault, value, onChange, ...rest }: TextFieldProps) {
  return (
    <Field className="field" value={value} onChange={onChange} isInvalid={fault !== undefined} {...rest}>
      <Label>{label}</Label>
      {hint && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Input />
      <FieldError className="fault">{fault}</FieldError>
    </Field>
  );
}
