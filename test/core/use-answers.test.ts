import { describe, expect, it } from 'vitest';
import {
  ASKED_USES,
  answeredModifiers,
  answersIn,
  FORBIDDEN_BY,
  givenAnswers,
  requireAnswered,
  unansweredUses,
} from '../../src/core/use-answers.ts';
import { ALL_YES } from './all-yes.ts';

const NO = { aiTraining: 'no', commercial: 'no', transferAbroad: 'no' } as const;

describe('answers for training, commerce and other countries', () => {
  it('add nothing where all are yes, and a modifier for each no', () => {
    expect(answeredModifiers(['IRB'], ALL_YES)).toEqual(['IRB']);
    expect(answeredModifiers(['IRB'], NO)).toEqual(['IRB', 'NAI', 'NCOM', 'NTX']);
  });

  it.each(ASKED_USES)('are not taken for given where %s was not answered', (use) => {
    const answers = { ...ALL_YES, [use]: undefined };
    const details = { uses: [use] };
    expect(() => answeredModifiers([], answers)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', details }));
    expect(unansweredUses([], answers)).toEqual([use]);
  });

  it.each(ASKED_USES.flatMap((use) => FORBIDDEN_BY[use].map((code) => [use, code] as const)))(
    'are a no for %s where %s forbids it, and no yes beside it',
    (use, code) => {
      const answers = { ...ALL_YES, [use]: undefined };
      expect(answeredModifiers([code], answers)).toEqual([code]);
      expect(answeredModifiers([code], { ...answers, [use]: 'no' })).toEqual([code]);
      expect(unansweredUses([code], answers)).toEqual([]);
      expect(() => answeredModifiers([code], ALL_YES)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );

  it('are all asked for at once where none is given, in words, with what to write', () => {
    expect(unansweredUses([], {})).toEqual(ASKED_USES);
    const unanswered = (modifiers: string[]) => () => givenAnswers(modifiers, {}, (use) => `<${use}>`);
    expect(unanswered([])).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', details: { uses: [...ASKED_USES] } }),
    );
    expect(unanswered(['DUO:0000046'])).toThrow(
      'Nothing says what was answered for the training of AI models (<aiTraining>: yes or no), for transfer to another country (<transferAbroad>: yes or no). Nothing is allowed that was not answered.',
    );
    expect(givenAnswers(['NAI', 'NTX', 'NPUNCU'], {})).toEqual(NO);
  });

  it('are a no where a modifier forbids it by its source', () => {
    expect(answeredModifiers(['DUO:0000046'], { ...ALL_YES, commercial: 'no' })).toEqual(['DUO:0000046']);
    expect(() => answeredModifiers(['DUO:0000046'], ALL_YES)).toThrow(/the modifier NCU forbids it/);
  });

  it('are those of modifiers that were signed, or refused', () => {
    requireAnswered(['NAI'], { ...ALL_YES, aiTraining: 'no' });
    requireAnswered(['NAI', 'NCU', 'NTX'], {});
    for (const [modifiers, answers] of [
      [[], {}],
      [['NAI', 'NTX'], {}],
      [[], NO],
      [['NAI'], ALL_YES],
    ] as const) {
      expect(() => requireAnswered(modifiers, answers)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });

  it('are read from what was given: a no where a modifier forbids, else a yes', () => {
    expect(answersIn([])).toEqual(ALL_YES);
    expect(answersIn(['NPUNCU', 'NTX'])).toEqual({ aiTraining: 'yes', commercial: 'no', transferAbroad: 'no' });
  });
});
