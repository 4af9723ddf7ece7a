import { useNavigate } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { Select } from '../parts/select.tsx';
import { date } from '../words/times.ts';
import { type AccessFilter, saidKind } from './access-lines.ts';

interface FiltersProps {
  readonly filter: AccessFilter;
  readonly parties: readonly { readonly by: string; readonly name: string }[];
  readonly kinds: readonly string[];
}

/** What narrows the list stands in the address, and above the list, each to be taken away. */
export function AccessFilters({ filter, parties, kinds }: FiltersProps) {
  const { t } = useTranslation('patient');
  const navigate = useNavigate({ from: '/patient/accesses' });
  const set = (change: AccessFilter) => void navigate({ search: { ...filter, ...change }, resetScroll: false });
  const chosen = [
    { part: 'by', what: parties.find(({ by }) => by === filter.by)?.name },
    { part: 'kind', what: filter.kind && saidKind(filter.kind) },
    { part: 'from', what: filter.from && `${t('accesses.from')}: ${date(Date.parse(filter.from) / 1000)}` },
  ] as const;
  return (
    <>
      <details className="no-print">
        <summary>{t('accesses.filter')}</summary>
        <div className="filters">
          <Select
            label={t('accesses.by')}
            value={filter.by}
            none={t('accesses.anybody')}
            options={parties.map(({ by, name }) => ({ value: by, label: name }))}
            onChange={(by) => set({ by })}
          />
          <Select
            label={t('accesses.kind')}
            value={filter.kind}
            none={t('accesses.anything')}
            options={kinds.map((kind) => ({ value: kind, label: saidKind(kind) }))}
            onChange={(kind) => set({ kind })}
          />
          <div className="field">
            <label htmlFor="from">{t('accesses.from')}</label>
            <input
              id="from"
              type="date"
              value={filter.from ?? ''}
              onChange={({ target: { value } }) => set({ from: value || undefined })}
            />
          </div>
        </div>
      </details>
      {chosen.some(({ what }) => what) && (
        <div className="row">
          {chosen.map(
            ({ part, what }) =>
              what && (
                <Button key={part} label={t('accesses.without', { what })} onPress={() => set({ [part]: undefined })}>
                  {t('accesses.shown', { what })}
                  <X aria-hidden size={18} />
                </Button>
              ),
          )}
        </div>
      )}
    </>
  );
}
