import { Link } from '@tanstack/react-router';
import { ExternalLink } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Dataset, Permit } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { date } from '../words/times.ts';
import { gatewayOf, type Known } from './asked.ts';
import './permit-words.ts';
import { type DatasetStanding, standingOf, stateOf } from './standing.ts';
import { useWords } from './use-words.ts';

const LOOKS = {
  granted: 'done',
  accept: 'warn',
  waiting: 'warn',
  over: 'danger',
  possible: 'note',
  impossible: 'note',
} as const;

/** The one thing that somebody can do with a dataset now. */
export function NextStep({ dataset, known }: { readonly dataset: Dataset; readonly known: Known }) {
  const { t } = useTranslation('research-dataset');
  const standing = standingOf(dataset, known.permits, known.holder);
  return (
    <section aria-label={t('now')}>
      <Said as={LOOKS[standing.state]}>
        <Step standing={standing} dataset={dataset} known={known} />
      </Said>
    </section>
  );
}

function Step({
  standing,
  dataset,
  known,
}: {
  readonly standing: DatasetStanding;
  readonly dataset: Dataset;
  readonly known: Known;
}) {
  const { t } = useTranslation('research-dataset');
  const { t: permitT } = useTranslation('research-permit');
  const { member } = useWords();
  if (standing.state === 'possible') return <p>{t('possible')}</p>;
  if (standing.state === 'impossible') {
    const endpoint = standing.why === 'elsewhere' ? gatewayOf(known.members, dataset.holder) : undefined;
    const name = member(known.members.find(({ identity }) => identity === dataset.holder));
    return (
      <>
        <p>{t(`impossible.${standing.why}`, { when: date(dataset.retiredAt) })}</p>
        {endpoint?.match(/^https?:\/\//) && (
          <a href={`${endpoint}/research/datasets/${dataset.dataset}`} rel="noreferrer">
            {t('visit', { name })} <ExternalLink aria-hidden size={16} />
          </a>
        )}
      </>
    );
  }
  if (standing.state !== 'over')
    return standing.current.map((permit) => (
      <OfPermit key={permit.permit} permit={permit} isFirst={permit === standing.permit} />
    ));
  const { permit } = standing;
  return (
    <>
      <p>{t('over.title', { permit: permit.permit, why: permitT(`state.${permit.state}` as 'state.active') })}</p>
      <p>{t('over.text')}</p>
    </>
  );
}

/** One that counts or may come to count, with what to do; all of them are told. */
function OfPermit({ permit, isFirst }: { readonly permit: Permit; readonly isFirst: boolean }) {
  const { t } = useTranslation('research-dataset');
  const { t: permitT } = useTranslation('research-permit');
  const { purpose } = useWords();
  const state = stateOf(permit);
  if (state === 'granted') {
    return (
      <>
        <p>{t('granted', { permit: permit.permit, purpose: purpose(permit.purpose), when: date(permit.until) })}</p>
        <div className="row">
          <Link
            className={isFirst ? 'button main' : 'button'}
            to="/research/download"
            search={{ permit: permit.permit }}
            aria-label={t('downloadUnder', { permit: permit.permit })}
          >
            {t('download')}
          </Link>
          {isFirst && <Link to="/research/permits">{t('permits')}</Link>}
        </div>
      </>
    );
  }
  if (state === 'accept') {
    return (
      <>
        <p>{t('accept', { permit: permit.permit })}</p>
        <Link to="/research/permits/$permit/agreement" params={{ permit: String(permit.permit) }}>
          {t('readAgreement')}
        </Link>
      </>
    );
  }
  return <p>{t('waiting', { permit: permit.permit, why: permitT(`state.${permit.state}` as 'state.active') })}</p>;
}
