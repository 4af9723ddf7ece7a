import { describe, expect, it } from 'vitest';
import { ASKED_USES, answeredModifiers, FORBIDDEN_BY, unansweredUses } from '../../src/core/use-answers.ts';

const YES = { aiTraining: 'yes', commercial: 'yes', transferAbroad: 'yes' } as const;
const NO = { aiTraining: 'no', commercial: 'no', transferAbroad: 'no' } as const;

describe('answers for training, commerce and other countries', () => {
  it('add nothing where all are yes, and a modifier for each no', () => {
    expect(answeredModifiers(['IRB'], YES)).toEqual(['IRB']);
    expect(answeredModifiers(['IRB'], NO)).toEqual(['IRB', 'NAI', 'NCOM', 'NTX']);
  });

  it.each(ASKED_USES)('are not taken for given where %s was not answered', (use) => {
    const answers = { ...YES, [use]: undefined };
    const details = { use };
    expect(() => answeredModifiers([], answers)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', details }));
    expect(unansweredUses([], answers)).toEqual([use]);
  });

  it.each(ASKED_USES.flatMap((use) => FORBIDDEN_BY[use].map((code) => [use, code] as const)))(
    'are a no for %s where %s forbids it, and no yes beside it',
    (use, code) => {
      const answers = { ...YES, [use]: undefined };
      expect(answeredModifiers([code], answers)).toEqual([code]);
      expect(answeredModifiers([code], { ...answers, [use]: 'no' })).toEqual([code]);
      expect(unansweredUses([code], answers)).toEqual([]);
      expect(() => answeredModifiers([code], YES)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );

  it('leave the modifiers as they are where none was asked for', () => {
    expect(answeredModifiers(['NCU'], {})).toEqual(['NCU']);
    expect(unansweredUses([], {})).toEqual(ASKED_USES);
  });
});
