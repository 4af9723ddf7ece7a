import { Graph, layout } from '@dagrejs/dagre';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Dataset, type DatasetId, type LineageEdge, readLineage } from '../../client/index.ts';
import { usePerson } from '../session/use-presence.ts';
import { AnswerOr } from './answer-or.tsx';
import { useWords } from './use-words.ts';

const BOX = { width: 190, height: 52 };
/** Characters of a name that a box shows. */
const LONGEST = 22;

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
  const said = (dataset: DatasetId, version: number) => t('node', { name: nameOf(dataset), version });
  const relation = (code: string) =>
    t(i18n.exists(`research-dataset:relation.${code}`) ? (`relation.${code}` as 'relation.other') : 'relation.other');
  const graph = laidOut(edges);
  const { width = 0, height = 0 } = graph.graph();
  return (
    <>
      <div className="lineage">
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('lineageTitle')}>
          {graph.edges().map((edge) => (
            <polyline
              key={`${edge.v} ${edge.w}`}
              points={graph
                .edge(edge)
                .points.map(({ x, y }: { x: number; y: number }) => `${x},${y}`)
                .join(' ')}
            />
          ))}
          {graph.nodes().map((key) => {
            const { x, y } = graph.node(key);
            const [dataset, version] = key.split('/') as [DatasetId, string];
            return (
              <g key={key} data-here={dataset === here || undefined}>
                <rect x={x - BOX.width / 2} y={y - BOX.height / 2} width={BOX.width} height={BOX.height} rx={6} />
                <text x={x} y={y - 4}>
                  {shortened(nameOf(dataset))}
                </text>
                <text x={x} y={y + 16} className="quiet">
                  {t('version')} {version}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      <p className="quiet">{t('lineageList')}</p>
      <ol className="items">
        {edges.map(({ dataset, version, relation: code, parentDataset, parentVersion }) => (
          <li key={`${dataset}/${version} ${parentDataset}/${parentVersion}`}>
            {t('edge', {
              child: said(dataset, version),
              relation: relation(code),
              parent: said(parentDataset, parentVersion),
            })}
          </li>
        ))}
      </ol>
    </>
  );
}

function laidOut(edges: readonly LineageEdge[]) {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 24, ranksep: 40, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { dataset, version, parentDataset, parentVersion } of edges) {
    const [child, parent] = [`${dataset}/${version}`, `${parentDataset}/${parentVersion}`];
    for (const key of [child, parent]) graph.setNode(key, { ...BOX });
    graph.setEdge(parent, child);
  }
  layout(graph);
  return graph;
}

function shortened(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 1)}…`;
}
