import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { csvText } from '../parts/csv-text.ts';
import { Said } from '../parts/said.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Trouble } from '../parts/trouble.tsx';
import { useOnce } from '../parts/use-once.ts';
import { usePerson } from '../session/use-presence.ts';
import { figure } from '../words/numbers.ts';
import { onMoment } from '../words/times.ts';
import type { Known } from './asked.ts';
import { goneCounts } from './fetch/why-gone.ts';
import { COLUMNS, jsonOf, linesOf } from './fetch/withdrawn-list.ts';
import { receivedIn, takenOut, type Withdrawn, withdrawnNow } from './fetch/withdrawn-since.ts';
import { keepReceipt, receiptsOf } from './kept-receipts.ts';
import { WithdrawnOf } from './withdrawn-of.tsx';
import './withdrawn-words.ts';

/** What of earlier downloads was withdrawn since: asked by a press, as each question counts. */
export function WithdrawnSince({ known }: { readonly known: Known }) {
  const { t } = useTranslation('research-withdrawn');
  const { gateway, standing } = usePerson();
  const received = useQuery({
    queryKey: ['research', 'received', standing.member],
    queryFn: async () => receivedIn(await receiptsOf(standing.member)),
    staleTime: 0,
  });
  const look = useOnce({
    // What was received or taken out meanwhile counts.
    mutationFn: async () => {
      const all = receivedIn(await receiptsOf(standing.member));
      return { at: new Date(), withdrawn: await Promise.all(all.map((one) => withdrawnNow(gateway, one))) };
    },
  });
  const { data } = received;
  if (data === undefined || data.length === 0) return null;
  return (
    <section className="card stack" aria-label={t('title')}>
      <h2>{t('title')}</h2>
      <p>{t('text')}</p>
      {look.isError && <Trouble error={look.error} />}
      {look.data && <Found key={look.data.at.getTime()} {...look.data} known={known} />}
      <div className="row">
        <Button look={look.data ? 'outlined' : 'main'} isPending={look.isPending} onPress={() => look.mutate()}>
          {t(look.data ? 'again' : 'look')}
        </Button>
      </div>
      <p className="quiet">{t('covers')}</p>
    </section>
  );
}

interface FoundProps {
  readonly at: Date;
  readonly withdrawn: readonly Withdrawn[];
  readonly known: Known;
}

function Found({ at, withdrawn, known }: FoundProps) {
  const { t } = useTranslation('research-withdrawn');
  const must = withdrawn.filter(({ gone }) => gone.length > 0);
  const unknown = withdrawn.filter(({ held }) => held === undefined);
  const { nowhere, elsewhere } = goneCounts(withdrawn);
  return (
    <>
      <Said as={must.length > 0 ? 'warn' : 'done'} role="status">
        {nowhere > 0 && (
          <p>
            <strong>{t('must', { count: nowhere, figure: figure(nowhere) })}</strong>
          </p>
        )}
        {elsewhere > 0 && (
          <p>
            <strong>{t('elsewhere', { count: elsewhere, figure: figure(elsewhere) })}</strong>
          </p>
        )}
        <p>
          {must.length === 0 && <strong>{t('clear')} </strong>}
          {t('asked', { when: onMoment(at.getTime()) })}
        </p>
      </Said>
      {must.map((one) => (
        <WithdrawnOf key={JSON.stringify(one.request)} withdrawn={one} all={withdrawn} known={known} />
      ))}
      {unknown.map(({ request, name }) => (
        <p key={JSON.stringify(request)}>{t('unknown', { dataset: name, version: request.version })}</p>
      ))}
      {must.length > 0 && <WhatToDo at={at} must={must} withdrawn={withdrawn} known={known} />}
    </>
  );
}

function WhatToDo({ at, must, withdrawn, known }: FoundProps & { readonly must: readonly Withdrawn[] }) {
  const { t } = useTranslation('research-withdrawn');
  const { permits } = known;
  const taken = useOnce({ mutationFn: () => Promise.all(must.flatMap(takenOut).map(keepReceipt)) });
  const csv = () =>
    saveFile('no-longer-permitted.csv', csvText([COLUMNS, ...linesOf(withdrawn, permits)]), 'text/csv;charset=utf-8');
  const json = () => saveFile('no-longer-permitted.json', jsonOf(must, permits, at), 'application/json');
  return (
    <>
      <p>{t('derived')}</p>
      <p>{t('deadline')}</p>
      <div className="row">
        <Button onPress={csv}>
          <Download aria-hidden size={18} />
          {t('csv')}
        </Button>
        <Button onPress={json}>
          <Download aria-hidden size={18} />
          {t('json')}
        </Button>
      </div>
      {taken.isSuccess ? (
        <Said as="done" role="status">
          {t('removed')}
        </Said>
      ) : (
        <>
          <div className="row">
            <Button isPending={taken.isPending} onPress={() => taken.mutate()}>
              {t('done')}
            </Button>
          </div>
          <p className="quiet">{t('doneText')}</p>
        </>
      )}
    </>
  );
}
