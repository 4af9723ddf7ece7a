import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { figure } from '../words/numbers.ts';
import { CommandLines } from './commands.tsx';
import { type ItemRanges, rangesOf } from './fetch/item-ranges.ts';
import { namesIn } from './fetch/named-files.ts';
import type { Place } from './fetch/target.ts';
import { goneOf, type Withdrawn } from './fetch/withdrawn-since.ts';
import './download-words.ts';
import './withdrawn-words.ts';

/** So many are told on the page; the table has all. */
const SHOWN = 20;

interface WhereProps {
  readonly withdrawn: Withdrawn;
  /** Takes it out of a directory that the command filled. */
  readonly command: string;
}

/** Where this browser saved what must go, how it is taken out there, and how where the command put it. */
export function WithdrawnWhere({ withdrawn, command }: WhereProps) {
  const { t } = useTranslation('research-withdrawn');
  const { receipts, gone, request } = withdrawn;
  const holding = receipts.filter((one) => goneOf(one, gone).length > 0);
  const places = new Set(holding.map(({ saved }) => saved?.place));
  const isUnnoted = places.has(undefined);
  const shown = (['zip', 'folder'] as const).filter((place) => isUnnoted || places.has(place));
  return (
    <>
      {isUnnoted && <p>{t('unnoted')}</p>}
      {shown.map((place) => (
        <Saved key={place} place={place} withdrawn={withdrawn} />
      ))}
      <details open={isUnnoted}>
        <summary>{t('byCommand')}</summary>
        <div className="stack close">
          <p>{t('command')}</p>
          <CommandLines text={command} />
          {request.facts.ethicsApproval !== undefined && <p className="quiet">{t('ethics')}</p>}
        </div>
      </details>
    </>
  );
}

function Saved({ place, withdrawn }: { readonly place: Place; readonly withdrawn: Withdrawn }) {
  const { t } = useTranslation('research-withdrawn');
  const { receipts, gone, over, request } = withdrawn;
  const isAll = over !== undefined;
  const here = receipts.filter(({ saved }) => saved === undefined || saved.place === place);
  const names = new Map(here.flatMap(({ saved }) => [...namesIn(saved?.files ?? [])]));
  const items = [...new Set(here.flatMap((one) => goneOf(one, gone)))].sort((one, other) => one - other);
  const files = items.flatMap((item) => names.get(item) ?? []);
  const unnamed = rangesOf(items.filter((item) => !names.has(item)));
  return (
    <div className="stack close saved-where">
      <h4>{t(`${place}.title`)}</h4>
      <p>{t(isAll ? `${place}.all` : `${place}.anew`)}</p>
      {!isAll && (
        <p>
          <Link to="/research/download" search={{ permit: request.permit }}>
            {t('download')}
          </Link>
        </p>
      )}
      {files.length > 0 && <Some title={t('files')} all={files} />}
      {unnamed.length > 0 && (
        <>
          <Some title={t('numbers')} all={unnamed.map(runOf)} />
          <p className="quiet">{t(`${place}.where`)}</p>
        </>
      )}
    </div>
  );
}

function runOf([first, last]: ItemRanges[number]): string {
  return first === last ? String(first) : `${first}–${last}`;
}

function Some({ title, all }: { readonly title: string; readonly all: readonly string[] }) {
  const { t } = useTranslation('research-withdrawn');
  return (
    <>
      <p>{title}</p>
      <ul className="items file-names">
        {all.slice(0, SHOWN).map((one) => (
          <li key={one}>{one}</li>
        ))}
        {all.length > SHOWN && <li>{t('filesMore', { figure: figure(all.length - SHOWN) })}</li>}
      </ul>
    </>
  );
}
