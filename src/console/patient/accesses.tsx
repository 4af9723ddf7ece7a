import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type OwnAccess, ownAccesses } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Button } from '../parts/button.tsx';
import { Letter } from '../parts/letter.tsx';
import { Officer } from '../parts/officer.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { membersOf, startOf } from '../session/asked.ts';
import { usePerson } from '../session/use-presence.ts';
import { AccessCard } from './access-card.tsx';
import { AccessFilters } from './access-filters.tsx';
import { byOf, linesOf } from './access-lines.ts';
import './words/accesses.ts';

/** As many lines as are shown at first, and with each press. */
const SHOWN = 20;

/** Who used the data: what that covers first, then a line for each study and day. */
export function Accesses() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const accesses = useQuery({ queryKey: ['patient', 'accesses'], queryFn: () => ownAccesses(gateway) });
  const hospital = useQuery(startOf()).data?.organisation ?? t('accesses.unknown');
  return (
    <Page title={t('accesses.title')}>
      <Said>
        <h2 className="small">{t('accesses.coversTitle')}</h2>
        <p>{t('accesses.covers', { hospital })}</p>
        <p>{t('accesses.coversNot')}</p>
      </Said>
      <Asked query={accesses}>
        {(all) => (all.length === 0 ? <p>{t('accesses.none')}</p> : <Timeline all={all} />)}
      </Asked>
      <section className="stack close no-print">
        <h2>{t('accesses.odd')}</h2>
        <Officer />
      </section>
      <Letter />
    </Page>
  );
}

function Timeline({ all }: { readonly all: readonly OwnAccess[] }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const { shown = SHOWN, ...filter } = useSearch({ from: '/patient/house/accesses' });
  const navigate = useNavigate({ from: '/patient/accesses' });
  const members = useQuery(membersOf(gateway));
  const names = new Map(members.data?.map(({ identity, name }) => [identity as string, name]));
  const nameOf = (by: string | undefined) =>
    by === 'self' ? t('accesses.self') : (names.get(by ?? '') ?? t('accesses.unknown'));
  const lines = linesOf(all, filter);
  return (
    <>
      <AccessFilters
        filter={filter}
        parties={[...new Set(all.map(byOf))].flatMap((by) => (by === undefined ? [] : [{ by, name: nameOf(by) }]))}
        kinds={[...new Set(all.flatMap(({ kinds }) => Object.keys(kinds)))]}
      />
      {lines.length === 0 && <p role="status">{t('accesses.noneFound')}</p>}
      <ol role="list" className="stack">
        {lines.slice(0, shown).map((line) => (
          <li key={line.key}>
            <AccessCard line={line} name={nameOf(line.by)} />
          </li>
        ))}
      </ol>
      {lines.length > shown && (
        <div className="row">
          <Button onPress={() => void navigate({ search: { ...filter, shown: shown + SHOWN }, resetScroll: false })}>
            {t('accesses.more')}
          </Button>
        </div>
      )}
    </>
  );
}
