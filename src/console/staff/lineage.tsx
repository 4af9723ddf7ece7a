import { useTranslation } from 'react-i18next';
import type { DatasetId, LineageEdge } from '../../client/index.ts';
import { LineageGraph } from '../parts/lineage-graph.tsx';

/** What versions came from and what came of them, in the words of the holder's pages. */
export function Lineage({
  edges,
  here,
  nameOf,
}: {
  readonly edges: readonly LineageEdge[];
  readonly here: DatasetId;
  readonly nameOf: (dataset: string) => string;
}) {
  const { t } = useTranslation('staff-datasets');
  return (
    <LineageGraph
      edges={edges}
      here={here}
      label={t('lineageSays')}
      called={(dataset, version) => t('versionOf', { name: nameOf(dataset), version })}
      line={({ relation }, child, parent) => {
        const said = t(`relation.${relation}` as 'relation.derivedFrom', { defaultValue: relation });
        return t('lineageLine', { child, relation: said, parent });
      }}
    />
  );
}
