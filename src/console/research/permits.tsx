import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Permit } from '../../client/index.ts';
import { Page } from '../parts/page.tsx';
import { AnswerOr } from './answer-or.tsx';
import { AskHolder } from './ask-holder.tsx';
import { type Known, useKnown } from './asked.ts';
import { PermitCard } from './permit-card.tsx';
import './permit-words.ts';
import { WithdrawnSince } from './withdrawn.tsx';

/** What needs somebody comes first. */
const ORDER = ['awaitsAcceptance', 'active', 'awaitsCountersignature', 'notYetValid'];

export function Permits() {
  const { t } = useTranslation('research-permit');
  return (
    <Page title={t('title')}>
      <AnswerOr query={useKnown()}>
        {(known) => (
          <>
            <WithdrawnSince known={known} />
            {known.permits.length === 0 ? <None /> : <Listed known={known} />}
            <AskHolder />
          </>
        )}
      </AnswerOr>
    </Page>
  );
}

function None() {
  const { t } = useTranslation('research-permit');
  return (
    <div className="card stack close">
      <p>
        <strong>{t('empty')}</strong>
      </p>
      <p>{t('emptyText')}</p>
      <p>
        <Link to="/research/catalogue">{t('toCatalogue')}</Link>
      </p>
    </div>
  );
}

function Listed({ known }: { readonly known: Known }) {
  const { t } = useTranslation('research-permit');
  const place = ({ state }: Permit) => ORDER.indexOf(state);
  const now = known.permits.filter((one) => place(one) >= 0).sort((one, other) => place(one) - place(other));
  const past = known.permits.filter((one) => place(one) < 0).toReversed();
  const cards = (permits: readonly Permit[]) =>
    permits.map((one) => <PermitCard key={one.permit} permit={one} known={known} />);
  return (
    <>
      {now.length > 0 && (
        <section className="stack">
          <h2>{t('now')}</h2>
          {cards(now)}
        </section>
      )}
      {past.length > 0 && (
        <section className="stack">
          <h2>{t('past')}</h2>
          {cards(past)}
        </section>
      )}
    </>
  );
}
