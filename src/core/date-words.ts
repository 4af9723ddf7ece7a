const DAY = 86_400;

/** A moment as people write it, in UTC: `2026-11-28`, and where it lies within the day `2026-11-28 14:03 UTC`. What begins or
 *  ends with a day has no time. Takes seconds of the ledger, or ms of ours; `none` for 0. */
export function dateWords(value: number): string {
  if (value === 0) return 'none';
  const seconds = value < 1e11 ? value : Math.floor(value / 1000);
  const time = new Date(seconds * 1000);
  // What others sent need not be a time.
  if (Number.isNaN(time.getTime())) return String(value);
  const [day = '', clock = ''] = time.toISOString().split('T');
  const within = seconds % DAY;
  return within === 0 || within === DAY - 1 ? day : `${day} ${clock.slice(0, 5)} UTC`;
}
