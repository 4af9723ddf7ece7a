import type { Choices, OptOut } from '../client/choices.ts';
import { type Language, regardlessText } from '../core/consent-text/consent-text.ts';
import { decisionSentences } from '../core/consent-text/decision-sentences.ts';
import { dateWords } from '../core/date-words.ts';
import { ownCommand } from './own-command.ts';

/** What a patient withholds altogether, for the patient. */
export function choiceWords({ optOut, pausedUntil, stage, pending }: Choices, language: Language): string[] {
  const { withheld } = decisionSentences(language);
  const isOpen = optOut === 'none' && pausedUntil === undefined && pending.length === 0;
  return [
    isOpen ? withheld.nothing : withheld.optOut[optOut],
    ...(pausedUntil === undefined ? [] : [withheld.paused(dateWords(pausedUntil))]),
    ...(['opt-out', 'pause'] as const).filter((one) => pending.includes(one)).map((one) => withheld.pending[one]),
    ...(stage === 'none' ? [] : [withheld.stage[stage]]),
  ];
}

/** What a patient is told before it opts out. */
export function optOutSummary(level: Exclude<OptOut, 'none'>, language: Language): string[] {
  const { optOut, untouched } = decisionSentences(language);
  return [
    optOut.summary[level],
    ...regardlessText(level === 'all' ? 'full-opt-out' : 'research-opt-out', language),
    untouched,
    optOut.undo(ownCommand('me opt-in')),
  ];
}

/** What a patient is told before it pauses. */
export function pauseSummary(until: number, language: Language): string[] {
  const { pause, untouched } = decisionSentences(language);
  return [
    pause.summary(dateWords(until)),
    ...regardlessText('pause', language),
    untouched,
    pause.undo(ownCommand('me resume')),
  ];
}

/** What a patient is told before it gives back what it withheld: that it is handed out again only where nothing else withholds it. */
export function givingBackSummary(
  what: 'opt-in' | 'resume',
  { optOut, pausedUntil }: Choices,
  language: Language,
): string[] {
  const { back, withheld } = decisionSentences(language);
  if (what === 'resume') return optOut === 'none' ? [back.resume] : [back.held.resume, withheld.optOut[optOut]];
  return pausedUntil === undefined ? [back.optIn] : [back.held.optIn, back.pauseStays(dateWords(pausedUntil))];
}

/** Whether opting in to that level gives anything back, as far as can be told: of what the gateway would refuse nobody is asked. What is
 *  on its way to the ledger counts already, and is waited for. */
export function isWithheld({ optOut, pending }: Choices, to: Exclude<OptOut, 'all'>): boolean {
  return optOut === 'all' || (optOut === 'research' && to === 'none') || pending.includes('opt-out');
}

/** Whether there is a pause to end; as `isWithheld`. */
export function isPaused({ pausedUntil, pending }: Choices): boolean {
  return pausedUntil !== undefined || pending.includes('pause');
}
