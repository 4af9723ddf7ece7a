import { categoryLabels, categoryOf } from '../core/categories.ts';
import type { ImportReport, QuarantineReason, SharedFinding, SharedSign } from '../core/import-report.ts';
import type { DraftChanges } from '../core/version-changes.ts';

const SHOWN = 10;
/** Files of nobody that are named. */
const SHARED_SHOWN = 20;

const HELD_BACK: Readonly<Record<QuarantineReason, string>> = {
  'several-patients': 'about several patients',
  'no-patient': 'names no patient',
  'unknown-patient': 'about a patient who cannot be told',
  'not-shareable': 'about nobody, and of a type that is not shared',
  staff: 'about staff',
  'shared-names-patient': 'would be shared, and may name a patient or a relative',
  residence: 'somebody’s home, or may be',
  'names-person': 'names a person',
  'patient-unidentified': 'the patient’s number is missing, or two have it',
  'merged-record': 'of a merged record',
  'other-person': 'the number leads to another person',
  'server-unnamed': 'known by an id alone, and the server is not named',
  'numbers-alike': 'another patient’s number reads the same',
};

/** One of a later version as it is. */
function heldBackWords(reason: string): string {
  return HELD_BACK[reason as QuarantineReason] ?? reason;
}

/** What an import took, shared, labelled and held back, for people. What there is none of is left out. */
export function importLines(report: ImportReport): string[] {
  const { resources, patients, items, bytes, files, suppressed, invalid } = report;
  const { named, ...others } = report.records;
  const [broken] = invalid.examples;
  return [
    `${items} items (${(bytes / 1e6).toFixed(1)} MB) of ${resources} resources and ${patients} patients, from ${files.length} files`,
    ...listed(
      'patients are known by',
      Object.entries(report.identifiedBy).map(([system, count]) => `${system} (${count})`),
    ),
    ...untakenLines(report),
    ...listed('shared with every requester', sharedWords(report)),
    ...sharedLines(report),
    ...listed('labelled', labelledWords(report.labelled)),
    ...(report.unlabelled.count > 0
      ? [
          `without a label, so no grant can exclude them by category: ${report.unlabelled.count} files, such as ${report.unlabelled.examples.join(', ')}. --category and a column of the map label them.`,
        ]
      : []),
    ...(report.restricted > 0
      ? [`marked as restricted without saying why, so labelled with every sensitive category: ${report.restricted}`]
      : []),
    ...(report.unread > 0
      ? [
          `their patient's as the exporting system says, since pictures, archives or long texts in them were not searched for other people: ${report.unread}`,
        ]
      : []),
    ...listed('held back', report.quarantined.map(held)),
    ...report.advice.map(
      ({ reason, text, options }) => `  ${heldBackWords(reason)}: ${[text, ...options.map(mends)].join(' ')}`,
    ),
    ...leftOut('repeated lines', { count: report.repeated, examples: [] }),
    ...leftOut('older versions', report.superseded),
    ...leftOut('deleted by the server', report.deleted),
    ...listed(
      'servers that references name',
      report.servers.map(
        (one) => `${one.server} (${one.patients} patients${one.trusted ? '' : ', not this export’s'})`,
      ),
    ),
    ...listed('of another release than FHIR R4, which is what Custos reads', counted(report.releases)),
    ...listed(
      'records of patients',
      Object.entries(others).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : [])),
    ),
    ...(named > 0
      ? [`said by name, address, contact number or picture: ${named} patients. Publish it with --identifiable.`]
      : []),
    ...report.manifestGaps.map((gap) => `INCOMPLETE: ${gap}`),
    ...listed(
      'not read',
      report.skippedFiles.map(({ file, reason }) => `${file} (${reason})`),
    ),
    ...(broken
      ? [`left out: ${invalid.count} lines, such as ${broken.file}:${broken.line}, which ${broken.problem}`]
      : []),
    ...(suppressed.patients > 0
      ? [`left out: ${suppressed.resources} resources of ${suppressed.patients} patients who were erased`]
      : []),
  ];
}

/** Said before anything is published: a number that the hospital enrols somebody by later would make a second patient. */
function untakenLines({ untakenNumbers = [] }: ImportReport): string[] {
  if (untakenNumbers.length === 0) return [];
  const systems = untakenNumbers.map(
    ({ system, patients, example }) => `${system || 'without a system'} (${patients} patients, such as ${example})`,
  );
  return [
    `WARNING: numbers that were not taken, of patients who are known by the id of their resource alone: ${systems.join(', ')}. If one of them is the hospital's own, discard this draft and import again with --identifier-system: who is enrolled by that number is a second patient otherwise.`,
  ];
}

function sharedWords({ shared, sharedFiles: { count, examples } }: ImportReport): string[] {
  if (count === 0) return counted(shared);
  const named = examples.slice(0, SHARED_SHOWN);
  return [`${count} files that the map does not name, ${count > named.length ? 'such as ' : ''}${named.join(', ')}`];
}

const SIGNS: Readonly<Record<SharedSign, string>> = {
  name: 'names',
  'birth-date': 'birth dates',
  number: 'numbers of patients',
  contact: 'addresses or telephone numbers',
};

/** Said before anything is published: no consent holds such files back. */
function sharedLines({ sharedFiles, sharedLook }: ImportReport): string[] {
  if (sharedFiles.count === 0) return [];
  const { found, unread } = sharedLook ?? { found: { count: 0, files: [] }, unread: { count: 0, examples: [] } };
  return [
    'WARNING: files that belong to nobody go to everybody who may have the dataset, whatever patients say. Look that they name nobody.',
    ...found.files
      .slice(0, SHARED_SHOWN)
      .map((one) => `  ${one.file} may tell of patients: ${signWords(one).join(', ')}`),
    ...(found.count > Math.min(found.files.length, SHARED_SHOWN) ? ['  and others: see --json'] : []),
    ...listed(`  not looked into, or not to the end (${unread.count})`, unread.examples.slice(0, SHARED_SHOWN)),
  ];
}

function signWords({ numbers, signs }: SharedFinding): string[] {
  const enrolled = numbers === 0 ? [] : [`${numbers} numbers of patients who are enrolled here`];
  return [...enrolled, ...signs.map((sign) => `what looks like ${SIGNS[sign] ?? sign}`)];
}

function held({ count, type, reason, examples: [first] }: ImportReport['quarantined'][number]): string {
  return `${count} ${type} (${heldBackWords(reason)}${first ? `, such as ${first.file}:${first.line}` : ''})`;
}

function labelledWords(labelled: ImportReport['labelled']): string[] {
  return Object.entries(labelled).map(([code, count]) => {
    const [words = code] = categoryLabels(categoryOf(code) ?? 0);
    return `${words} (${count})`;
  });
}

function mends(option: string): string {
  return `Option ${option}.`;
}

function leftOut(what: string, { count, examples: [first] }: ImportReport['superseded']): string[] {
  return count === 0 ? [] : [`left out: ${count} ${what}${first ? `, such as ${first.file}:${first.line}` : ''}`];
}

function counted(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).map(([name, count]) => `${count} ${name}`);
}

function listed(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`${title}: ${parts.join(', ')}`];
}

/** What a draft lacks of the last version, or gives to somebody else, for people. */
export function changeLines(changes: DraftChanges, called: (subject: string) => string = (id) => id): string[] {
  const { since, lost, moved, gained, changed = {}, erased, patients, patientsLosing } = changes;
  return [
    ...listed(`new since version ${since}`, counted(gained)),
    ...listed(`changed since version ${since}`, counted(changed)),
    ...listed(`LOST since version ${since}, of ${patientsLosing} patients`, counted(lost)),
    ...patients
      .slice(0, SHOWN)
      .map(
        (one) =>
          `  ${one.subject === null ? 'nobody' : called(one.subject)}${one.gone ? ' (all)' : ''}: ${counted(one.lost).join(', ')}`,
      ),
    ...(patients.length > SHOWN ? [`  and ${patients.length - SHOWN} more: see --json`] : []),
    ...listed(`OF SOMEBODY ELSE since version ${since}`, counted(moved)),
    ...(erased > 0 ? [`gone with erased patients: ${erased}`] : []),
  ];
}
