import { useTranslation } from 'react-i18next';
import { OneOf } from '../parts/choices.tsx';
import { day } from '../words/times.ts';
import { lastSecond, PAUSES } from './pauses.ts';

/** How long a pause is to be, in days. */
export function PauseSpans({
  value,
  onChange,
}: {
  readonly value: string | undefined;
  readonly onChange: (days: string) => void;
}) {
  const { t } = useTranslation('patient');
  return (
    <OneOf
      label={t('change.until')}
      value={value}
      onChange={onChange}
      options={PAUSES.map((days) => ({
        value: String(days),
        label: t(`change.spans.${days}`),
        hint: day(lastSecond(days)),
      }))}
    />
  );
}
