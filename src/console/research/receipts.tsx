import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pin } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { browserPins } from '../session/kept.ts';
import { usePerson } from '../session/use-presence.ts';
import { AnswerOr } from './answer-or.tsx';
import { CheckReceipt } from './check-receipt.tsx';
import { receiptsOf } from './kept-receipts.ts';
import { ReceiptLine } from './receipt-line.tsx';
import type { ReceiptToKeep } from './receipt-to-keep.ts';
import './catalogue-words.ts';
import './receipt-words.ts';

/** Lines that are shown at first, and by each press more. */
const SHOWN = 50;

export function Receipts() {
  const { t } = useTranslation('research-receipt');
  const { gateway, standing } = usePerson();
  const kept = useQuery({
    queryKey: ['research', 'receipts', standing.member],
    queryFn: async () => ({
      receipts: await receiptsOf(standing.member),
      pin: (await browserPins.read(gateway.endpoint)) ?? null,
    }),
    staleTime: 0,
  });
  return (
    <Page title={t('title')}>
      <p>{t('text')}</p>
      <p>{t('covers')}</p>
      <AnswerOr query={kept}>
        {({ receipts, pin }) => (
          <>
            {receipts.length === 0 ? <None /> : <Listed receipts={receipts} pins={pin ? [pin] : []} />}
            {receipts.length > 0 && <Files />}
            <CheckReceipt pins={pin ? [pin] : []} />
          </>
        )}
      </AnswerOr>
    </Page>
  );
}

/** Both are downloaded by names that say little to whoever gets them. */
function Files() {
  const { t } = useTranslation('research-receipt');
  return (
    <details>
      <summary>{t('files.title')}</summary>
      <div className="stack close">
        <p>{t('files.receipt')}</p>
        <p>{t('files.details')}</p>
        <p>{t('files.check')}</p>
      </div>
    </details>
  );
}

function None() {
  const { t } = useTranslation('research-receipt');
  return (
    <div className="card stack close">
      <p>
        <strong>{t('empty')}</strong>
      </p>
      <p>{t('emptyText')}</p>
      <p>
        <Link to="/research/download">{t('toDownload')}</Link>
      </p>
    </div>
  );
}

function Listed({ receipts, pins }: { readonly receipts: readonly ReceiptToKeep[]; readonly pins: readonly Pin[] }) {
  const { t } = useTranslation('research-receipt');
  const [shown, setShown] = useState(SHOWN);
  return (
    <section className="stack">
      <ul role="list" className="stack close">
        {receipts.slice(0, shown).map((one) => (
          <ReceiptLine key={`${one.entry.logId}/${one.entry.seq}`} kept={one} pins={pins} />
        ))}
      </ul>
      {receipts.length > shown && (
        <div className="row">
          <Button onPress={() => setShown(shown + SHOWN)}>{t('more', { ns: 'research-catalogue' })}</Button>
        </div>
      )}
    </section>
  );
}
