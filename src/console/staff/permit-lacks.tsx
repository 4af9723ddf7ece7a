import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type DatasetId, isCustosError, readCoverage } from '../../client/index.ts';
import { ProgramWords } from '../parts/program-words.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { datasetsOf } from './asked.ts';
import { type Lack, lacksOf, type PlannedPermit } from './permit-effect.ts';
import './permits-words.ts';
import { useWordsOfUse } from './use-words.ts';

/** Said before a permit is issued: that nothing would be given under it, and what it lacks for that. */
export function PermitLacks({
  dataset,
  purpose,
  planned,
}: {
  readonly dataset: string;
  readonly purpose: number;
  readonly planned: PlannedPermit;
}) {
  const { t } = useTranslation('staff-permits');
  const { gateway } = usePerson();
  const datasets = useQuery(datasetsOf(gateway));
  const meets = planned.attested.toSorted();
  const decided = useQuery({
    queryKey: ['staff', 'coverage', dataset, meets],
    queryFn: () => readCoverage(gateway, dataset as DatasetId, { meets }),
  });
  if (isCustosError(decided.error, 'NOT_FOUND')) {
    return (
      <Said as="warn" role="status">
        <p>{t('lacks.version')}</p>
      </Said>
    );
  }
  const versions = datasets.data?.find((one) => one.dataset === dataset)?.versions;
  const version = versions?.find((one) => one.version === decided.data?.version);
  if (version === undefined) return null;
  const lacks = lacksOf(
    version,
    planned,
    decided.data?.purposes.find((one) => one.purpose === purpose),
  );
  if (lacks.length === 0) return null;
  return (
    <Said as="warn" role="status">
      <p>
        <strong>{t('lacks.title')}</strong>
      </p>
      {lacks.map((lack) => (
        <LackWords key={lack.what} lack={lack} />
      ))}
      <p>{t('lacks.next')}</p>
    </Said>
  );
}

function LackWords({ lack }: { readonly lack: Lack }) {
  const { t } = useTranslation('staff-permits');
  const words = useWordsOfUse();
  if (lack.what === 'other') return <ProgramWords>{lack.detail}</ProgramWords>;
  if (lack.what !== 'conditions') return <p>{t(`lacks.${lack.what}`)}</p>;
  return (
    <>
      <p>{t('lacks.conditions')}</p>
      <ul className="items">
        {lack.codes.map((code) => (
          <li key={code}>{words.modifier(code)}</li>
        ))}
      </ul>
    </>
  );
}
