import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { memo, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Subject } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { locale } from '../words/language.ts';
import { figure } from '../words/numbers.ts';
import { Answer } from './answer.tsx';
import { invitationsOf, numberOf, subjectsOf } from './asked.ts';
import { Listing } from './listing.tsx';
import './patients-words.ts';
import { Reached } from './reached.tsx';
import { StateMark } from './state-mark.tsx';
import { unaskedOf } from './unasked.ts';

/** The hospital's patients, as it knows them. */
export function Patients() {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  // A number of a patient's stands in no address: those are logged on their way.
  const [{ q }, search] = useDraft('patients', { q: '' });
  const { show } = useSearch({ from: '/staff/patients' });
  const subjects = useQuery(subjectsOf(gateway));
  // What is typed stands there at once, whatever the list takes.
  const sought = useDeferredValue(q);
  return (
    <Page title={t('title')}>
      <nav className="row" aria-label={t('title')}>
        <Link to="/staff/patients/new" className="button outlined">
          {t('enrol')}
        </Link>
        <Link to="/staff/patients/bulk" className="button outlined">
          {t('bulk')}
        </Link>
        <Link to="/staff/codes">{t('codes')}</Link>
        <Link to="/staff/forms">{t('forms')}</Link>
      </nav>
      <Answer query={subjects}>
        {(all) => (
          <>
            <Reach subjects={all} />
            <TextField
              label={t('find')}
              hint={t('findHint')}
              type="search"
              value={q}
              onChange={(text) => search({ q: text })}
            />
            {show === 'unasked' ? <Unasked all={all} q={sought} /> : <Found all={all} q={sought} />}
          </>
        )}
      </Answer>
    </Page>
  );
}

/** Those alone whom the overview counts. */
function Unasked({ all, q }: { readonly all: readonly Subject[]; readonly q: string }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const codes = useQuery(invitationsOf(gateway));
  return (
    <Answer query={codes}>
      {(unused) => {
        const unasked = unaskedOf(all, unused);
        return (
          <>
            <div className="row">
              <p role="status">{t('unasked', { count: unasked.length })}</p>
              <Link to="/staff/patients">{t('showAll')}</Link>
            </div>
            <Found all={unasked} q={q} />
          </>
        );
      }}
    </Answer>
  );
}

/** How many are reached in which way. */
function Reach({ subjects }: { readonly subjects: readonly Subject[] }) {
  const { t } = useTranslation('staff-patients');
  const by = useMemo(() => Map.groupBy(subjects, ({ reach }) => reach), [subjects]);
  const of = (reach: Subject['reach']) => figure(by.get(reach)?.length ?? 0);
  const counts = { signed: of('signs'), invited: of('invited'), paperOnly: of('paper-only'), rest: of('none') };
  return <p>{t('reach', { all: figure(subjects.length), ...counts })}</p>;
}

/** Drawn anew where something else is sought, and not with each key. */
const Found = memo(FoundOf);

function FoundOf({ all, q }: { readonly all: readonly Subject[]; readonly q: string }) {
  const { t } = useTranslation('staff-patients');
  const { t: staff } = useTranslation('staff');
  // Putting many in order takes longer than finding some: once for all that is sought among them.
  const ordered = useMemo(() => inOrder(all), [all]);
  const subjects = useMemo(() => ordered.filter(finderOf(q)), [ordered, q]);
  return (
    <>
      {q !== '' && <p role="status">{t('foundOf', { found: figure(subjects.length), all: figure(all.length) })}</p>}
      <Listing
        label={t('title')}
        rows={subjects}
        keyOf={({ subject }) => subject}
        empty={t(q === '' ? 'none' : 'noneFound')}
        columns={[
          {
            title: t('number'),
            cell: (one) => (
              <Link to="/staff/patients/$subject" params={{ subject: one.subject }}>
                {numberOf(one) ?? staff('unnamedPatient')}
              </Link>
            ),
          },
          { title: t('reached'), cell: (one) => <Reached patient={one} /> },
          { title: t('consents'), isNumber: true, cell: ({ grants }) => figure(grants) },
          { title: t('now'), cell: (one) => <Withheld subject={one} /> },
        ]}
      />
    </>
  );
}

/** By the numbers that are shown, 1009 before 10010. */
function inOrder(subjects: readonly Subject[]): readonly Subject[] {
  const { compare } = new Intl.Collator(locale(), { numeric: true });
  return subjects.toSorted((one, other) => compare(numberOf(one) ?? '', numberOf(other) ?? ''));
}

function Withheld({ subject: { optOut, pausedUntil, pending, grants } }: { readonly subject: Subject }) {
  const { t } = useTranslation('staff-patients');
  if (optOut !== 'none') return <StateMark as="danger">{t('state.optedOut')}</StateMark>;
  if (pausedUntil !== undefined) return <StateMark as="warn">{t('state.paused')}</StateMark>;
  if (pending.length > 0) return <StateMark as="warn">{t('state.pending')}</StateMark>;
  return t(grants === 0 ? 'state.silent' : 'state.counts');
}

/** Any part of a number, or the beginning of the pseudonym. */
function finderOf(typed: string): (one: Subject) => boolean {
  const wanted = typed.trim().toLowerCase();
  return ({ subject, identifiers }) =>
    subject.startsWith(wanted) || identifiers.some((one) => one.toLowerCase().includes(wanted));
}
