import type { DatasetId } from '../../core/ids.ts';
import { RELATION } from '../../ledger/words.ts';
import type { Directory } from './directory.ts';
import type { EdgeRecord } from './directory-records.ts';

/** An edge with its relation in words. */
export type Descent = Omit<EdgeRecord, 'relation'> & { readonly relation: string };

/** The edges of a dataset, with those of its ancestors and descendants. Its time grows with the edges that there are. */
export function lineage({ edges }: Pick<Directory, 'edges'>, dataset: DatasetId): Descent[] {
  const [parents, children] = [new Map<DatasetId, DatasetId[]>(), new Map<DatasetId, DatasetId[]>()];
  for (const { dataset: child, parentDataset: parent } of edges) {
    parents.set(child, [...(parents.get(child) ?? []), parent]);
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const related = new Set<DatasetId>([dataset]);
  // A set that is gone through gives what is added to it meanwhile as well.
  for (const one of related)
    for (const other of [...(parents.get(one) ?? []), ...(children.get(one) ?? [])]) related.add(other);
  const names = Object.entries(RELATION);
  const nameOf = (relation: number): string => names.find(([, number]) => number === relation)?.[0] ?? String(relation);
  return edges
    .filter((edge) => related.has(edge.dataset))
    .map((edge) => ({ ...edge, relation: nameOf(edge.relation) }));
}
