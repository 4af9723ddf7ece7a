import type { Pseudonym } from './ids.ts';

/** Counts by kind. */
type Kinds = Readonly<Record<string, number>>;

/** What a version lacks of an earlier one, and what it gives to somebody else. */
export interface VersionChanges {
  /** `false` where one of the two does not know its sources: then only whole kinds of a patient are compared. */
  readonly exact: boolean;
  readonly lost: Kinds;
  readonly gained: Kinds;
  /** That are the same patient's in both, and hold anything else than before; absent where one of the two does not know what its records held. */
  readonly changed?: Kinds;
  /** That belonged to somebody else before. */
  readonly moved: Kinds;
  /** Of erased patients: not counted as lost. */
  readonly erased: number;
  /** Patients who lost anything; null: what is of nobody. The first thousand, those who lost most at the head. */
  readonly patients: readonly {
    readonly subject: Pseudonym | null;
    readonly lost: Kinds;
    /** Whether nothing is left of the patient. */
    readonly gone: boolean;
  }[];
  /** How many patients lost anything. */
  readonly patientsLosing: number;
  /** The first thousand changes of owner, by kind. */
  readonly moves: readonly {
    readonly from: Pseudonym | null;
    readonly to: Pseudonym | null;
    readonly kind: string;
    readonly count: number;
  }[];
}

/** What a draft changes against the last published version of its dataset. */
export interface DraftChanges extends VersionChanges {
  /** Number of that version. */
  readonly since: number;
}
