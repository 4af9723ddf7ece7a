import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Said } from '../parts/said.tsx';
import { figure } from '../words/numbers.ts';
import type { Names } from './log-filter.ts';
import { recognised } from './recognised.ts';

/** What a pasted text was recognised as; nothing for words. */
export function Pasted({
  text,
  names,
  logId,
  size,
}: {
  readonly text: string;
  readonly names: Names;
  readonly logId: string;
  /** Entries of the log. */
  readonly size: number;
}) {
  const { t } = useTranslation('audit-log');
  const known = recognised(text, names, logId);
  if (known === undefined) return null;
  if (known.as === 'receipt') {
    return (
      <Said>
        <p>{t('pasted.receipt')}</p>
        <Link to="/audit/receipt">{t('pasted.openReceipt')}</Link>
      </Said>
    );
  }
  if (known.as !== 'entry') {
    return (
      <Said>
        <p>{t(`pasted.${known.as}`)}</p>
      </Said>
    );
  }
  const isOther = known.log !== undefined && known.log !== logId;
  if (!isOther && known.seq >= size) {
    return (
      <Said>
        <p>{t('pasted.beyond', { seq: figure(known.seq), size: figure(size), last: figure(size - 1) })}</p>
      </Said>
    );
  }
  return (
    <Said as={isOther ? 'warn' : 'note'}>
      <p>{t(isOther ? 'pasted.otherLog' : 'pasted.entry')}</p>
      {!isOther && (
        <Link to="/audit/log/$seq" params={{ seq: String(known.seq) }} search={{ log: logId || undefined }}>
          {t('pasted.openEntry', { seq: figure(known.seq) })}
        </Link>
      )}
    </Said>
  );
}
