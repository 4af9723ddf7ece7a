import { Download } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
import { figure } from '../words/numbers.ts';
import { logCsv } from './log-csv.ts';
import type { LogEntries } from './log-entries.ts';
import type { Names } from './log-filter.ts';

interface KeepListProps {
  /** Numbers of the entries. */
  readonly seqs: Uint32Array;
  readonly entries: LogEntries;
  readonly names: Names;
}

/** The list as a file; of a long one it says how far it is, and can be stopped. */
export function KeepList({ seqs, entries, names }: KeepListProps) {
  const { t } = useTranslation('audit-log');
  const [written, setWritten] = useState<number>();
  const given = useRef<AbortController>(null);
  useEffect(() => () => given.current?.abort(), []);
  const keep = async () => {
    const up = new AbortController();
    given.current = up;
    setWritten(0);
    const csv = await logCsv(t, seqs, { entries, names }, { signal: up.signal, onWritten: setWritten });
    if (csv !== undefined) saveFile('log.csv', csv);
    setWritten(undefined);
  };
  return (
    <div className="row">
      <Button onPress={() => void keep()} isPending={written !== undefined}>
        <Download aria-hidden size={18} />
        {t('keep')}
      </Button>
      {written !== undefined && (
        <>
          <Button onPress={() => given.current?.abort()}>{t('stopKeeping')}</Button>
          <p className="quiet figures">{t('kept', { done: figure(written), of: figure(seqs.length) })}</p>
        </>
      )}
    </div>
  );
}
