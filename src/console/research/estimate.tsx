import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Dataset, Permit } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { type Estimate, estimate } from './count-patients.ts';
import './estimate-words.ts';
import { keptUse } from './kept-use.ts';
import { GatewayWords, OpenConditions, RefusedBy } from './refused-by.tsx';
import type { UseOfData } from './use-of-data.ts';
import { useWords } from './use-words.ts';

/** Asked again only where something else is asked: each different question counts. */
function useEstimate(dataset: Dataset, use: UseOfData & { readonly permit?: number | undefined }) {
  const { gateway } = usePerson();
  const { purpose } = use;
  return useQuery({
    queryKey: ['research', 'estimate', dataset.dataset, dataset.versions.length, use],
    queryFn: () => estimate(gateway, dataset.dataset, { ...use, purpose: purpose ?? 0 }),
    enabled: purpose !== undefined,
    staleTime: 60_000,
  });
}

/** In one line of a card, for a permit and what one declared last. */
export function CardEstimate({ dataset, permit }: { readonly dataset: Dataset; readonly permit: Permit }) {
  const { t } = useTranslation('research-estimate');
  const use = { ...keptUse(), purpose: permit.purpose || undefined };
  const { data } = useEstimate(dataset, use);
  const said = data && (data.state === 'about' ? null : t(data.state));
  return (
    <Link to="/research/datasets/$dataset" params={{ dataset: dataset.dataset }} search={use} className="estimate-link">
      {data?.state === 'about'
        ? t('about', { patients: figure(data.patients), items: figure(data.items) })
        : (said ?? t('card'))}
    </Link>
  );
}

/** The whole answer, with what to do. */
export function EstimateAnswer({ dataset, use }: { readonly dataset: Dataset; readonly use: UseOfData }) {
  const { data } = useEstimate(dataset, use);
  if (data === undefined) return <Waiting />;
  return (
    <div role="status" className="stack">
      <Answer answer={data} />
    </div>
  );
}

function Answer({ answer }: { readonly answer: Estimate }) {
  const { t } = useTranslation('research-estimate');
  const { refusal } = useWords();
  if (answer.state === 'about' || answer.state === 'few') {
    const isFew = answer.state === 'few';
    return (
      <>
        <Said as={isFew ? 'note' : 'done'}>
          <p className="estimate">
            {isFew ? t('few') : t('about', { patients: figure(answer.patients), items: figure(answer.items) })}
          </p>
          <p>{isFew ? t('fewText') : t('aboutText')}</p>
        </Said>
        {answer.more.length > 0 && <OpenConditions title={t('more')} codes={answer.more} />}
      </>
    );
  }
  if (answer.state === 'review') {
    return (
      <Said as="warn">
        <p className="estimate">{t('review')}</p>
        <RefusedBy open={answer.open} words={answer.words} />
      </Said>
    );
  }
  const why = refusal(answer.reason);
  return (
    <Said>
      <p className="estimate">{t('unknown')}</p>
      <p>{t(`why.${answer.why}`, { why, message: answer.words[0] ?? '' })}</p>
      {answer.why === 'refused' && <GatewayWords words={answer.words} />}
    </Said>
  );
}
