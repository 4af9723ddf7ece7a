import { useTranslation } from 'react-i18next';
import type { Coverage, PurposeCoverage } from '../../client/index.ts';
import { Listing } from './listing.tsx';
import { usePeopleWords } from './told-people.ts';
import { useWordsOfUse } from './use-words.ts';

/** The numbers of the bars, to be read or copied. */
export function CoverageTable({
  purposes,
  counts,
}: {
  readonly purposes: readonly PurposeCoverage[];
  readonly counts: Coverage['counts'];
}) {
  const { t } = useTranslation('staff-coverage');
  const words = useWordsOfUse();
  const said = usePeopleWords(counts);
  return (
    <details className="folded">
      <summary>{t('table')}</summary>
      <Listing
        label={t('table')}
        rows={purposes}
        keyOf={({ purpose }) => String(purpose)}
        empty={null}
        columns={[
          { title: t('purpose'), cell: ({ purpose }) => words.purpose(purpose) },
          { title: t('released'), isNumber: true, cell: ({ released }) => said(released) },
          { title: t('inPart'), isNumber: true, cell: ({ partly }) => said(partly) },
          { title: t('review'), isNumber: true, cell: ({ review }) => said(review) },
          { title: t('withheld'), isNumber: true, cell: ({ withheld }) => said(withheld) },
        ]}
      />
    </details>
  );
}
