import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportJob } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Said } from '../parts/said.tsx';
import { keepDraft } from '../session/drafts.ts';
import { figure } from '../words/numbers.ts';
import { NOTHING_SAID } from './import-order.ts';
import './imports-words.ts';

interface UntakenProps {
  readonly report: NonNullable<ImportJob['report']>;
  readonly dataset: string;
}

/** Numbers that were not taken, before anything is published: whoever the hospital enrols by one of them is a second patient then. */
export function Untaken({ report: { untakenNumbers = [] }, dataset }: UntakenProps) {
  const { t } = useTranslation('staff-imports');
  const navigate = useNavigate();
  if (untakenNumbers.length === 0) return null;
  const importBy = (system: string) => {
    keepDraft(`import ${dataset}`, { ...NOTHING_SAID, kind: 'fhir', system });
    void navigate({ to: '/staff/datasets/$dataset/import', params: { dataset } });
  };
  return (
    <Said as="warn">
      <p>
        <strong>{t('untaken.title')}</strong>
      </p>
      <p>{t('untaken.says')}</p>
      <ul className="items">
        {untakenNumbers.map(({ system, patients, example }) => (
          <li key={system}>
            {t(system === '' ? 'untaken.without' : 'untaken.one', {
              system,
              example,
              patients: t('patientsOf', { count: patients, figure: figure(patients) }),
            })}{' '}
            {system !== '' && (
              <Button look="plain" onPress={() => importBy(system)}>
                {t('untaken.again', { system })}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p>{t('untaken.next')}</p>
    </Said>
  );
}
