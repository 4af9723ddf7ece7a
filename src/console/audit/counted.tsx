import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { size as bytes, figure } from '../words/numbers.ts';
import type { Scan } from './log-scan.ts';
import type { Found } from './log-search.ts';
import './log-words.ts';

/** Of an entry of a release, as it comes. */
const ENTRY_BYTES = 770;
/** More take so long that whoever asks for them is told. */
const LONG = 100_000;

const WORDS = { nothing: 'all', filters: 'found', patient: 'mayBe', reference: 'onlyReference' } as const;

/** Whether this is all, and if not, why. */
export function Counted({
  scan: { size, anchored, state, read },
  found: { seqs, searched },
  narrowedBy,
  onMore,
  onStop,
}: {
  readonly scan: Scan;
  readonly found: Found;
  /** What the list is narrowed by: entries do not say patients, so that those are listed that may be of one; nor do they say the text
   *  of a reference, which is told of elsewhere. */
  readonly narrowedBy: keyof typeof WORDS;
  readonly onMore: () => void;
  readonly onStop: () => void;
}) {
  const { t } = useTranslation('audit-log');
  const of = { count: seqs.length, figure: figure(seqs.length), of: figure(size) };
  const why = t(`why.${state === 'whole' || searched < read ? 'searches' : state}`);
  const isWhole = state === 'whole' && searched === size;
  return (
    <div className="stack close">
      <p role="status">
        {isWhole
          ? t(WORDS[narrowedBy], of)
          : t('some', { figure: of.figure, of: of.of, left: figure(size - searched), why })}
      </p>
      {anchored < size && <p className="quiet">{t('anchored', { figure: figure(anchored) })}</p>}
      {state === 'paused' && (
        <div className="row">
          <Button onPress={onMore}>{t('more', { count: size - read, figure: figure(size - read) })}</Button>
          {size - read > LONG && <p className="quiet">{t('long', { size: bytes((size - read) * ENTRY_BYTES) })}</p>}
        </div>
      )}
      {state === 'reads' && read < size && (
        <div className="row">
          <progress className="read" aria-label={t('read')} value={read} max={size} />
          <Button onPress={onStop}>{t('stop')}</Button>
        </div>
      )}
    </div>
  );
}
