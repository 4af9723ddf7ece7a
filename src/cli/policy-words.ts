import type { Policy } from '../ledger/abi.ts';
import { counted } from './counted.ts';

/** What each bound of the consortium is, for people; numbers are seconds. */
const WORDS: Readonly<Record<keyof Policy, string>> = {
  maxLag: 'how old the ledger’s newest block may be while anything is released',
  maxUnanchored: 'how long an entry of the log may wait to stand on the ledger',
  clockSkew: 'how far clocks may be apart',
  maxRelease: 'how long one release may take',
  signerDelay: 'how long a patient’s new key waits before it counts, where the patient had one before',
  erasureDelay: 'how long an announced erasure waits before it may be done',
  firstBindingDelayed: 'whether a patient’s first key waits as well',
  bindingCountersigned: 'whether each new key of a patient needs a second signature',
  recordedEndsAfter: 'how long a patient with a key has to keep a consent that was recorded from paper',
};
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A bound in words: what it is. One of a later version by its name. */
export function boundWords(field: string): string {
  return WORDS[field as keyof Policy] ?? field;
}

/** The value of a bound: yes or no, or a time with its units. */
export function boundValue(field: string, value: number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return field === 'recordedEndsAfter' && value === 0 ? 'it stays' : durationWords(value);
}

/** The value of a bound as people type it: as `boundValue` prints it, in seconds, or as true or false. Undefined for what it
 *  cannot be. */
export function typedBound(field: string, known: number | boolean, typed: string): number | boolean | undefined {
  const text = typed.trim().toLowerCase();
  if (typeof known === 'boolean') return { yes: true, true: true, no: false, false: false }[text];
  if (field === 'recordedEndsAfter' && text === boundValue(field, 0)) return 0;
  const seconds = typedDuration(text);
  return seconds === undefined || seconds > 0xffff_ffff ? undefined : seconds;
}

function typedDuration(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  if (!/^\d{1,10} ?[a-z]+(?: \d{1,10} ?[a-z]+)*$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+) ?([a-z]+)/g)].map(([, count, unit]) => {
    const [, size] = UNITS.find(([one]) => unit === one || unit === `${one}s`) ?? [];
    return size === undefined ? Number.NaN : Number(count) * size;
  });
  const seconds = parts.reduce((sum, part) => sum + part, 0);
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** Seconds in the units that people count in: `2 days`, `1 minute 30 seconds`. */
export function durationWords(seconds: number): string {
  let rest = seconds;
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [counted(count, unit)];
  });
  return parts.join(' ') || counted(0, 'second');
}
