import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { kindCounts, kindWords, type OwnAccess, plainPurpose, sensitiveWords } from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import { spoken } from '../words/language.ts';
import { figure } from '../words/numbers.ts';
import { day, moment } from '../words/times.ts';
import type { AccessLine } from './access-lines.ts';
import { AccessProof } from './access-proof.tsx';
import { consentsOf } from './asked.ts';

/** One study on one day: who, what for, what it got, and why it might. */
export function AccessCard({ line, name }: { readonly line: AccessLine; readonly name: string }) {
  const { t } = useTranslation('patient');
  const { accesses, by, items, kinds, isCounted, categories } = line;
  const records = items === 1 ? t('accesses.record') : t('accesses.records', { count: figure(items) });
  const deliveries = { records, count: accesses.length };
  return (
    <article className="card stack">
      <div className="stack close">
        <p className="quiet">
          <time>{day(line.time / 1000)}</time>
        </p>
        <h2>{name}</h2>
        <p>{by === 'self' ? t('accesses.selfHint') : <Purpose access={accesses[0]} />}</p>
      </div>
      <dl className="facts">
        <dt>{t(by === 'self' ? 'accesses.whatSelf' : 'accesses.what')}</dt>
        <dd>
          <p>{accesses.length === 1 ? records : t('accesses.inDeliveries', deliveries)}</p>
          <p className="begun">
            {isCounted
              ? kindWords(kinds, spoken())
              : kindCounts(kinds, spoken())
                  .map(({ words }) => words)
                  .join(', ')}
          </p>
        </dd>
        <dt>{t('accesses.sensitive')}</dt>
        <dd className="begun">{sensitiveWords(categories, spoken()).join(', ') || t('accesses.nothing')}</dd>
        {by !== 'self' && (
          <>
            <dt>{t('accesses.because')}</dt>
            <dd>
              <Because accesses={accesses} />
            </dd>
          </>
        )}
      </dl>
      <details>
        <summary>
          {t('accesses.each')} ({accesses.length})
        </summary>
        <ol role="list" className="stack each">
          {accesses.map((access) => (
            <li key={access.seq} className="stack close">
              <h3>
                <time>{moment(access.time)}</time>
              </h3>
              <p className="begun">{kindWords(access.kinds, spoken())}</p>
              <AccessProof access={access} said={[name, kindWords(access.kinds, spoken())]} />
            </li>
          ))}
        </ol>
      </details>
    </article>
  );
}

function Purpose({ access }: { readonly access: OwnAccess | undefined }) {
  const { t } = useTranslation('patient');
  if (access?.entry.outcome === 'emergency') return t('accesses.emergency');
  const purpose = plainPurpose(access?.entry.purpose, spoken());
  return purpose === undefined ? t('accesses.purposeUnknown') : t('accesses.purpose', { purpose });
}

/** Under which consents, in the words that were signed; else what the law says instead. */
function Because({ accesses }: { readonly accesses: readonly OwnAccess[] }) {
  const { t } = useTranslation('patient');
  const { gateway } = usePerson();
  const consents = useQuery(consentsOf(gateway, spoken()));
  const entry = accesses[0]?.entry;
  const without = entry?.outcome === 'emergency' ? 'emergency' : entry?.basis;
  if (without !== undefined && without !== 'consent') {
    return (
      <div className="stack close">
        <p>{t(`accesses.basis.${without}`)}</p>
        {without !== 'emergency' && <Link to="/patient/opt-out">{t('accesses.optOut')}</Link>}
      </div>
    );
  }
  const used = [...new Set(accesses.flatMap(({ grants }) => grants.map(({ grant }) => grant)))];
  return (
    <div className="stack close">
      <p>{t('accesses.consent')}</p>
      {used.map((grant) => {
        const said = consents.data?.find(({ consent }) => consent.grant === grant);
        return (
          <div key={grant} className="stack close">
            <blockquote>{said?.lines[0] ?? t('accesses.consentGone')}</blockquote>
            {said?.consent.active && (
              <Link to="/patient/consents/$grant" params={{ grant }}>
                {t('accesses.seeConsent')}
              </Link>
            )}
            {said && !said.consent.active && <p className="quiet">{t('accesses.consentOver')}</p>}
          </div>
        );
      })}
    </div>
  );
}
