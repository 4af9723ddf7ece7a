import { ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../client/index.ts';
import { date } from '../words/times.ts';
import { gatewayOf, type Known } from './asked.ts';
import { currentVersion } from './catalogue-filter.ts';
import { useWords } from './use-words.ts';

/** What the ledger names of other holders: this page may ask none of their gateways, and says so. */
export function Elsewhere({ datasets, known }: { readonly datasets: readonly Dataset[]; readonly known: Known }) {
  const { t } = useTranslation('research-catalogue');
  const words = useWords();
  const { members, holder } = known;
  const holders = members.filter(
    ({ identity, status }) => identity !== holder && status === 'active' && gatewayOf(members, identity) !== undefined,
  );
  const withDatasets = new Set(known.datasets.map((one) => one.holder));
  const idle = holders.filter(({ identity }) => !withDatasets.has(identity));
  const hasOthers = known.datasets.some((one) => one.holder !== holder);
  if (!hasOthers && holders.length === 0) return <p className="quiet">{t('othersNone')}</p>;
  return (
    <section className="stack">
      <h2>{t('others')}</h2>
      <p>{t('othersText')}</p>
      <ul role="list" className="stack">
        {datasets.map((one) => {
          const steward = members.find(({ identity }) => identity === one.holder);
          const version = currentVersion(one);
          return (
            <li key={one.dataset} className="card stack close">
              <h3>{words.member(steward)}</h3>
              <p className="quiet">
                {version ? t('published', { when: date(version.publishedAt) }) : t('unpublished')}
                {version && `. ${words.permission(version.permission)}`}
              </p>
              <ToPages
                endpoint={gatewayOf(members, one.holder)}
                path={`/research/datasets/${one.dataset}`}
                name={words.member(steward)}
              />
            </li>
          );
        })}
      </ul>
      {idle.length > 0 && (
        <>
          <h3>{t('gateways')}</h3>
          <ul role="list" className="stack close">
            {idle.map((one) => (
              <li key={one.identity}>
                <ToPages
                  endpoint={gatewayOf(members, one.identity)}
                  path="/research/catalogue"
                  name={words.member(one)}
                />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** An address that the ledger holds is anybody's: nothing but a page of the web is led to. */
function ToPages({
  endpoint,
  path,
  name,
}: {
  readonly endpoint: string | undefined;
  readonly path: string;
  readonly name: string;
}) {
  const { t } = useTranslation('research-catalogue');
  if (endpoint === undefined || !/^https?:\/\//.test(endpoint)) return <p className="quiet">{t('unreachable')}</p>;
  return (
    <a href={endpoint + path} rel="noreferrer">
      {t('visit', { name })} <ExternalLink aria-hidden size={16} />
    </a>
  );
}
