import type { Choices, OptOut } from '../../client/index.ts';
import type { SaidConsent } from './asked.ts';

/** Reasons that are of no effect on who gets data. */
const WITHOUT_EFFECT = ['lasts-long', 'notice-replaced'];

/** What ends what was withheld altogether. */
export type GivingBack = 'resumption' | 'opt-in';

/** What everything that a patient decided comes to: each page that says what is given, or counts, says it by this. */
export interface Standing {
  readonly out: OptOut;
  readonly isPaused: boolean;
  /** The last second of the pause; undefined without one, and while it is on its way to the ledger. */
  readonly until: number | undefined;
  /** Consents that data is given because of once nothing is withheld. */
  readonly giving: readonly SaidConsent[];
  /** Consents that stand, and because of which nobody gets anything as things are. */
  readonly idle: readonly SaidConsent[];
}

/** As it stands, or as it would once `without` is done. What counts and is not on the ledger yet is withheld as well: of an opt-out that
 *  is on its way it is not known how much. */
export function standingOf(choices: Choices, all: readonly SaidConsent[], without?: GivingBack): Standing {
  const { optOut, pausedUntil, pending } = choices;
  const known = optOut === 'none' && pending.includes('opt-out') ? 'research' : optOut;
  const isPaused = without !== 'resumption' && (pausedUntil !== undefined || pending.includes('pause'));
  const until = isPaused ? pausedUntil : undefined;
  const standing = all.filter(({ consent }) => consent.active && consent.until > (until ?? 0));
  return {
    ...{ out: without === 'opt-in' ? 'none' : known, isPaused, until },
    giving: standing.filter((one) => !isIdle(one)),
    idle: standing.filter(isIdle),
  };
}

/** Whether nobody gets anything because of a consent, though nothing is withheld. */
export function isIdle({ consent }: Pick<SaidConsent, 'consent'>): boolean {
  return idleReasons(consent).length > 0;
}

export function idleReasons({ reasons = [] }: SaidConsent['consent']): readonly string[] {
  return reasons.filter((reason) => !WITHOUT_EFFECT.includes(reason));
}

/** What a consent that stands comes to: `idle` where nothing is withheld, and still nobody gets anything because of it. */
export type Effect = 'out' | 'ends-paused' | 'paused' | 'pause-pending' | 'idle' | 'counts';

export function effectOf({ consent }: Pick<SaidConsent, 'consent'>, choices: Choices): Effect {
  const { out, isPaused, until } = standingOf(choices, []);
  if (out !== 'none') return 'out';
  if (isPaused) return until === undefined ? 'pause-pending' : consent.until <= until ? 'ends-paused' : 'paused';
  return isIdle({ consent }) ? 'idle' : 'counts';
}

/** The sentences that say it, by their keys. Opted out of research and paused, both are said: neither ends with the other. */
export function sentencesOf({ out, isPaused, until, giving }: Standing) {
  const held = [
    ...(out === 'none' ? [] : [`standing.out.${out}` as const]),
    ...(isPaused ? [until === undefined ? ('standing.pausePending' as const) : ('standing.paused' as const)] : []),
  ];
  if (held.length > 0) return held;
  return [giving.length === 0 ? ('standing.inNone' as const) : ('standing.in' as const)];
}

/** Whether anything is withheld whatever was consented to. */
export function isWithheld({ optOut, pausedUntil, pending }: Choices): boolean {
  return optOut !== 'none' || pausedUntil !== undefined || pending.length > 0;
}
