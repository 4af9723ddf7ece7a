import type { GivenAnswers } from '../../src/core/use-answers.ts';

/** Of a person who was asked and allows all that it was asked about. */
export const ALL_YES: GivenAnswers = { aiTraining: 'yes', commercial: 'yes', transferAbroad: 'yes' };
