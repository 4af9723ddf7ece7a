import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry } from '../../client/index.ts';
import { figure } from '../words/numbers.ts';
import { clock, date } from '../words/times.ts';
import { EntrySaid } from './entry-said.tsx';
import type { Names } from './log-filter.ts';

const ROW = 44;

/** However many there are, the page holds those that are in view. */
export function LogList({ entries, names }: { readonly entries: readonly Entry[]; readonly names: Names }) {
  const { t } = useTranslation('audit-log');
  const frame = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 12,
    // What was measured belongs to the entry, not to its place.
    getItemKey: (index) => entries[index]?.seq ?? index,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has keys alone scrolls it, too
    <section className="entries" ref={frame} tabIndex={0} aria-label={t('list')}>
      <ul role="list" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          return (
            <li
              key={entry.seq}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={entries.length}
              aria-posinset={index + 1}
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
