import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Dataset, type DatasetId, type LineageEdge, readLineage } from '../../client/index.ts';
import { LineageGraph } from '../parts/lineage-graph.tsx';
import { usePerson } from '../session/use-presence.ts';
import { AnswerOr } from './answer-or.tsx';
import { useWords } from './use-words.ts';

interface LineageProps {
  readonly dataset: Dataset;
  readonly datasets: readonly Dataset[];
}

/** What versions were made of, drawn, and said in the same order. */
export function Lineage({ dataset, datasets }: LineageProps) {
  const { t } = useTranslation('research-dataset');
  const { gateway } = usePerson();
  const edges = useQuery({
    queryKey: ['research', 'lineage', dataset.dataset],
    queryFn: () => readLineage(gateway, dataset.dataset),
  });
  return (
    <section className="stack close">
      <h2>{t('lineage')}</h2>
      <AnswerOr query={edges}>
        {(found) =>
          found.length === 0 ? (
            <p>{t('lineageNone')}</p>
          ) : (
            <Drawn edges={found} datasets={datasets} here={dataset.dataset} />
          )
        }
      </AnswerOr>
    </section>
  );
}

interface DrawnProps {
  readonly edges: readonly LineageEdge[];
  readonly datasets: readonly Dataset[];
  readonly here: DatasetId;
}

function Drawn({ edges, datasets, here }: DrawnProps) {
  const { t, i18n } = useTranslation('research-dataset');
  const words = useWords();
  const nameOf = (id: DatasetId) => words.dataset(datasets.find(({ dataset }) => dataset === id) ?? { name: '' });
  const relation = (code: string) =>
    t(i18n.exists(`research-dataset:relation.${code}`) ? (`relation.${code}` as 'relation.other') : 'relation.other');
  return (
    <LineageGraph
      edges={edges}
      here={here}
      label={t('lineageTitle')}
      called={(dataset, version) => t('node', { name: nameOf(dataset), version })}
      line={({ relation: code }, child, parent) => t('edge', { child, relation: relation(code), parent })}
    />
  );
}
