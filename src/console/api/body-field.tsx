import { type Ref, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonFault } from './json-fault.ts';

interface BodyFieldProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly fault: JsonFault | undefined;
}

const [LEAST, MOST] = [4, 24];

/** JSON, as it is typed; where it stops being any is said below. */
export function BodyField({ ref, value, onChange, fault }: BodyFieldProps) {
  const { t } = useTranslation('api');
  const id = useId();
  const lines = value.split('\n').length + 1;
  return (
    <div className="field body">
      <label htmlFor={id}>{t('body')}</label>
      <textarea
        ref={ref}
        id={id}
        className="bytes"
        rows={Math.min(MOST, Math.max(LEAST, lines))}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-fault`}
      />
      <p id={`${id}-fault`} className="fault" role="status">
        {fault && t('json.at', { line: fault.line, column: fault.column, wanted: t(`json.${fault.wanted}`) })}
      </p>
    </div>
  );
}
