import { useId } from 'react';
import { figure } from '../words/numbers.ts';

/** Counts that are compared at a look: each bar has its words and its number beside it, so that nothing hangs on the picture. */
export function Bars({
  title,
  bars,
  all,
}: {
  /** What they show. */
  readonly title: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
  /** What a full bar stands for; the largest of them unless said. */
  readonly all?: number;
}) {
  const id = useId();
  const [only, ...others] = bars;
  // A single bar compares nothing.
  if (only !== undefined && others.length === 0 && all === undefined) {
    return (
      <p>
        {title}: {only.label}: <strong className="figures">{figure(only.value)}</strong>
      </p>
    );
  }
  const full = Math.max(1, all ?? 0, ...bars.map(({ value }) => value));
  return (
    <figure className="stack close" aria-labelledby={id}>
      <figcaption id={id}>
        <strong>{title}</strong>
      </figcaption>
      <ul role="list" className="stack close">
        {bars.map(({ label, value }) => (
          <li key={label} className="bars">
            <span>{label}</span>
            <span className={value === 0 ? 'bar none' : 'bar'} aria-hidden>
              <span style={{ width: `${(100 * value) / full}%` }} />
            </span>
            <span className="value">{figure(value)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
