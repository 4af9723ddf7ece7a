import { useId } from 'react';

/** One of a few words, in a row of such. Nothing chosen is `none`. */
export function Select({
  label,
  hint,
  none,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly none?: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string | undefined) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      <select
        id={id}
        aria-describedby={hint && `${id}-hint`}
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value || undefined)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
