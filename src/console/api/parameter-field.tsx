import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Parameter } from './operations.ts';
import type { ValueFault } from './plain-call.ts';

interface ParameterFieldProps {
  readonly parameter: Parameter;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fault: ValueFault | undefined;
}

/** One value of a call. What it means is said as the document has it, in English. */
export function ParameterField({ parameter, value, onChange, fault }: ParameterFieldProps) {
  const { t } = useTranslation('api');
  const { name, where, isRequired, text } = parameter;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        <span lang="en">{name}</span> ({t(`where.${where}`)}
        {!isRequired && `, ${t('optional')}`})
      </label>
      {text !== '' && (
        <p id={`${id}-text`} className="hint" lang="en">
          {text}
        </p>
      )}
      <input
        id={id}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        aria-invalid={fault !== undefined}
        aria-describedby={text === '' ? `${id}-fault` : `${id}-text ${id}-fault`}
      />
      <p id={`${id}-fault`} className="fault" role="status">
        {fault && t(`fault.${fault}`)}
      </p>
    </div>
  );
}
