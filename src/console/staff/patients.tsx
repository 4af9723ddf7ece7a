import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Subject } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { Answer } from './answer.tsx';
import { numberOf, subjectsOf } from './asked.ts';
import { Listing } from './listing.tsx';
import './patients-words.ts';
import { Reached } from './reached.tsx';
import { StateMark } from './state-mark.tsx';

/** The hospital's patients, as it knows them. */
export function Patients() {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  // A number of a patient's stands in no address: those are logged on their way.
  const [{ q }, search] = useDraft('patients', { q: '' });
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
            <Found all={all} q={sought} />
          </>
        )}
      </Answer>
    </Page>
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
  const subjects = useMemo(() => all.filter(finderOf(q)), [all, q]);
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
