/** Parts that the time is cut into. */
export const BARS = 32;

/** How many there were in each part of the time, of times in ms; the last part ends with the last of them. */
export function barsOf(times: Float64Array): {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly counts: number[];
} {
  let [start, end] = [Number.POSITIVE_INFINITY, 0];
  for (const time of times) {
    start = Math.min(start, time);
    end = Math.max(end, time);
  }
  const step = Math.max(1000, Math.ceil((end - start + 1) / BARS));
  const counts = new Array<number>(BARS).fill(0);
  for (const time of times) {
    const bar = Math.floor((time - start) / step);
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return { start, end, step, counts };
}
