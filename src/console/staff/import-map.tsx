import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { csvFile } from '../../core/csv-cells.ts';
import { Button } from '../parts/button.tsx';
import { saveFile } from '../parts/save-file.ts';
import type { Chosen } from './import-chosen.ts';
import './imports-words.ts';
import { useLeftOutWords } from './left-out.ts';
import { Listing } from './listing.tsx';

const COLUMNS = ['path', 'identifier', 'category'] as const;
/** Of files that are not there: a map that was left so is refused. */
const EXAMPLES = [
  ['letters/letter-1.pdf', 'urn:mrn|EXAMPLE-1', ''],
  ['scans/scan-1.dcm', 'urn:mrn|EXAMPLE-2', 'HIV;PSY'],
] as const;

/** What a map says in which column, and one to begin with. */
export function MapColumns({ files }: { readonly files: Chosen['files'] }) {
  const { t } = useTranslation('staff-imports');
  const codes = useLeftOutWords().map(({ code, words }) => `${code} (${words})`);
  return (
    <>
      <details className="folded">
        <summary>{t('mapColumns.title')}</summary>
        <Listing
          label={t('mapColumns.title')}
          rows={COLUMNS}
          keyOf={(column) => column}
          empty=""
          columns={[
            { title: t('mapColumns.column'), cell: (column) => <strong>{column}</strong> },
            {
              title: t('mapColumns.holds'),
              cell: (column) => t(`mapColumns.cells.${column}`, { codes: codes.join('; ') }),
            },
            { title: t('mapColumns.example'), cell: (column) => EXAMPLES[1][COLUMNS.indexOf(column)] },
          ]}
        />
      </details>
      <div className="row">
        <Button onPress={() => saveFile('map.csv', exampleMap(files), 'text/csv;charset=utf-8')}>
          <Download aria-hidden size={18} />
          {t(files.length > 0 ? 'mapColumns.saveOfChosen' : 'mapColumns.save')}
        </Button>
      </div>
    </>
  );
}

/** A row for each file that is chosen, whose number is left to be written: a row without one is refused. */
function exampleMap(files: Chosen['files']): string {
  const own = files.map(({ name }) => [name, '', '']);
  return csvFile([COLUMNS, ...(own.length > 0 ? own : EXAMPLES)]);
}
