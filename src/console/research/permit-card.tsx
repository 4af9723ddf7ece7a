import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { attestedCodes, type Permit } from '../../client/index.ts';
import { Said } from '../parts/said.tsx';
import { listed } from '../words/numbers.ts';
import { date } from '../words/times.ts';
import type { Known } from './asked.ts';
import { useEstimateWords, usePermitEstimate } from './estimate.tsx';
import { useWords } from './use-words.ts';

const NONE = /^0x0*$/;
const DAY_SECONDS = 86_400;
/** So long before its end a permit is said to end soon. */
const SOON_DAYS = 30;

/** A permit in words, with what to do about it first. */
export function PermitCard({ permit, known }: { readonly permit: Permit; readonly known: Known }) {
  const { t } = useTranslation('research-permit');
  const words = useWords();
  const { state, delivery } = permit;
  const dataset = known.datasets.find((one) => one.dataset === permit.dataset);
  const canDownload = state === 'active' && delivery === 'download';
  return (
    <article className="card stack" aria-labelledby={`permit-${permit.permit}`}>
      <h3 id={`permit-${permit.permit}`}>
        {t('heading', { permit: permit.permit, dataset: words.dataset(dataset ?? { name: '' }) })}
      </h3>
      {canDownload ? <Counts permit={permit} /> : <Next permit={permit} />}
      {permit.emergency && <p>{t('emergency')}</p>}
      <dl className="facts">
        {factsIn(t, permit, words).map(([term, text]) => (
          <Fact key={term} term={term} text={text} />
        ))}
      </dl>
      <div className="row">
        {canDownload && (
          <Link className="button main" to="/research/download" search={{ permit: permit.permit }}>
            {t('download')}
          </Link>
        )}
        {!NONE.test(permit.termsDigest) && (
          <Link
            className={state === 'awaitsAcceptance' ? 'button main' : 'button'}
            to="/research/permits/$permit/agreement"
            params={{ permit: String(permit.permit) }}
          >
            {t('readAgreement')}
          </Link>
        )}
      </div>
    </article>
  );
}

function Fact({ term, text }: { readonly term: string; readonly text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}

/** One that counts says what it gives today, as the preview would: it may give nothing. */
function Counts({ permit }: { readonly permit: Permit }) {
  const { t } = useTranslation('research-permit');
  const said = useEstimateWords();
  const today = usePermitEstimate(permit.dataset, permit);
  const days = Math.ceil((permit.until - Date.now() / 1000) / DAY_SECONDS);
  const isOpen = today?.state === 'review' || today?.state === 'unknown';
  const when = date(permit.until);
  return (
    <Said as={isOpen || days <= SOON_DAYS ? 'warn' : today?.state === 'about' ? 'done' : 'note'}>
      <p>{t(days <= SOON_DAYS ? 'next.soon' : 'next.active', { days, when })}</p>
      {today && <p>{t('today', { what: said(today) })}</p>}
      {today?.state === 'few' && <p>{t('todayFew')}</p>}
    </Said>
  );
}

/** The next step, in the state's colour. */
function Next({ permit }: { readonly permit: Permit }) {
  const { t, i18n } = useTranslation('research-permit');
  const { state, from, until, revokedAt } = permit;
  if (state === 'active') return <Said as="warn">{t('next.unusable')}</Said>;
  const when = date(state === 'notYetValid' ? from : state === 'revoked' ? revokedAt : until);
  const key = i18n.exists(`research-permit:next.${state}`) ? state : 'other';
  const look = state.startsWith('await') ? 'warn' : 'note';
  return (
    <Said as={look}>
      <p>{t(`next.${key as 'active'}`, { when })}</p>
    </Said>
  );
}

function factsIn(
  t: TFunction<'research-permit'>,
  permit: Permit,
  words: ReturnType<typeof useWords>,
): readonly (readonly [string, string])[] {
  const { purpose, delivery, disease, identifiable, from, until } = permit;
  const attested = attestedCodes(permit).map(words.condition);
  const allowed = t('allowsText', { purpose: words.purpose(purpose), delivery: t(`delivery.${delivery}`) });
  return [
    [t('allows'), disease === undefined ? allowed : `${allowed}, ${t('disease', { disease })}`],
    [t('persons'), personsIn(t, permit)],
    [t('conditions'), attested.length === 0 ? t('conditionsNone') : listed(attested)],
    [t('identifies'), t(identifiable ? 'identifiable' : 'unidentifiable')],
    [t('period'), t('periodText', { from: date(from), until: date(until) })],
    [t('basis'), t(`basisOf.${permit.basis as 'consent'}`, { defaultValue: t('basisOf.other') })],
    [t('countersigned'), countersignedIn(t, permit)],
    [t('agreement'), agreementIn(t, permit)],
    ...(permit.revocationReason === undefined ? [] : [[t('revokedBecause'), permit.revocationReason] as const]),
  ];
}

function personsIn(t: TFunction<'research-permit'>, { persons, recipientKeyDigest, delivery }: Permit): string {
  if (persons !== undefined) return t('personsSome', { count: persons.length });
  return delivery === 'sealed' || NONE.test(recipientKeyDigest) ? t('personsAll') : t('personsUnknown');
}

function countersignedIn(t: TFunction<'research-permit'>, { basis, countersignedAt }: Permit): string {
  if (basis === 'consent') return t('countersignedNeedless');
  return countersignedAt === 0 ? t('countersignedNot') : t('countersignedAt', { when: date(countersignedAt) });
}

function agreementIn(t: TFunction<'research-permit'>, { termsDigest, acceptedAt }: Permit): string {
  if (NONE.test(termsDigest)) return t('agreementNone');
  return acceptedAt === 0 ? t('agreementOpen') : t('agreementAccepted', { when: date(acceptedAt) });
}
