import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type LedgerAct, ledgerActs, listPermits, reasonDigest } from '../../client/index.ts';
import { purposeWords } from '../parts/purpose-words.ts';
import { Trouble } from '../parts/trouble.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { usePerson } from '../session/use-presence.ts';
import { moment } from '../words/times.ts';
import type { Names } from './log-filter.ts';
import { shortened } from './names.ts';

interface PermitEventsProps {
  readonly permit: number;
  /** What else was written: perhaps the reason why it was revoked. */
  readonly text: string;
  readonly names: Names;
}

/** What happened to a permit: its issue and its end are no entries of the log, and stand on the ledger. */
export function PermitEvents({ permit, text, names }: PermitEventsProps) {
  const { t } = useTranslation('audit-log');
  const { gateway } = usePerson();
  const events = useQuery({
    queryKey: ['audit', 'permit', permit],
    queryFn: async () => {
      const [acts, permits] = await Promise.all([
        Array.fromAsync(ledgerActs(gateway, { permit })),
        listPermits(gateway),
      ]);
      return { acts, known: permits.find((one) => one.permit === permit) };
    },
    retry: false,
  });
  if (events.isError) return <Trouble error={events.error} again={() => void events.refetch()} />;
  if (events.data === undefined) return <Waiting />;
  const { acts, known } = events.data;
  if (acts.length === 0) return <p>{t('permit.none', { permit })}</p>;
  return (
    <section className="card stack close" aria-label={t('permit.title', { permit })}>
      <h2>{t('permit.title', { permit })}</h2>
      {known && (
        <p>
          {t('permit.says', {
            who: names.members.get(known.requester) ?? shortened(known.requester),
            what: names.datasets.get(known.dataset) ?? shortened(known.dataset),
            purpose: purposeWords(known.purpose),
          })}
        </p>
      )}
      <dl className="facts">
        {acts.map((act) => (
          <PermitEvent key={`${act.what} ${act.height}`} act={act} />
        ))}
      </dl>
      <Reason acts={acts} permit={permit} text={text} />
      <p className="quiet">{t('permit.about')}</p>
    </section>
  );
}

function PermitEvent({ act }: { readonly act: LedgerAct }) {
  const { t } = useTranslation('audit-log');
  return (
    <>
      <dt>{t(`permit.${act.what as 'permit-issue'}`)}</dt>
      <dd>
        <time>{moment(act.at)}</time>
      </dd>
    </>
  );
}

function Reason({ acts, permit, text }: Omit<PermitEventsProps, 'names'> & { readonly acts: readonly LedgerAct[] }) {
  const { t } = useTranslation('audit-log');
  const end = acts.find(({ what }) => what === 'permit-revocation');
  if (end === undefined) return null;
  if (text === '') return <p>{t('permit.reason', { permit })}</p>;
  return <p>{t(end.form === reasonDigest(text) ? 'permit.reasonIs' : 'permit.reasonOther', { text })}</p>;
}
