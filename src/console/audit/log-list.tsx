import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { figure } from '../words/numbers.ts';
import { clock, date } from '../words/times.ts';
import { EntrySaid } from './entry-said.tsx';
import type { LogEntries } from './log-entries.ts';
import type { Names } from './log-filter.ts';

const ROW = 44;

/** Rows in one part of the list: what is higher than some millions of pixels, no browser scrolls to its end. */
export const PART = 10_000;

interface LogListProps {
  /** Numbers of those that are listed, the newest first. */
  readonly seqs: Uint32Array;
  /** Whether there will be no more of them. */
  readonly isWhole: boolean;
  readonly entries: LogEntries;
  readonly names: Names;
}

/** However many there are, the page holds those that are in view. */
export function LogList({ seqs, isWhole, ...of }: LogListProps) {
  const { t } = useTranslation('audit-log');
  const [chosen, setChosen] = useState(0);
  const last = Math.max(0, Math.ceil(seqs.length / PART) - 1);
  const part = Math.min(chosen, last);
  const shown = seqs.subarray(part * PART, (part + 1) * PART);
  const place = { first: figure(part * PART + 1), last: figure(part * PART + shown.length), all: figure(seqs.length) };
  return (
    <>
      <Part key={part} seqs={shown} before={part * PART} all={isWhole ? seqs.length : UNKNOWN} {...of} />
      {last > 0 && (
        <div className="row">
          <Button isDisabled={part === 0} onPress={() => setChosen(part - 1)}>
            {t('newer')}
          </Button>
          <Button isDisabled={part === last} onPress={() => setChosen(part + 1)}>
            {t('older')}
          </Button>
          <p role="status" className="quiet figures">
            {t('part', place)}
          </p>
        </div>
      )}
    </>
  );
}

interface PartProps extends Omit<LogListProps, 'isWhole'> {
  readonly before: number;
  readonly all: number;
}

/** How ARIA says that nobody knows yet how many there are. */
const UNKNOWN = -1;

/** While older ones are read, what stands in a part that is full stays as it is. */
const Part = memo(PartRows, (one, other) => {
  const isSame = one.seqs[0] === other.seqs[0] && one.seqs.length === other.seqs.length;
  return isSame && one.all === other.all && one.names === other.names && one.entries === other.entries;
});

function PartRows({ seqs, entries, names, before, all }: PartProps) {
  const { t } = useTranslation('audit-log');
  const frame = useRef<HTMLDivElement>(null);
  // What was measured belongs to the entry, not to its place.
  const getItemKey = useCallback((index: number) => seqs[index] ?? index, [seqs]);
  const virtualizer = useVirtualizer({
    count: seqs.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
    getItemKey,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has keys alone scrolls it, too
    <section className="entries" ref={frame} tabIndex={0} aria-label={t('list')}>
      <ul role="list" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const entry = entries.at(seqs[index] ?? -1);
          if (entry === undefined) return null;
          return (
            <li
              key={entry.seq}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={all}
              aria-posinset={before + index + 1}
              style={{ transform: `translateY(${start}px)` }}
            >
              <Link to="/audit/log/$seq" params={{ seq: String(entry.seq) }} search={{ log: entry.logId }}>
                <span className="figures seq">{figure(entry.seq)}</span>
                <time className="quiet">
                  {date(entry.time / 1000)}, {clock(entry.time)}
                </time>
                <span className={entry.outcome === 'refused' || entry.outcome === 'rejected' ? 'refused' : undefined}>
                  <EntrySaid entry={entry} names={names} />
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
