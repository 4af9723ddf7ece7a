import { describe, expect, it } from 'vitest';
import type { Choices } from '../../src/client/index.ts';
import type { SaidConsent } from '../../src/console/patient/asked.ts';
import { effectOf, sentencesOf, standingOf } from '../../src/console/patient/standing.ts';

const NOW = 1_796_000_000;
const DAY = 86_400;

function consent(change: Partial<SaidConsent['consent']> = {}): SaidConsent {
  return { consent: { active: true, until: NOW + 100 * DAY, ...change } as SaidConsent['consent'], lines: [] };
}

function choices(change: Partial<Choices> = {}): Choices {
  return { optOut: 'none', stage: 'none', pending: [], ...change };
}

const PAUSED = { pausedUntil: NOW + DAY };
const GIVES = consent();
const IDLE = consent({ reasons: ['no-home-country'] });

describe('what everything that a patient decided comes to', () => {
  it.each<readonly [string, Choices, readonly SaidConsent[], 'resumption' | 'opt-in' | undefined, readonly string[]]>([
    ['in', choices(), [GIVES], undefined, ['standing.in']],
    ['in without a consent', choices(), [], undefined, ['standing.inNone']],
    ['in by a consent that comes to nothing', choices(), [IDLE], undefined, ['standing.inNone']],
    ['paused', choices(PAUSED), [GIVES], undefined, ['standing.paused']],
    ['paused, the pause on its way', choices({ pending: ['pause'] }), [GIVES], undefined, ['standing.pausePending']],
    ['out', choices({ optOut: 'all' }), [GIVES], undefined, ['standing.out.all']],
    ['out, the opt-out on its way', choices({ pending: ['opt-out'] }), [GIVES], undefined, ['standing.out.research']],
    [
      'out and paused',
      choices({ optOut: 'research', ...PAUSED }),
      [],
      undefined,
      ['standing.out.research', 'standing.paused'],
    ],
    [
      'out still once the pause ends',
      choices({ optOut: 'research', ...PAUSED }),
      [GIVES],
      'resumption',
      ['standing.out.research'],
    ],
    [
      'paused still once it opts back in',
      choices({ optOut: 'all', ...PAUSED }),
      [GIVES],
      'opt-in',
      ['standing.paused'],
    ],
    ['in once the pause ends', choices(PAUSED), [GIVES], 'resumption', ['standing.in']],
  ])('is said: %s', (_, held, all, without, said) => {
    expect(sentencesOf(standingOf(held, all, without))).toEqual(said);
  });

  it('counts no consent that ended, ends before the pause does, or lets nobody have anything', () => {
    const short = consent({ until: NOW + DAY / 2 });
    const over = consent({ active: false });
    const long = consent({ reasons: ['lasts-long', 'notice-replaced'] });
    expect(standingOf(choices(PAUSED), [GIVES, IDLE, short, over, long])).toMatchObject({
      giving: [GIVES, long],
      idle: [IDLE],
    });
    expect(standingOf(choices(PAUSED), [GIVES, short], 'resumption').giving).toEqual([GIVES, short]);
  });

  it.each([
    [choices(), GIVES, 'counts'],
    [choices(), IDLE, 'idle'],
    [choices(PAUSED), IDLE, 'paused'],
    [choices(PAUSED), consent({ until: NOW }), 'ends-paused'],
    [choices({ pending: ['pause'] }), GIVES, 'pause-pending'],
    [choices({ pending: ['opt-out'] }), GIVES, 'out'],
    [choices({ optOut: 'research', ...PAUSED }), GIVES, 'out'],
  ] as const)('is the same of one consent: %j %#', (held, one, effect) => {
    expect(effectOf(one, held)).toBe(effect);
  });
});
