import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { kindCounts, type OwnData, ownData, sensitiveWords } from '../../client/index.ts';
import { Asked } from '../parts/asked.tsx';
import { Page } from '../parts/page.tsx';
import { Said } from '../parts/said.tsx';
import { WhomToAsk } from '../parts/whom-to-ask.tsx';
import { startOf } from '../session/asked.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { figure } from '../words/numbers.ts';
import { onDay } from '../words/times.ts';
import { TakeHome } from './take-home.tsx';
import './words/data.ts';

/** What exists of a person, where, and since when; and all of it to take home. */
export function Data() {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const data = useQuery({ queryKey: ['patient', 'data'], queryFn: () => ownData(gateway) });
  const hospital = useQuery(startOf()).data?.organisation ?? t('data.hospital');
  return (
    <Page title={t('data.title')}>
      <Said>
        <p>{t('data.covers', { hospital })}</p>
      </Said>
      <Asked query={data}>
        {(all) =>
          all.length === 0 ? (
            <div className="stack close">
              <p>{t('data.none')}</p>
              <p>{t('data.noneNext')}</p>
            </div>
          ) : (
            <>
              <ul role="list" className="stack">
                {all.map((one) => (
                  <li key={one.request.dataset}>
                    <DatasetCard data={one} hospital={hospital} />
                  </li>
                ))}
              </ul>
              <Link to="/patient/consents">{t('data.who')}</Link>
              <TakeHome all={all} hospital={hospital} />
            </>
          )
        }
      </Asked>
      <WhomToAsk />
    </Page>
  );
}

function DatasetCard({ data, hospital }: { readonly data: OwnData; readonly hospital: string }) {
  const { t } = useTranslation('patient');
  const kinds = kindCounts(data.kinds, spoken()).toSorted((a, b) => b.count - a.count);
  const sensitive = sensitiveWords(data.categories, spoken());
  return (
    <article className="card stack">
      <div className="stack close">
        <h2>{data.name}</h2>
        <p className="quiet">
          {t('data.at', { hospital })}. {t('data.as', { when: onDay(data.publishedAt) })}.
        </p>
      </div>
      <table className="plain kinds">
        <thead>
          <tr>
            <th scope="col">{t('data.kind')}</th>
            <th scope="col">{t('data.count')}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(({ words, count }) => (
            <tr key={words}>
              <td className="begun">{words}</td>
              <td className="figures">{figure(count)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('data.sum')}</th>
            <td className="figures">{figure(data.items)}</td>
          </tr>
        </tfoot>
      </table>
      <p className="quiet">{t('data.several')}</p>
      <div className="stack close">
        <h3>{t('data.sensitive')}</h3>
        {sensitive.length === 0 ? (
          <p>{t('data.nothingSensitive')}</p>
        ) : (
          <>
            <ul className="items">
              {sensitive.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
            <p className="quiet">{t('data.sensitiveHint')}</p>
          </>
        )}
      </div>
    </article>
  );
}
