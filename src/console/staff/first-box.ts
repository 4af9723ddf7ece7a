import { useId, useLayoutEffect, useSyncExternalStore } from 'react';

interface Box {
  readonly id: string;
  readonly says: string;
}

/** Those on the page, in the order in which they came. */
let boxes: readonly Box[] = [];
const listeners = new Set<() => void>();

function change(changed: readonly Box[]): void {
  boxes = changed;
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** Whether a box is the first on the page that says so: what keeps several parts of a page from their answers is said once. `says` undefined: it
 *  is said whoever says it, too. */
export function useIsFirstBox(says: string | undefined): boolean {
  const id = useId();
  useLayoutEffect(() => {
    if (says === undefined) return undefined;
    change([...boxes, { id, says }]);
    return () => change(boxes.filter((box) => box.id !== id));
  }, [id, says]);
  return useSyncExternalStore(subscribe, () => {
    const first = boxes.find((box) => box.says === says);
    return first === undefined || first.id === id;
  });
}
