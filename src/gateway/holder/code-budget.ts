import type { KeptAsking } from '../records/gateway-records.ts';

export const DAY_MS: number = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
/** E-mails to one person: so many whoever asks, and as many again for those to whom none is due yet. */
const MAILS = [
  { within: HOUR_MS, open: 3, kept: 3 },
  { within: DAY_MS, open: 10, kept: 10 },
];
/** Askings a day by which somebody can be guessed at, five tries each: the same, and how many of them from one place. */
const ASKINGS = { open: 100, kept: 100, fromOne: 10 };

/** What counts of earlier askings. A clock that was set back forgets none. */
export function lastDay(asked: readonly KeptAsking[], now: number): readonly KeptAsking[] {
  return asked.filter(({ at }) => at > now - DAY_MS);
}

/** Whether one more asking from there may stand for the person, by those of the last day. */
export function mayStand(asked: readonly KeptAsking[], from: string): boolean {
  const own = asked.filter((one) => one.from === from).length;
  return own < ASKINGS.fromOne && asked.length < ASKINGS.open + (own === 0 ? ASKINGS.kept : 0);
}

/** Whether an e-mail may go out for it, by the same. */
export function mayMail(asked: readonly KeptAsking[], from: string, now: number): boolean {
  const mailed = asked.filter(({ isMailed }) => isMailed);
  const isFirst = mailed.every((one) => one.from !== from);
  return MAILS.every(({ within, open, kept }) => {
    const sent = mailed.filter(({ at }) => at > now - within).length;
    return sent < open + (isFirst ? kept : 0);
  });
}
