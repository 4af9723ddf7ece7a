import { ofBrowser } from './text-store.ts';

const ACTED = 'custos-acted';
/** The other tabs are told at most so often, in ms. */
const TOLD_MS = 1_000;

let actedAt = Date.now();
let toldAt = 0;

/** For how long, in ms, nobody did anything in any tab of this browser: whoever works in one has not left the others alone. A mark of the
 *  future is of a clock that was wrong, and says nothing; a clock that was set back counts as one that went on. */
export function leftAloneMs(): number {
  const told = Number(ofBrowser.read(ACTED) ?? 0);
  return Math.abs(Date.now() - (told > actedAt && told <= Date.now() ? told : actedAt));
}

export function act(): void {
  actedAt = Date.now();
  if (Math.abs(actedAt - toldAt) < TOLD_MS) return;
  toldAt = actedAt;
  ofBrowser.write(ACTED, String(actedAt));
}

/** Whether the browser says that nobody did anything for so long, in ms, also while no page was open. */
export function isLeftAlone(ms: number): boolean {
  const told = ofBrowser.read(ACTED);
  return told !== undefined && Math.abs(Date.now() - Number(told)) >= ms;
}
