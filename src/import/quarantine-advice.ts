import type { Advice, ImportReport, QuarantineReason, ServerSeen } from '../core/import-report.ts';

/** What an import found that tells why resources are held back. */
export interface Findings {
  readonly quarantined: ImportReport['quarantined'];
  readonly servers: readonly ServerSeen[];
  /** Whether the export holds any Patient. */
  readonly patients: boolean;
  /** Patients without the identifier that was asked for. */
  readonly unnumbered: number;
  /** The holder has said that the narrower choices of merged records were carried over. */
  readonly acceptMerged: boolean;
}

const MAX_PLACES = 5;

/** For each reason why something was held back, what it means here and what mends it. */
export function adviceOn(findings: Findings): Advice[] {
  const reasons = new Set(findings.quarantined.map(({ reason }) => reason));
  return [...reasons].map((reason) => ({ reason, ...WORDS[reason](findings) }));
}

const WORDS: Readonly<Record<QuarantineReason, (findings: Findings) => Omit<Advice, 'reason'>>> = {
  'several-patients': () => ({
    text: 'They name more than one patient; the consent of one must not release what is said of another.',
    options: [],
  }),
  'no-patient': () => ({ text: 'They belong to a patient by their type, and name none.', options: [] }),
  'unknown-patient': unknownPatient,
  'not-shareable': () => ({
    text: 'Their type is of no patient and not one that may be shared; messages of the server are among them.',
    options: [],
  }),
  staff: () => ({ text: 'Staff are persons too.', options: ['--practitioners (practitioners)'] }),
  'shared-names-patient': () => ({
    text: 'Their type may be shared, but these name a patient, by reference, number or full name, or somebody beside one, or hold what cannot be read, as pictures or archives.',
    options: [],
  }),
  residence: () => ({
    text: 'They are, or may be, somebody’s home: by code, name, address or telephone, or since the resources of one household alone refer to them. A ward or practice is shared once the exporting system codes it as one (and names it so, where its address is one family’s), or, where nothing but its visitors speaks for a home, names the organisation that manages it.',
    options: [],
  }),
  'names-person': () => ({ text: 'They have a person as their contact, or are called as a patient is.', options: [] }),
  'patient-unidentified': ({ unnumbered }) => ({
    text:
      unnumbered > 0
        ? `${unnumbered} Patients have no number of the system that was asked for; others share a number with another Patient.`
        : 'Their numbers lead to another Patient of the export as well; correct them where they come from.',
    options: ['--identifier-system (identifierSystem)'],
  }),
  'merged-record': ({ acceptMerged }) => (acceptMerged ? REPLACED : LINKED),
  'other-person': (findings) => ({
    text: `The numbers of ${patientsIn(findings, 'other-person')} lead to somebody of whom earlier imports said another birth date or sex, or whom nothing but a further number makes known, which may be a relative’s: the number may have been given to somebody else. Where it was not, and the record was corrected, import again and say so.`,
    options: ['--accept-corrected (acceptCorrected)'],
  }),
  'server-unnamed': (findings) => ({
    text: `Nothing but an id makes ${patientsIn(findings, 'server-unnamed')} known, which another server may have given to somebody else, and not all birth dates and sexes agree with those of the earlier import. Name the server, or the system of a number that is the hospital’s own.`,
    options: ['--base-url (baseUrls)', '--identifier-system (identifierSystem)'],
  }),
  'numbers-alike': (findings) => ({
    text: `A number of ${patientsIn(findings, 'numbers-alike')} and that of another patient, here or of an earlier import, differ in nothing but zeros before them, blanks, signs, letter case or a word as MRN: they may be one person. Write one number in one way where it comes from. Where they are of different persons, import again and say so.`,
    options: ['--accept-alike (acceptAlike)'],
  }),
};

const REPLACED = {
  text: 'That the narrower choices were carried over was taken into account. These were replaced by other records, several records claim to have replaced them, or one number of theirs leads to several pseudonyms: they stay held back. Resources of a record that was replaced are taken once the exporting system writes them to the one that replaces it.',
  options: [],
};
const LINKED = {
  text: 'These records of a person were merged with others or are linked with them, or stand under different pseudonyms, or are known by nothing but a former number: what was withdrawn under one would not reach the other. Resources of a record that was replaced are taken once the exporting system writes them to the record that replaces it. Make sure who they are, carry the narrower choices over to the one that stays (opt-out, withdrawal), then import again and say so.',
  options: ['--accept-merged (acceptMerged)'],
};

function unknownPatient({ servers, patients }: Findings): Omit<Advice, 'reason'> {
  const foreign = servers.filter(({ trusted }) => !trusted);
  const parts = [
    patients
      ? 'They name patients, or are about resources, that the export does not hold, or of whom it holds several by one id.'
      : 'The export holds no Patient.',
    'Patients of earlier imports are found by ids that are UUIDs, or where both imports name the server.',
    ...(foreign.length === 0
      ? []
      : [
          `References name ${foreign.map(({ server }) => server).join(', ')}: say which of them are this export’s server.`,
        ]),
  ];
  return { text: parts.join(' '), options: ['--base-url (baseUrls)'] };
}

/** The Patients that are held back for a reason, the first few by place. */
function patientsIn({ quarantined }: Findings, reason: QuarantineReason): string {
  const held = quarantined.find((one) => one.reason === reason && one.type === 'Patient');
  if (held === undefined) return 'Patients';
  const places = held.examples.slice(0, MAX_PLACES).map(({ file, line }) => `${file}:${line}`);
  const more = held.count > places.length ? ` and ${held.count - places.length} more` : '';
  return `${held.count === 1 ? 'the Patient' : 'the Patients'} in ${places.join(', ')}${more}`;
}
