/** A place in the input: path relative to what was imported, and line from 1 (0: the file as a whole). */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface Problem extends Place {
  /** Completes "<file>:<line> …". Never holds payload. */
  readonly problem: string;
}

/** Resources that are neither stored nor released, and why. */
interface Quarantine {
  readonly reason: QuarantineReason;
  readonly type: string;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly Place[];
}

export type QuarantineReason =
  /** Names several patients of the import, or surely another one that cannot be resolved. */
  | 'several-patients'
  /** Should name a patient and names none. */
  | 'no-patient'
  /** Names a patient, or is about a resource, that the import does not hold, or that cannot be told. */
  | 'unknown-patient'
  /** A type of nobody that is not on the list of what may be shared. */
  | 'not-shareable'
  /** Staff, and the holder did not ask to share it. */
  | 'staff'
  /** Shareable by type, yet it names a patient or somebody who stands beside one, or holds what cannot be read. */
  | 'shared-names-patient'
  /** A place that is somebody's home, or may be: by its code, name, address or number, or since one household's
   *  resources alone refer to it and no institution answers for it. */
  | 'residence'
  /** A place or organisation that has a person as its contact, or is called as a patient or relative is. */
  | 'names-person'
  /** The patient lacks the identifier, or two patients have the same one. */
  | 'patient-unidentified'
  /** The record was merged into another one, or stands for a person whose records have several pseudonyms. */
  | 'merged-record'
  /** The number leads to a person of another birth date or sex, or is but a further one that may be a relative's. */
  | 'other-person'
  /** Known by nothing but the id of the resource, which another server may have given to somebody else. */
  | 'server-unnamed'
  /** Another patient has a number that people take for the same. */
  | 'numbers-alike';

/** Why resources are held back for a reason, in this import, and which options mend it. */
export interface Advice {
  readonly reason: QuarantineReason;
  readonly text: string;
  /** Of the command, with the member of the API in brackets. */
  readonly options: readonly string[];
}

/** A server that absolute references name. */
export interface ServerSeen {
  /** As `normalUrl` spells it. */
  readonly server: string;
  /** How many patients are named on it. */
  readonly patients: number;
  /** Whether it counts as the export's own. */
  readonly trusted: boolean;
}

/** Lines that were left out, and where the first of them stand. */
export interface LeftOut {
  readonly count: number;
  readonly examples: readonly Place[];
}

/** A system of numbers that patients have who are known by nothing but the id of their resource. */
export interface UntakenNumbers {
  /** In normal form; empty for numbers without a system. */
  readonly system: string;
  readonly patients: number;
  /** One of them, of which its last characters alone are legible. */
  readonly example: string;
}

/** What in a file looks as if it told of persons, by titles of columns or by lines. */
export type SharedSign = 'birth-date' | 'contact' | 'name' | 'number';

/** A file of nobody that seems to tell of persons. */
export interface SharedFinding {
  readonly file: string;
  /** How many numbers of patients who are enrolled here it holds. */
  readonly numbers: number;
  readonly signs: readonly SharedSign[];
}

/** What a look into the files of nobody came to. Never holds payload. */
export interface SharedLook {
  /** The first few by path. */
  readonly found: { readonly count: number; readonly files: readonly SharedFinding[] };
  /** Files that are no text, or longer than was read: nothing is known of them, or of their ends. */
  readonly unread: { readonly count: number; readonly examples: readonly string[] };
}

export interface ImportReport {
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly resources: number }[];
  /** Files that were not read, and why. */
  readonly skippedFiles: readonly { readonly file: string; readonly reason: string }[];
  /** What the export's manifest names and is not here, or in another number; each a sentence. */
  readonly manifestGaps: readonly string[];
  /** Resources (or files) read: stored, suppressed and quarantined. */
  readonly resources: number;
  /** Resources of each type. */
  readonly types: Readonly<Record<string, number>>;
  readonly patients: number;
  readonly items: number;
  readonly sharedItems: number;
  /** Payload bytes stored. */
  readonly bytes: number;
  /** Resources shared with every requester, by type. */
  readonly shared: Readonly<Record<string, number>>;
  /** Resources that bear a sensitivity label, by its code. */
  readonly labelled: Readonly<Record<string, number>>;
  /** Resources marked as restricted or very restricted whose security labels do not say why: they bear every
   *  sensitive category. */
  readonly restricted: number;
  /** Patients' resources that hold pictures, archives or long texts which were not searched for other people: they are
   *  their patient's, as the exporting system says. */
  readonly unread: number;
  /** Files of patients that bear no sensitivity label, the first few by path: no grant can exclude them by category. */
  readonly unlabelled: { readonly count: number; readonly examples: readonly string[] };
  /** Files that nobody was named for, the first few by path: shared with every requester, as the caller said. */
  readonly sharedFiles: { readonly count: number; readonly examples: readonly string[] };
  /** What was found in those; left out where there are none. */
  readonly sharedLook?: SharedLook;
  readonly quarantined: readonly Quarantine[];
  /** One for each reason in `quarantined`. */
  readonly advice: readonly Advice[];
  /** Lines that repeat another one byte for byte. */
  readonly repeated: number;
  /** Older versions of a resource whose newest one counts. */
  readonly superseded: LeftOut;
  /** Resources that the export itself says were deleted. */
  readonly deleted: LeftOut;
  readonly servers: readonly ServerSeen[];
  /** Resources that are of another release of FHIR than R4, by its name. */
  readonly releases: Readonly<Record<string, number>>;
  /** Patients that are linked with others, not in use, dead, or said by name, address, contact number or picture. */
  readonly records: {
    readonly linked: number;
    readonly inactive: number;
    readonly deceased: number;
    readonly named: number;
  };
  /** Broken lines that were skipped because the caller said so. */
  readonly invalid: { readonly count: number; readonly examples: readonly Problem[] };
  /** Erased persons who came again and were left out. */
  readonly suppressed: { readonly patients: number; readonly resources: number };
  /** How patients were identified, and how many by it. */
  readonly identifiedBy: Readonly<Record<string, number>>;
  /** Numbers by which nobody was identified, although nothing but the id of a resource did; left out where there are none. */
  readonly untakenNumbers?: readonly UntakenNumbers[];
}
