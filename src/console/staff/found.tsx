import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.tsx';
import { useMay } from '../session/may.tsx';
import { usePerson } from '../session/use-presence.ts';
import { listed } from '../words/numbers.ts';
import { moment } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { numberOf, useNames } from './asked.ts';
import { type Found, kindsTried, searchFor } from './search-for.ts';
import './search-words.ts';

/** What was found, each said as what it was recognised. */
export function FoundPage() {
  const { t } = useTranslation('staff-search');
  const { gateway } = usePerson();
  const may = useMay();
  const text = useLocation({ select: ({ state }) => state.searched ?? '' });
  const query = useQuery({
    queryKey: ['staff', 'search', text],
    queryFn: () => (text === '' ? [] : searchFor(gateway, text, may)),
  });
  return (
    <Page title={t('results')}>
      <p className="quiet">{t('hint')}</p>
      <Answer query={query}>
        {(found) => (
          <>
            {found.length === 0 && (
              <p role="status">{t('none', { kinds: listed(kindsTried(may).map((kind) => t(`tried.${kind}`))) })}</p>
            )}
            <ul role="list" className="stack">
              {found.map((one) => (
                <li key={keyOf(one)} className="panel stack close">
                  <p className="quiet">{t(one.as)}</p>
                  <Words found={one} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Answer>
    </Page>
  );
}

function keyOf(found: Found): string {
  if (found.as === 'patient') return found.subject.subject;
  if (found.as === 'dataset') return found.dataset.dataset;
  if (found.as === 'member') return found.member.identity;
  if (found.as === 'person') return found.person.person;
  if (found.as === 'permit') return `permit ${found.permit.permit}`;
  return found.as;
}

function Words({ found }: { readonly found: Found }): ReactNode {
  const { t } = useTranslation('staff-search');
  const { t: staff } = useTranslation('staff');
  const names = useNames();
  switch (found.as) {
    case 'patient':
      return (
        <Link to="/staff/patients/$subject" params={{ subject: found.subject.subject }}>
          {numberOf(found.subject) ?? staff('unnamedPatient')}
        </Link>
      );
    case 'dataset':
      return (
        <Link to="/staff/datasets/$dataset" params={{ dataset: found.dataset.dataset }}>
          {found.dataset.name || names.dataset(found.dataset.dataset)}
        </Link>
      );
    case 'member':
      return <Link to="/staff/members">{names.member(found.member.identity)}</Link>;
    case 'person':
      return (
        <Link to="/staff/people/$person" params={{ person: found.person.person }}>
          {found.person.name}
        </Link>
      );
    case 'permit':
      return (
        <Link to="/staff/permits">
          {names.member(found.permit.requester)}, {names.dataset(found.permit.dataset)}
        </Link>
      );
    case 'entry': {
      const { seq, time, kind } = found.entry;
      return <p>{t('entryWords', { seq, when: moment(time), what: t(`kinds.${kind}`) })}</p>;
    }
    case 'receipt':
      return <Receipt judged={found.judged} />;
  }
}

function Receipt({ judged }: Pick<Extract<Found, { readonly as: 'receipt' }>, 'judged'>) {
  const { t } = useTranslation('staff-search');
  if (judged.verdict === 'verified') {
    const { seq, time, kind } = judged.entry;
    return <p>{t('receiptVerified', { seq, when: moment(time), what: t(`kinds.${kind}`) })}</p>;
  }
  if (judged.verdict === 'forged') return <p>{t('receiptForged', { reason: judged.reason })}</p>;
  return (
    <>
      <p>{judged.verdict === 'unknown' ? t('receiptUnknown', { reason: judged.reason }) : t('receiptUnreadable')}</p>
      <Link to="/audit/receipt">{t('toReceipt')}</Link>
    </>
  );
}
