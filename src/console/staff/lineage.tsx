import { Graph, layout } from '@dagrejs/dagre';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetId, LineageEdge } from '../../client/index.ts';

const HEIGHT = 40;
const LETTER = 8;
const SIDE = 12;

interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly { key: string; label: string; isHere: boolean; x: number; y: number; width: number }[];
  readonly lines: readonly { key: string; path: string }[];
}

/** What versions came from and what came of them, drawn and, in the same order, written. */
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
  const called = (dataset: DatasetId, version: number) => t('versionOf', { name: nameOf(dataset), version });
  const labels = edges.map((one) => [called(one.parentDataset, one.parentVersion), called(one.dataset, one.version)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the labels say all that is drawn.
  const drawn = useMemo(() => drawnOf(edges, here, called), [edges, here, labels.join()]);
  return (
    <>
      <div className="scroll">
        <svg
          className="lineage"
          role="img"
          aria-label={t('lineageSays')}
          viewBox={`0 0 ${drawn.width} ${drawn.height}`}
          width={drawn.width}
          height={drawn.height}
        >
          <defs>
            <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
              <path d="M0 0L8 4L0 8" />
            </marker>
          </defs>
          {drawn.lines.map(({ key, path }) => (
            <path key={key} d={path} markerEnd="url(#arrow)" />
          ))}
          {drawn.boxes.map(({ key, label, isHere, x, y, width }) => (
            <g key={key} className={isHere ? 'here' : ''}>
              <rect x={x - width / 2} y={y - HEIGHT / 2} width={width} height={HEIGHT} rx={6} />
              <text x={x} y={y + 5} textAnchor="middle">
                {label}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <ol className="items">
        {edges.map((one, i) => (
          <li key={`${labels[i]?.join()} ${one.relation}`}>
            {t('lineageLine', {
              child: called(one.dataset, one.version),
              relation: t(`relation.${one.relation}` as 'relation.derivedFrom', { defaultValue: one.relation }),
              parent: called(one.parentDataset, one.parentVersion),
            })}
          </li>
        ))}
      </ol>
    </>
  );
}

function drawnOf(
  edges: readonly LineageEdge[],
  here: DatasetId,
  called: (dataset: DatasetId, version: number) => string,
): Drawn {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 16, ranksep: 48, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  const put = (dataset: DatasetId, version: number) => {
    const key = `${dataset} ${version}`;
    const label = called(dataset, version);
    graph.setNode(key, { label, isHere: dataset === here, width: label.length * LETTER + 2 * SIDE, height: HEIGHT });
    return key;
  };
  for (const one of edges) {
    graph.setEdge(put(one.parentDataset, one.parentVersion), put(one.dataset, one.version));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxes: graph.nodes().map((key) => ({ key, ...(graph.node(key) as Omit<Drawn['boxes'][number], 'key'>) })),
    lines: graph.edges().map((edge) => {
      const { points } = graph.edge(edge) as { points: readonly { x: number; y: number }[] };
      return {
        key: `${edge.v} ${edge.w}`,
        path: points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join(''),
      };
    }),
  };
}
