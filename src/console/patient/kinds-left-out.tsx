import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { leftOutWords, ownData, sensitiveWords } from '../../client/index.ts';
import { AnyOf, type Option } from '../parts/choices.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import './words/choose.ts';

interface KindsProps {
  readonly label: string;
  /** Codes of kinds that are not asked about. */
  readonly without?: readonly string[];
  readonly value: readonly string[];
  readonly onChange: (codes: string[]) => void;
}

/** Kinds of data to leave out: those first of which something is kept, so that nobody takes the list for what is known of it. */
export function KindsLeftOut({ label, without = [], value, onChange }: KindsProps) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const data = useQuery({ queryKey: ['patient', 'data'], queryFn: () => ownData(gateway) });
  if (data.isPending) return <Waiting />;
  const kept = new Set(data.data?.flatMap(({ categories }) => sensitiveWords(categories, spoken())));
  const options = leftOutWords(spoken())
    .filter(({ code }) => !without.includes(code))
    .map(({ code, words }) => ({ value: code, label: words }));
  const there = options.filter((option) => kept.has(option.label));
  const others = options.filter((option) => !kept.has(option.label));
  const part = { value, onChange };
  if (there.length === 0) {
    return (
      <div className="stack close">
        <AnyOf label={label} options={options} {...part} />
        <p className="quiet">{t(data.isError ? 'choose.kindsUnknown' : 'choose.kindsNone')}</p>
      </div>
    );
  }
  return (
    <div className="stack close">
      <AnyOf label={label} options={there} {...part} />
      {others.length > 0 && <Others options={others} {...part} />}
    </div>
  );
}

interface OthersProps extends Pick<KindsProps, 'value' | 'onChange'> {
  readonly options: readonly Option[];
}

/** Open from the start where something in it is ticked already: nothing that is signed is out of sight. */
function Others({ options, ...part }: OthersProps) {
  const { t } = useTranslation('patient');
  const [isOpen] = useState(() => options.some(({ value }) => part.value.includes(value)));
  return (
    <details open={isOpen}>
      <summary>{t('choose.kindsElse', { count: options.length })}</summary>
      <AnyOf label={t('choose.kindsElseHint')} options={options} {...part} />
    </details>
  );
}
