/** Why a consent has less effect than it says, for programs that say it in their own words. */
export const LESS_EFFECT = [
  /** It counts from later on. */
  'begins-later',
  /** It lasts so long that it may be a slip. */
  'lasts-long',
  /** Whom it names can get nothing now. */
  'member-away',
  /** Nobody is in the group that it names. */
  'group-empty',
  /** What it is about is given to nobody any more. */
  'dataset-retired',
  /** What it is about asks for a consent that names one organisation. */
  'asks-each-time',
  /** It keeps data in its country, and no dataset says which one that is. */
  'no-home-country',
  /** It depends on something else that no dataset says. */
  'not-described',
  /** A newer information text has the place of its own. */
  'notice-replaced',
] as const;
export type LessEffect = (typeof LESS_EFFECT)[number];

/** A reason with the sentence that says it. */
export interface EffectWarning {
  readonly reason: LessEffect;
  readonly text: string;
}
