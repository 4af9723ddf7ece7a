import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listIncompleteForms } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { usePatientNumbers } from './asked.ts';
import { Bars } from './bars.tsx';
import { Listing } from './listing.tsx';
import './papers-words.ts';

/** Forms that are no consents yet, the oldest first, and how many of them lack what. */
export function Forms() {
  const { t } = useTranslation('staff-papers');
  const { gateway } = usePerson();
  const query = useQuery({
    queryKey: ['staff', 'forms'],
    queryFn: async () => {
      const [open, completing] = await Promise.all([
        listIncompleteForms(gateway, { state: 'incomplete' }),
        listIncompleteForms(gateway, { state: 'completing' }),
      ]);
      return { forms: [...open.forms, ...completing.forms], reasons: open.reasons };
    },
  });
  const numberOf = usePatientNumbers(query.data?.forms.map(({ subject }) => subject) ?? []);
  return (
    <Page title={t('forms')}>
      <p>{t('formsSays')}</p>
      <Answer query={query}>
        {({ forms, reasons }) => (
          <>
            <Listing
              label={t('forms')}
              rows={forms}
              keyOf={({ id }) => id}
              empty={t('formsNone')}
              columns={[
                {
                  title: t('patient'),
                  cell: ({ id, subject }) => (
                    <Link to="/staff/forms/$form" params={{ form: id }}>
                      {t('openForm', { patient: numberOf(subject) })}
                    </Link>
                  ),
                },
                { title: t('since'), cell: ({ at }) => moment(at) },
                {
                  title: t('missing'),
                  cell: ({ faults }) => faults.map((fault) => t(`faults.${fault}`)).join(', '),
                },
              ]}
            />
            {reasons.some(({ open }) => open > 0) && (
              <Bars
                title={t('reasons')}
                bars={reasons
                  .filter(({ open }) => open > 0)
                  .map(({ fault, open }) => ({ label: t(`faults.${fault}`), value: open }))}
              />
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}
