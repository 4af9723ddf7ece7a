import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invitationsPage, renewInvitations, type UnusedInvitation } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { usePerson } from '../session/use-presence.ts';
import { day } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { usePatientNumbers } from './asked.ts';
import './bulk-words.ts';
import { Select } from '../parts/select.tsx';
import { Codes, type NewCode } from './codes.tsx';
import { Confirm } from './confirm.tsx';
import { Listing } from './listing.tsx';
import { StateMark } from './state-mark.tsx';

const WITHIN = ['7', '30'] as const;
/** As many as are made at once. */
const BATCH = 500;
const LOOKS = { unused: 'done', begun: 'warn', waits: 'warn', refused: 'danger', expired: 'danger' } as const;

/** Codes that bound nobody yet: who was invited and never came is invited again, many at once. */
export function UnusedCodes() {
  const { t } = useTranslation('staff-bulk');
  const { gateway } = usePerson();
  const [within, setWithin] = useState('');
  const [made, setMade] = useState<readonly NewCode[]>();
  const query = useInfiniteQuery({
    queryKey: ['staff', 'invitations', 'all', within],
    queryFn: ({ pageParam: from }) =>
      invitationsPage(gateway, { from, within: within === '' ? undefined : Number(within) }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
  });
  const read = query.data?.pages.flatMap(({ invitations }) => invitations) ?? [];
  const numberOf = usePatientNumbers(read.map(({ subject }) => subject));
  const renew = async (due: readonly UnusedInvitation[]) => {
    const codes = await renewInvitations(gateway, due);
    setMade(
      codes.map(({ subject, code, expires }, i) => ({
        ...{ code, expires, number: numberOf(subject) },
        isGuardian: due[i]?.statement.guardian !== undefined,
      })),
    );
  };
  return (
    <Page title={t('unusedTitle')}>
      {made && <Codes codes={made} />}
      <p>{t('unusedSays')}</p>
      <Select
        label={t('within')}
        none={t('withins.all')}
        value={within}
        onChange={(span) => setWithin(span ?? '')}
        options={WITHIN.map((value) => ({ value, label: t(`withins.${value}`) }))}
      />
      <Answer query={query}>
        {({ pages }) => {
          const due = dueOf(read);
          return (
            <>
              <Listing
                label={t('unusedTitle')}
                rows={read}
                more={{
                  all: pages[0]?.all ?? 0,
                  isPending: query.isFetchingNextPage,
                  read: () => void query.fetchNextPage(),
                }}
                keyOf={({ id }) => id}
                empty={t('unusedNone')}
                columns={[
                  { title: t('patient'), cell: ({ subject }) => numberOf(subject) },
                  { title: t('whom'), cell: ({ statement }) => t(statement.guardian?.as ?? 'self') },
                  { title: t('goodUntil'), cell: ({ expires }) => day(expires / 1000) },
                  {
                    title: t('state'),
                    cell: ({ state }) => <StateMark as={LOOKS[state]}>{t(`states.${state}`)}</StateMark>,
                  },
                ]}
              />
              {due.length > 0 && (
                <div className="row">
                  <Confirm
                    look="main"
                    verb={t('renew', { count: due.length })}
                    title={t('renewTitle')}
                    act={() => renew(due)}
                  >
                    <p>{t('renewSays')}</p>
                  </Confirm>
                </div>
              )}
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

/** One for each person, without those that wait for a second organisation. */
function dueOf(all: readonly UnusedInvitation[]): readonly UnusedInvitation[] {
  const whom = ({ subject, statement: { guardian, text } }: UnusedInvitation) =>
    guardian === undefined ? subject : `${subject} ${guardian.as} ${guardian.document} ${text}`;
  const once = new Map(all.filter(({ state }) => state !== 'waits').map((one) => [whom(one), one]));
  return [...once.values()].slice(0, BATCH);
}
