import { ofTab } from './text-store.ts';

const TARGET = 'custos-left';

/** Somebody left this tab at once, and goes there. */
export function leaveFor(target: string): void {
  ofTab.write(TARGET, target);
}

/** Whether the browser comes back by itself to a page that somebody left at once, as its button Back does: it goes on to where it went
 *  then. Whoever asks for the page anew is let in. */
export function isSentOn(isKept = false): boolean {
  const target = ofTab.read(TARGET);
  if (target === undefined) return false;
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (!isKept && entry?.type === 'navigate') {
    ofTab.remove(TARGET);
    return false;
  }
  document.title = '';
  location.replace(target);
  return true;
}
