import { ofTab } from '../session/text-store.ts';
import { declaredIn, type UseOfData } from './use-of-data.ts';

const KEPT = 'custos-draft research-use';

/** What somebody declared last in this tab, without a purpose: the next form begins with it. It goes when its owner signs out. */
export function keptUse(): UseOfData {
  try {
    return { ...declaredIn(JSON.parse(ofTab.read(KEPT) ?? '{}')), purpose: undefined };
  } catch {
    return {};
  }
}

export function keepUse(use: UseOfData): void {
  ofTab.write(KEPT, JSON.stringify(use));
}
