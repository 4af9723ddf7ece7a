import { expect, it } from 'vitest';
import { DAY_MS, lastDay, mayMail, mayStand } from '../../src/gateway/holder/code-budget.ts';
import type { KeptAsking } from '../../src/gateway/records/gateway-records.ts';

const NOW = 1_900_000_000_000;
const STEP = 60_000;

/** Asks from one place after the other, a minute apart, and gives what came of each. */
function askAll(places: readonly string[], start = NOW): KeptAsking[] {
  let asked: readonly KeptAsking[] = [];
  const all: KeptAsking[] = [];
  for (const [i, from] of places.entries()) {
    const at = start + i * STEP;
    asked = lastDay(asked, at);
    if (!mayStand(asked, from)) continue;
    const one = { at, from, isMailed: mayMail(asked, from, at) };
    asked = [...asked, one];
    all.push(one);
  }
  return all;
}

const times = (count: number, from: (i: number) => string) => Array.from({ length: count }, (_, i) => from(i));
const mails = (asked: readonly KeptAsking[]) => asked.filter(({ isMailed }) => isMailed).length;

it('lets one place have three e-mails an hour and ten a day, and ten askings', () => {
  const asked = askAll(times(1_000, () => 'one'));
  expect(asked).toHaveLength(10);
  expect(mails(asked)).toBe(3);
  const slowly: KeptAsking[] = [];
  for (let at = NOW; at < NOW + DAY_MS / 2; at += 3_600_000)
    slowly.push({ at, from: 'one', isMailed: mayMail(slowly, 'one', at) });
  expect(mails(slowly)).toBe(10);
});

it('keeps an e-mail and an asking for whoever did not ask, however much one place asks', () => {
  const asked = askAll([...times(500, () => 'stranger'), 'patient']);
  expect(asked.at(-1)).toMatchObject({ from: 'patient', isMailed: true });
});

it('gives no more than twenty e-mails and two hundred askings a day, however many places ask', () => {
  const asked = askAll([...times(1_000, (i) => `place ${i}`), ...times(400, (i) => `place ${i}`)].slice(0, 1_400));
  const day = asked.filter(({ at }) => at < NOW + DAY_MS);
  expect(mails(day)).toBe(20);
  expect(day).toHaveLength(200);
});

it('takes ten more places to use up all e-mails than it takes one to use up what is for everybody', () => {
  const spent = askAll(times(10, (i) => `place ${i}`).flatMap((one) => [one, one]));
  expect(mails(spent)).toBeLessThan(20);
});

it('gives again what is older than a day, and forgets nothing by a clock that was set back', () => {
  const asked = askAll(times(300, (i) => `place ${i}`));
  const last = asked.at(-1)?.at ?? 0;
  expect(lastDay(asked, last + DAY_MS)).toEqual([]);
  expect(lastDay(asked, NOW - 10 * DAY_MS)).toHaveLength(200);
});
