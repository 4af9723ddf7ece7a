import { Graph, layout } from '@dagrejs/dagre';
import type { DatasetId, LineageEdge } from '../../client/index.ts';
import './lineage-graph.css';

const HEIGHT = 40;
const LETTER = 8;
const SIDE = 12;

interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly { key: string; name: string; isHere: boolean; x: number; y: number; width: number }[];
  readonly lines: readonly { key: string; path: string }[];
}

/** What versions came from and what came of them, drawn and, in the same order, written. `called` names a version, `line` says one of the
 *  edges, and `label` what is drawn. */
export function LineageGraph({
  edges,
  here,
  label,
  called,
  line,
}: {
  readonly edges: readonly LineageEdge[];
  readonly here: DatasetId;
  readonly label: string;
  readonly called: (dataset: DatasetId, version: number) => string;
  readonly line: (edge: LineageEdge, child: string, parent: string) => string;
}) {
  const drawn = drawnOf(edges, here, called);
  return (
    <>
      <div className="scroll">
        <svg
          className="lineage"
          role="img"
          aria-label={label}
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
          {drawn.boxes.map(({ key, name, isHere, x, y, width }) => (
            <g key={key} className={isHere ? 'here' : ''}>
              <rect x={x - width / 2} y={y - HEIGHT / 2} width={width} height={HEIGHT} rx={6} />
              <text x={x} y={y + 5} textAnchor="middle">
                {name}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <ol className="items">
        {edges.map((edge) => {
          const child = called(edge.dataset, edge.version);
          const parent = called(edge.parentDataset, edge.parentVersion);
          return <li key={`${child} ${edge.relation} ${parent}`}>{line(edge, child, parent)}</li>;
        })}
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
    const name = called(dataset, version);
    graph.setNode(key, { name, isHere: dataset === here, width: name.length * LETTER + 2 * SIDE, height: HEIGHT });
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
