import { Checkbox, CheckboxGroup, FieldError, Label, Radio, RadioGroup } from 'react-aria-components';

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** One of several. Nothing is chosen beforehand. */
export function OneOf({
  label,
  options,
  value,
  onChange,
  fault,
}: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
  readonly fault?: string | undefined;
}) {
  return (
    <RadioGroup className="choices" value={value ?? null} onChange={onChange} isInvalid={fault !== undefined}>
      <Label className="label">{label}</Label>
      {options.map((option) => (
        <Radio key={option.value} value={option.value} className="choice radio">
          <span className="mark" aria-hidden />
          <Words {...option} />
        </Radio>
      ))}
      <FieldError className="fault">{fault}</FieldError>
    </RadioGroup>
  );
}

/** Any of several. */
export function AnyOf({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
}) {
  return (
    <CheckboxGroup className="choices" value={[...value]} onChange={onChange}>
      <Label className="label">{label}</Label>
      {options.map((option) => (
        <Checkbox key={option.value} value={option.value} className="choice">
          <span className="mark" aria-hidden />
          <Words {...option} />
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}

function Words({ label, hint }: Option) {
  return (
    <span>
      {label}
      {hint && <span className="quiet"> {hint}</span>}
    </span>
  );
}
