import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { csvFile } from '../../core/csv-cells.ts';
import { Button } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
import { COLUMNS, MODIFIER_CODES, neededOf } from './bulk-cells.ts';
import './bulk-columns-words.ts';
import type { BulkDefaults, BulkKind } from './bulk-kinds.ts';
import { useLeftOutWords } from './left-out.ts';
import { Listing } from './listing.tsx';
import { PERMISSIONS, useWordsOfUse } from './use-words.ts';

interface BulkColumnsProps {
  readonly kind: BulkKind;
  readonly defaults: BulkDefaults;
}

/** What the columns of a file may hold, and a file to begin with. */
export function BulkColumns({ kind, defaults }: BulkColumnsProps) {
  const { t } = useTranslation('staff-bulk-columns');
  const needed = neededOf(kind, [], defaults);
  const columns = COLUMNS[kind];
  const holds = useCellWords();
  return (
    <>
      <details className="folded">
        <summary>{t('title')}</summary>
        <Listing
          label={t('title')}
          rows={columns}
          keyOf={(column) => column}
          empty=""
          columns={[
            { title: t('column'), cell: (column) => <strong>{column}</strong> },
            { title: t('must'), cell: (column) => t(needed.includes(column) ? 'needed' : 'possible') },
            { title: t('holds'), cell: holds },
            { title: t('example'), cell: (column) => EXAMPLES[column] },
          ]}
        />
      </details>
      <div className="row">
        <Button onPress={() => saveFile(`${kind}.csv`, exampleFile(kind), 'text/csv;charset=utf-8')}>
          <Download aria-hidden size={18} />
          {t('template')}
        </Button>
      </div>
    </>
  );
}

/** What a cell may hold, in words; of codes, each with its words. */
function useCellWords(): (column: string) => string {
  const { t } = useTranslation('staff-bulk-columns');
  const words = useWordsOfUse();
  const leftOut = useLeftOutWords();
  const listed = (codes: readonly (readonly [code: string, words: string])[]) =>
    codes.map(([code, said]) => `${code} (${said})`).join('; ');
  return (column) => {
    const codes = {
      permission: PERMISSIONS.map((code) => [code, words.permission(code)] as const),
      modifiers: MODIFIER_CODES.map((code) => [code, words.modifier(code)] as const),
      excluded: leftOut.map(({ code, words: said }) => [code, said] as const),
    }[column];
    return t(`cells.${column}` as 'cells.form', { codes: listed(codes ?? []) });
  };
}

const NEXT_YEARS = new Date().getUTCFullYear() + 5;
/** Of nobody: a number that no hospital gives, so that a row that was forgotten there is refused. */
const EXAMPLES: Readonly<Record<string, string>> = {
  identifier: 'urn:mrn|EXAMPLE-1',
  'accept-alike': 'no',
  'identified-by': 'passport, seen at the desk',
  form: 'folder 12, sheet 3',
  permission: 'HMB',
  until: `${NEXT_YEARS}-12-31`,
  'ai-training': 'no',
  commercial: 'no',
  'transfer-abroad': 'yes',
  identifiable: 'no',
  notice: '',
  excluded: 'PSY;HIV',
  modifiers: 'none',
  from: `${NEXT_YEARS - 5}-01-31`,
  grantee: 'any',
  dataset: 'all',
  signed: 'yes',
  'signed-on': `${NEXT_YEARS - 5}-01-31`,
  'explained-by': 'Dr. Costa',
};
/** With one of them in the file, forms may be incomplete: whoever begins with a form as a whole has none. */
const OF_CHECKLIST: readonly string[] = ['signed', 'signed-on', 'explained-by'];

export function exampleFile(kind: BulkKind): string {
  const columns = COLUMNS[kind].filter((column) => !OF_CHECKLIST.includes(column));
  return csvFile([columns, columns.map((column) => EXAMPLES[column] ?? '')]);
}
