import type { Choices, OptOut } from '../client/choices.ts';
import { regardlessText } from '../core/consent-text/consent-text.ts';
import { dateWords } from '../core/date-words.ts';
import { ownCommand } from './own-command.ts';

const STAGES: Readonly<Record<Choices['stage'], readonly string[]>> = {
  none: [],
  guardian: ['A guardian decides for you now.'],
  both: ['You decide, and a guardian may still withdraw, pause and opt out for you.'],
  self: ['You decide alone; a guardian did before.'],
};

const WITHHELD: Readonly<Record<OptOut, string>> = {
  none: 'Nothing is opted out of.',
  research: 'You opted out of research: nothing of yours is handed out for it, whatever your consents allow.',
  all: 'You opted out of everything: nothing of yours is handed out, whatever your consents allow, in emergencies neither.',
};

/** What a patient withholds altogether, for the patient. */
export function choiceWords({ optOut, pausedUntil, stage, pending }: Choices): string[] {
  const isOpen = optOut === 'none' && pausedUntil === undefined && pending.length === 0;
  return [
    isOpen ? 'Nothing is withheld altogether: what your consents allow is handed out.' : WITHHELD[optOut],
    ...(pausedUntil === undefined ? [] : [`Paused: nothing of yours is handed out until ${dateWords(pausedUntil)}.`]),
    ...(pending.includes('opt-out') ? ['An opt-out counts already, and is on its way to the ledger.'] : []),
    ...(pending.includes('pause') ? ['A pause counts already, and is on its way to the ledger.'] : []),
    ...STAGES[stage],
  ];
}

const UNTOUCHED = 'Your consents stay as they are, and count again when you take this back.';

/** What a patient is told before it opts out. */
export function optOutSummary(level: Exclude<OptOut, 'none'>): string[] {
  const what = level === 'all' ? 'for anything, in emergencies neither' : 'for research, whatever you consented to';
  return [
    `You opt out: nothing of yours is handed out ${what}.`,
    ...regardlessText(level === 'all' ? 'full-opt-out' : 'research-opt-out', 'en'),
    UNTOUCHED,
    `${ownCommand('me opt-in')} takes it back at any time.`,
  ];
}

/** What a patient is told before it pauses. */
export function pauseSummary(until: number): string[] {
  return [
    `You pause: nothing of yours is handed out until ${dateWords(until)}, whatever you consented to, in emergencies neither.`,
    ...regardlessText('pause', 'en'),
    UNTOUCHED,
    `${ownCommand('me resume')} ends it before.`,
  ];
}

/** What a patient is told before it gives back what it withheld. */
export function givingBackSummary(what: 'opt-in' | 'resume', { optOut, pausedUntil }: Choices): string[] {
  const still =
    what === 'opt-in'
      ? pausedUntil === undefined
        ? []
        : [`The pause until ${dateWords(pausedUntil)} stays.`]
      : optOut === 'none'
        ? []
        : [WITHHELD[optOut]];
  const head = what === 'opt-in' ? 'You opt back in' : 'You end the pause';
  return [`${head}: what your consents allow, which still count, is handed out again.`, ...still];
}
