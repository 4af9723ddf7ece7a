import type { GivenAnswers } from '../../src/core/use-answers.ts';

/** Of a person who was asked and allows all that it was asked about. */
export const ALL_YES: GivenAnswers = { aiTraining: 'yes', commercial: 'yes', transferAbroad: 'yes' };

/** The same as options of a command. */
export const YES_OPTIONS = ['--ai-training', 'yes', '--commercial', 'yes', '--transfer-abroad', 'yes'] as const;
