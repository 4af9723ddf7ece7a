import { useTranslation } from 'react-i18next';
import { OneOf } from '../parts/choices.tsx';
import { TextField } from '../parts/text-field.tsx';
import { day } from '../words/times.ts';
import { type ChosenPause, PAUSES, type PauseSpan, pauseUntil } from './pauses.ts';

/** How long a pause is to be, or until which day. */
export function PauseSpans({
  value,
  onChange,
  after,
}: {
  readonly value: ChosenPause;
  readonly onChange: (chosen: ChosenPause) => void;
  /** The last second of a pause that is on: none that is not longer takes its place. */
  readonly after?: number | undefined;
}) {
  const { t } = useTranslation('patient');
  const isLater = (chosen: ChosenPause) => pauseUntil(chosen, undefined, after) !== undefined;
  const isWrong = value.span === 'day' && Boolean(value.day) && !isLater(value);
  return (
    <>
      <OneOf
        label={t('change.until')}
        value={value.span}
        onChange={(span) => onChange({ ...value, span: span as PauseSpan })}
        options={PAUSES.filter((span) => span === 'day' || isLater({ span })).map((span) => {
          const until = span === 'day' ? undefined : pauseUntil({ span });
          return {
            value: span,
            label: t(`change.spans.${span}`),
            ...(until === undefined ? {} : { hint: t('change.lastDay', { when: day(until) }) }),
          };
        })}
      />
      {value.span === 'day' && (
        <TextField
          label={t('change.day')}
          type="date"
          value={value.day ?? ''}
          onChange={(chosen) => onChange({ ...value, day: chosen })}
          fault={isWrong ? t(pauseUntil(value) === undefined ? 'change.dayFault' : 'change.dayShorter') : undefined}
        />
      )}
    </>
  );
}
