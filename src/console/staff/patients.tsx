import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listInvitations, type Subject } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { TextField } from '../parts/text-field.tsx';
import { useDraft } from '../session/drafts.ts';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { Answer } from './answer.tsx';
import { numberOf, subjectsOf } from './asked.ts';
import { Listing } from './listing.tsx';
import './patients-words.ts';
import { StateMark } from './state-mark.tsx';

/** The hospital's patients, as it knows them. */
export function Patients() {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  // A number of a patient's stands in no address: those are logged on their way.
  const [{ q }, search] = useDraft('patients', { q: '' });
  const subjects = useQuery(subjectsOf(gateway));
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
            <Found all={all} q={q} />
          </>
        )}
      </Answer>
    </Page>
  );
}

/** Who has a code that is still good; undefined until that is known. */
function useWithCode(): ReadonlySet<Subject['subject']> | undefined {
  const { gateway } = usePerson();
  const codes = useQuery({ queryKey: ['staff', 'invitations'], queryFn: () => listInvitations(gateway) });
  const good = codes.data?.filter(({ state }) => state !== 'expired');
  return good && new Set(good.map(({ subject }) => subject));
}

/** How many are reached in which way. */
function Reach({ subjects }: { readonly subjects: readonly Subject[] }) {
  const { t } = useTranslation('staff-patients');
  const withCode = useWithCode();
  if (withCode === undefined) return null;
  const signed = subjects.filter(({ signsBy }) => signsBy.length > 0).length;
  const invited = subjects.filter(({ signsBy, subject }) => signsBy.length === 0 && withCode.has(subject)).length;
  const counts = { all: subjects.length, signed, invited, rest: subjects.length - signed - invited };
  return <p>{t('reach', Object.fromEntries(Object.entries(counts).map(([what, count]) => [what, figure(count)])))}</p>;
}

function Found({ all, q }: { readonly all: readonly Subject[]; readonly q: string }) {
  const { t } = useTranslation('staff-patients');
  const { t: staff } = useTranslation('staff');
  const withCode = useWithCode();
  const subjects = all.filter((one) => isFound(one, q));
  const signs = ({ signsBy, subject }: Subject) =>
    signsBy.length === 0 && withCode?.has(subject) ? ('invited' as const) : signsWord(signsBy);
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
          { title: t('signs'), cell: (one) => t(`signsBy.${signs(one)}`) },
          { title: t('consents'), isNumber: true, cell: ({ grants }) => figure(grants) },
          { title: t('now'), cell: (one) => <Withheld subject={one} /> },
        ]}
      />
    </>
  );
}

export function signsWord(signsBy: Subject['signsBy']): 'self' | 'guardian' | 'both' | 'nobody' {
  if (signsBy.length > 1) return 'both';
  return signsBy[0] ?? 'nobody';
}

function Withheld({ subject: { optOut, pausedUntil, pending, grants } }: { readonly subject: Subject }) {
  const { t } = useTranslation('staff-patients');
  if (optOut !== 'none') return <StateMark as="danger">{t('state.optedOut')}</StateMark>;
  if (pausedUntil !== undefined) return <StateMark as="warn">{t('state.paused')}</StateMark>;
  if (pending.length > 0) return <StateMark as="warn">{t('state.pending')}</StateMark>;
  return t(grants === 0 ? 'state.silent' : 'state.counts');
}

/** Any part of a number, or the beginning of the pseudonym. */
function isFound({ subject, identifiers }: Subject, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return subject.startsWith(wanted) || identifiers.some((one) => one.toLowerCase().includes(wanted));
}
