import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../parts/button.tsx';
import { figure } from '../words/numbers.ts';
import { clock, date, isoTime } from '../words/times.ts';
import type { Cell } from './list-readers.ts';
import './lists-words.ts';
import { WholeId } from './whole-id.tsx';

/** Patients of one order that are shown at first: one of a list may be of a thousand. */
const FEW = 3;
const PSEUDONYM = 66;

/** What a list has in one of its columns. */
export function ListCell({ cell }: { readonly cell: Cell }) {
  const { t } = useTranslation('audit-lists');
  if (cell === undefined) return '–';
  if ('text' in cell) return <CellText text={cell.text} />;
  if ('ids' in cell) return <Ids {...cell} />;
  if ('permit' in cell) {
    return (
      <Link to="/audit/log" search={{ find: `permit:${cell.permit}` }}>
        {t('permit', { permit: figure(cell.permit) })}
      </Link>
    );
  }
  if ('at' in cell) {
    return (
      <time>
        {date(cell.at / 1000)}, {clock(cell.at)}
      </time>
    );
  }
  return (
    <Link to="/audit/log/$seq" params={{ seq: String(cell.seq) }} search={{ log: undefined }}>
      {t('entry', { seq: figure(cell.seq) })}
    </Link>
  );
}

/** Who has no name goes by an id: an account, or the pseudonym of a person. */
export function CellText({ text }: { readonly text: string }) {
  if (!/^0x[0-9a-f]{40,64}$/.test(text)) return text || '–';
  return <WholeId id={text} of={text.length === PSEUDONYM ? 'person' : 'id'} />;
}

function Ids({ ids, of }: Extract<Cell, { ids: readonly string[] }>) {
  const { t } = useTranslation('audit-lists');
  const [shown, setShown] = useState(FEW);
  return (
    <>
      {ids.slice(0, shown).map((id) => (
        <WholeId key={id} id={id} of={of} isLinked={of === 'patient'} />
      ))}
      {ids.length > shown && (
        <Button look="plain" onPress={() => setShown(ids.length)}>
          {t('others', { count: ids.length - shown, figure: figure(ids.length - shown) })}
        </Button>
      )}
    </>
  );
}

/** Whole, for a file. */
export function written(cell: Cell): string | number {
  if (cell === undefined) return '';
  if ('text' in cell) return cell.text;
  if ('ids' in cell) return cell.ids.join(' ');
  if ('permit' in cell) return cell.permit;
  return 'at' in cell ? isoTime(cell.at) : cell.seq;
}
