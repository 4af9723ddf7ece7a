import { useId } from 'react';
import type { Option } from '../parts/choices.tsx';

/** One of many, in the browser's own list. Nothing is chosen beforehand. */
export function PickOne({
  label,
  options,
  value,
  onChange,
  none,
}: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What stands there while nothing is chosen. */
  readonly none: string;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{none}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
