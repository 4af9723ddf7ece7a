import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  type Consent,
  describeTerms,
  type GatewayClient,
  isCustosError,
  listConsents,
  ownLines,
  type Pseudonym,
  termsOfWords,
  type Withdrawal,
  withdrawRecorded,
} from '../../client/index.ts';
import { Lines } from '../parts/lines.tsx';
import { Said } from '../parts/said.tsx';
import { usePerson } from '../session/use-presence.ts';
import { type Language, spoken } from '../words/language.ts';
import { date } from '../words/times.ts';
import { Answer } from './answer.tsx';
import { usePatientNumbers } from './asked.ts';
import { ByTelephone } from './by-telephone.tsx';

interface Of {
  readonly onDone: (done: Withdrawal) => void;
}

interface SaidConsent {
  readonly consent: Consent;
  /** Empty where its terms are gone. */
  readonly lines: readonly string[];
}

/** The consents of a patient in the sentences that it reads itself, each withdrawn by one press and a confirmation. */
export function PatientConsents({ subject, onDone }: Of & { readonly subject: Pseudonym }) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const number = usePatientNumbers([subject])(subject);
  const query = useQuery({
    queryKey: ['staff', 'consents', subject, spoken()],
    queryFn: () => saidOf(gateway, subject, spoken()),
  });
  // What nobody can list can be withdrawn all the same.
  const several = (query.data ?? []).filter(({ consent }) => consent.active).length > 1;
  return (
    <section className="stack">
      <h2>{t('given')}</h2>
      <Answer query={query}>
        {(all) => {
          const counting = all.filter(({ consent }) => consent.active);
          const ended = all.filter(({ consent }) => !consent.active);
          return (
            <>
              {counting.length === 0 && <p className="quiet">{t('givenNone')}</p>}
              {counting.map((one) => (
                <ConsentPanel key={one.consent.grant} {...one} onDone={onDone} />
              ))}
              {ended.length > 0 && (
                <details className="folded">
                  <summary>{t('ended', { count: ended.length })}</summary>
                  <div className="stack">
                    {ended.map((one) => (
                      <ConsentPanel key={one.consent.grant} {...one} onDone={onDone} />
                    ))}
                  </div>
                </details>
              )}
            </>
          );
        }}
      </Answer>
      {(query.isError || several) && (
        <div className="row">
          <ByTelephone
            verb={t('withdrawAll')}
            title={t('withdrawAllTitle', { number })}
            onDone={onDone}
            act={(form) => withdrawRecorded(gateway, subject, form, undefined)}
          >
            <p>{t('withdrawSays')}</p>
          </ByTelephone>
        </div>
      )}
    </section>
  );
}

async function saidOf(gateway: GatewayClient, subject: Pseudonym, language: Language): Promise<SaidConsent[]> {
  const consents = await listConsents(gateway, { subject });
  return Promise.all(
    consents.map(async (consent) => {
      if (consent.permission === 'unknown') return { consent, lines: [] };
      return { consent, lines: await linesOf(gateway, consent, language) };
    }),
  );
}

/** What this version has no words for can be withdrawn all the same. */
async function linesOf(gateway: GatewayClient, consent: Consent, language: Language): Promise<readonly string[]> {
  try {
    return ownLines(await describeTerms(gateway, termsOfWords(consent), language));
  } catch (error) {
    if (isCustosError(error, 'INPUT_INVALID')) return [];
    throw error;
  }
}

function ConsentPanel({ consent, lines, onDone }: SaidConsent & Of) {
  const { t } = useTranslation('staff-patients');
  const { gateway } = usePerson();
  const number = usePatientNumbers([consent.subject])(consent.subject);
  const { grant, subject, active, grantedAt, kind, awaitsAnswer, until, withdrawn, revokedAt, reasons = [] } = consent;
  return (
    <article className="panel stack close">
      {lines.length === 0 ? (
        <p>{t('gone')}</p>
      ) : (
        <>
          <p className="quiet">{t('asRead')}</p>
          <Lines lines={lines} />
        </>
      )}
      <p className="quiet">{t('since', { when: date(grantedAt), kind: t(`kind.${kind}`) })}</p>
      {awaitsAnswer && <p>{t('awaits')}</p>}
      {reasons.length > 0 && (
        <Said as="warn">
          <p>
            <strong>{t('lessened')}</strong>
          </p>
          <ul className="items">
            {reasons.map((reason) => (
              <li key={reason}>{t(`less.${reason}`, { defaultValue: reason })}</li>
            ))}
          </ul>
        </Said>
      )}
      {!active && <p>{withdrawn || revokedAt > 0 ? t('wasWithdrawn') : t('over', { when: date(until) })}</p>}
      {active && (
        <div className="row">
          <ByTelephone
            verb={t('withdraw')}
            title={t('withdrawTitle', { number })}
            onDone={onDone}
            act={(form) => withdrawRecorded(gateway, subject, form, grant)}
          >
            <p>{t('withdrawWhich', { when: date(grantedAt), kind: t(`kind.${kind}`) })}</p>
            {lines.length > 0 && (
              <blockquote className="stack close">
                <p className="quiet">{t('asRead')}</p>
                <Lines lines={lines.slice(0, 1)} />
              </blockquote>
            )}
            <p>{t('withdrawSays')}</p>
          </ByTelephone>
        </div>
      )}
    </article>
  );
}
