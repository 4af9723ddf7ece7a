import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Withdrawal } from '../../client/index.ts';
import { Button } from '../parts/button.tsx';
import { Letter } from '../parts/letter.tsx';
import { saveFile } from '../parts/save-file.ts';
import { startOf } from '../session/asked.ts';
import { exactly, onMoment } from '../words/times.ts';
import './words/change.ts';

interface KeptProps extends Pick<Withdrawal, 'entry' | 'receipt'> {
  /** What was done, as a word of the names of files. */
  readonly name: 'withdrawal' | 'opt-out' | 'pause' | 'stop' | 'access';
  /** The sentences that say what it is a receipt of. */
  readonly said: readonly string[];
}

/** What ends the page of something that was done: its receipt to keep, the way back, a copy on paper. */
export function KeptReceipt(props: KeptProps) {
  const { t } = useTranslation('patient');
  return (
    <>
      <div className="row">
        <KeepReceipt {...props} />
        <Link to="/patient/consents">{t('change.back')}</Link>
      </div>
      <ReceiptProof {...props} />
      <Letter />
    </>
  );
}

/** As a text that any telephone opens: the sentences and the day for people, and under them the proof for programs. */
export function KeepReceipt({ name, said, entry, receipt }: KeptProps) {
  const { t } = useTranslation('patient');
  const hospital = useQuery(startOf()).data?.organisation ?? t('receipt.hospital');
  const lines = [
    ...[t('receipt.title', { hospital }), t('receipt.when', { when: onMoment(entry.time) }), ''],
    ...[...said, '', '', t('receipt.proof'), t('receipt.exactly', { when: exactly(entry.time) }), '', receipt],
  ];
  const text = lines.join('\n').replaceAll(/\r?\n/g, '\r\n');
  return (
    <Button onPress={() => saveFile(`${t(`receipt.files.${name}`)}-${entry.seq}.txt`, text)}>
      <Download aria-hidden size={18} />
      {t('change.receipt')}
    </Button>
  );
}

/** The exact time, and the proof by itself, as the programs that check it take it. */
export function ReceiptProof({ name, entry, receipt }: Omit<KeptProps, 'said'>) {
  const { t } = useTranslation('patient');
  return (
    <details className="no-print">
      <summary>{t('receipt.show')}</summary>
      <div className="stack close">
        <p>{t('receipt.exactly', { when: exactly(entry.time) })}</p>
        <pre className="bytes raw">{receipt}</pre>
        <div className="row">
          <Button onPress={() => saveFile(`${name}-${entry.seq}.tlog-proof`, receipt)}>
            <Download aria-hidden size={18} />
            {t('receipt.forPrograms')}
          </Button>
        </div>
      </div>
    </details>
  );
}
