/** How long a pause may be, in days. */
export const PAUSES = [7, 30, 91, 365] as const;

/** Of the day so many days from now, where the person is. */
export function lastSecond(days: number): number {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 23, 59, 59).getTime() / 1000;
}
