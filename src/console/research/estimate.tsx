import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Dataset, DatasetId, Permit } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { type Estimate, estimate } from './count-patients.ts';
import './estimate-words.ts';
import { keptUse } from './kept-use.ts';
import { GatewayWords, OpenConditions, RefusedBy } from './refused-by.tsx';
import { declaredByPermit, type UseOfData } from './use-of-data.ts';
import { useWords } from './use-words.ts';

/** Asked again only where something else is asked: each different question counts. */
function useEstimate(dataset: DatasetId | undefined, use: UseOfData & { readonly permit?: number | undefined }) {
  const { gateway } = usePerson();
  const { purpose } = use;
  return useQuery({
    queryKey: ['research', 'estimate', dataset, use],
    queryFn: () => (dataset === undefined ? undefined : estimate(gateway, dataset, { ...use, purpose: purpose ?? 0 })),
    enabled: purpose !== undefined && dataset !== undefined,
    staleTime: 60_000,
  });
}

/** What a permit gives today, for what it says itself and what one declared last; nothing yet while the hospital is asked. */
export function usePermitEstimate(dataset: DatasetId | undefined, permit: Permit): Estimate | undefined {
  const { permit: number, purpose } = permit;
  const use = { ...keptUse(), ...declaredByPermit(permit), purpose: purpose || undefined, permit: number };
  return useEstimate(dataset, use).data;
}

/** An estimate in a few words. */
export function useEstimateWords(): (estimate: Estimate) => string {
  const { t } = useTranslation('research-estimate');
  const { refusal } = useWords();
  return (estimate) => {
    if (estimate.state === 'about')
      return t('about', { patients: figure(estimate.patients), items: figure(estimate.items) });
    if (estimate.state !== 'unknown') return t(estimate.state);
    return t(`why.${estimate.why}`, { why: refusal(estimate.reason), message: estimate.words[0] ?? '' });
  };
}

/** The whole answer, with what to do. */
export function EstimateAnswer({ dataset, use }: { readonly dataset: Dataset; readonly use: UseOfData }) {
  const { data } = useEstimate(dataset.dataset, use);
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
          {isFew && <p>{t('fewSample')}</p>}
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
