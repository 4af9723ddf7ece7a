import { useQuery } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { onDay } from '../words/times.ts';
import { Button } from './button.tsx';
import { Officer } from './officer.tsx';
import './letter.css';
import { startOf } from '../session/asked.ts';
import './letter-words.ts';

/** Makes the page one that can be kept on paper: whose it is and of when, and what rights there are, stand there alone. `isAsked`: it was
 *  asked for already, by what loaded this; `children` is what else the page can be kept as. */
export function Letter({ isAsked = false, children }: { readonly isAsked?: boolean; readonly children?: ReactNode }) {
  const { t } = useTranslation('letter');
  const start = useQuery(startOf());
  const isReady = !start.isPending;
  useEffect(() => {
    if (isAsked && isReady) window.print();
  }, [isAsked, isReady]);
  const rights = t('items', { returnObjects: true }) as readonly string[];
  return (
    <>
      <div className="row no-print">
        {children}
        <Button onPress={() => window.print()}>
          <Printer aria-hidden size={18} />
          {t('keep')}
        </Button>
      </div>
      <footer className="on-paper stack">
        <p>{t('whose')}</p>
        <p>{t('from', { hospital: start.data?.organisation ?? '', when: onDay(Date.now() / 1000) })}</p>
        <div className="stack close">
          <h2>{t('rights')}</h2>
          <ul className="items">
            {rights.map((right) => (
              <li key={right}>{right}</li>
            ))}
          </ul>
        </div>
        <Officer />
      </footer>
    </>
  );
}
