import { z } from 'zod';
import { CONSENT_POLICIES } from '../../ledger/words.ts';
import { address, count, datasetId, digest, milliseconds, pseudonym, seconds } from '../http/schemas.ts';
import { modifier, permission } from '../http/use-schemas.ts';
import { inTransaction } from './ledger.ts';

const version = z
  .object({
    version: z.int().min(1),
    manifestRoot: digest.meta({ description: 'RFC 6962 root of the manifest, as on chain.' }),
    permission,
    modifiers: z.array(modifier),
    sharedCount: count.meta({ description: 'Items of nobody.' }),
    items: count.optional().meta({ description: 'All items; absent for what another gateway holds.' }),
    kinds: z.record(z.string(), count).optional().meta({
      description:
        'How many people have items of each kind, such as a FHIR resource type or a modality, in full tens. A kind of fewer than ten people is left out. Where one dataset is asked for alone, of versions that stand at this gateway.',
    }),
    identifiable: z.boolean().meta({ description: 'Whether items may identify people.' }),
    policy: z.enum(CONSENT_POLICIES).meta({ description: 'Whether standing consents count.' }),
    publishedAt: seconds,
    supersededAt: seconds.meta({ description: 'Seconds since 1970 UTC; 0 for a version that stands.' }),
  })
  .meta({ id: 'Version' });

export const dataset = z
  .object({
    dataset: datasetId,
    name: z.string().meta({ description: 'Empty for a dataset of another holder.' }),
    description: z.string().meta({ description: 'Empty for a dataset of another holder.' }),
    holder: address,
    retiredAt: seconds.meta({ description: 'Seconds since 1970 UTC; 0 for a dataset that is not retired.' }),
    versions: z.array(version),
  })
  .meta({ id: 'Dataset' });

export const edge = z
  .object({
    dataset: datasetId,
    version: z.int().min(1),
    parentDataset: datasetId,
    parentVersion: z.int().min(1),
    relation: z.string().meta({ description: 'How it came of its parent, such as derivedFrom.' }),
    processDigest: digest.meta({ description: 'Digest of the description of the process.' }),
  })
  .meta({ id: 'Edge', description: 'A version and one that it came from.' });

const counts = (description: string) => z.record(z.string(), count).meta({ description });
const place = {
  file: z.string().meta({ description: 'Path relative to what was imported.' }),
  line: count.meta({ description: 'From 1; 0 for the file as a whole.' }),
};

const leftOut = (description: string) => z.object({ count, examples: z.array(z.object(place)) }).meta({ description });

const importReport = z
  .object({
    files: z.array(z.object({ file: z.string(), bytes: count, resources: count })),
    skippedFiles: z.array(z.object({ file: z.string(), reason: z.string() })),
    manifestGaps: z
      .array(z.string())
      .meta({ description: 'What the export’s manifest names and is not here, or in another number.' }),
    resources: count.meta({ description: 'Read: stored, suppressed and held back.' }),
    types: counts('Resources, by type.'),
    patients: count,
    items: count,
    sharedItems: count,
    bytes: count.meta({ description: 'Payload stored.' }),
    shared: counts('Resources shared with every requester, by type.'),
    labelled: counts('Resources that bear a sensitivity label, by its code.'),
    restricted: count.meta({
      description:
        'Resources marked as restricted or very restricted without a label that says why: they bear every sensitive category.',
    }),
    unread: count.meta({
      description:
        'Resources of patients that hold pictures, archives or long texts, which were not searched for other people.',
    }),
    unlabelled: z
      .object({ count, examples: z.array(z.string()) })
      .meta({ description: 'Files of patients without a sensitivity label, the first of them by path.' }),
    sharedFiles: z
      .object({ count, examples: z.array(z.string()) })
      .meta({ description: 'Files of nobody, shared with every requester as ordered, the first of them by path.' }),
    sharedLook: z
      .object({
        found: z.object({
          count,
          files: z.array(
            z.object({
              file: z.string(),
              numbers: count.meta({ description: 'Numbers in it of patients who are enrolled here.' }),
              signs: z
                .array(z.enum(['birth-date', 'contact', 'name', 'number']))
                .meta({ description: 'What titles of its columns, or its lines, look like.' }),
            }),
          ),
        }),
        unread: z.object({ count, examples: z.array(z.string()) }).meta({
          description: 'Files that are no text, or longer than was read: nobody looked into them, or into their ends.',
        }),
      })
      .optional()
      .meta({ description: 'What in files of nobody seems to tell of persons. Absent where there are no such files.' }),
    quarantined: z
      .array(
        z.object({
          reason: z.enum([
            'several-patients',
            'no-patient',
            'unknown-patient',
            'not-shareable',
            'staff',
            'shared-names-patient',
            'residence',
            'names-person',
            'patient-unidentified',
            'merged-record',
            'other-person',
            'server-unnamed',
            'numbers-alike',
          ]),
          type: z.string(),
          count,
          examples: z.array(z.object(place)),
        }),
      )
      .meta({ description: 'What is neither stored nor released, and why.' }),
    advice: z
      .array(z.object({ reason: z.string(), text: z.string(), options: z.array(z.string()) }))
      .meta({ description: 'For each reason why something was held back: what it means, and which options mend it.' }),
    repeated: count.meta({ description: 'Lines that repeat another one byte for byte.' }),
    superseded: leftOut('Older versions of resources, of which the newest counts.'),
    deleted: leftOut('Resources that the export itself says were deleted.'),
    servers: z
      .array(z.object({ server: z.string(), patients: count, trusted: z.boolean() }))
      .meta({ description: 'Servers that references name; `trusted`: counts as the export’s own.' }),
    releases: counts('Resources that are of another release of FHIR than R4.'),
    records: z.object({ linked: count, inactive: count, deceased: count, named: count }).meta({
      description:
        'Patients that are linked with others, not in use, dead, or said by name, address, number or picture.',
    }),
    invalid: z
      .object({ count, examples: z.array(z.object({ ...place, problem: z.string() })) })
      .meta({ description: 'Broken lines that were skipped as ordered.' }),
    suppressed: z
      .object({ patients: count, resources: count })
      .meta({ description: 'Erased persons who came again and were left out.' }),
    identifiedBy: counts('Patients, by what identified them.'),
    untakenNumbers: z
      .array(z.object({ system: z.string(), patients: count, example: z.string() }))
      .optional()
      .meta({
        description:
          'Systems of numbers of patients whom nothing but the id of their resource makes known; `identifierSystem` takes one of them. Of the example its last characters alone are legible. Absent where there are none.',
      }),
  })
  .meta({ id: 'ImportReport' });

const draftChanges = z
  .object({
    since: z.int().min(1).meta({ description: 'The version that is compared with.' }),
    exact: z.boolean().meta({ description: 'Whether resources were compared, or only what kinds a patient has.' }),
    lost: counts('Resources or files that the version has and the draft has not, by kind.'),
    gained: counts('Those that are new, by kind.'),
    changed: counts(
      'Those that are the same patient’s in both and hold anything else than before, by kind. Absent where one of the two does not know what its records held.',
    ).optional(),
    moved: counts('Those that belonged to somebody else, by kind.'),
    erased: count.meta({ description: 'Of erased patients: not counted as lost.' }),
    patients: z.array(
      z.object({
        subject: pseudonym.nullable().meta({ description: 'Null: of nobody.' }),
        lost: counts('By kind.'),
        gone: z.boolean().meta({ description: 'Whether nothing is left of the patient.' }),
      }),
    ),
    patientsLosing: count.meta({
      description: 'How many patients lose anything; `patients` shows the first thousand.',
    }),
    moves: z.array(z.object({ from: pseudonym.nullable(), to: pseudonym.nullable(), kind: z.string(), count })),
  })
  .meta({ id: 'DraftChanges' });

export const openImport = z
  .object({
    import: z.uuid(),
    dataset: datasetId,
    state: z
      .enum(['running', 'ready', 'publishing', 'published', 'failed'])
      .meta({ description: '`failed`: nothing of it was kept.' }),
    items: count,
    subjects: count,
    bytes: count.meta({ description: 'Stored; of one that runs, read so far in its phase.' }),
    sealedAt: milliseconds.meta({ description: 'Milliseconds since 1970 UTC; 0 for one that runs, or failed.' }),
    failedAt: milliseconds.optional().meta({ description: 'Milliseconds since 1970 UTC, of one that failed.' }),
    error: z.object({ code: z.string(), detail: z.string() }).optional().meta({ description: 'Why it failed.' }),
  })
  .meta({ id: 'OpenImport' });

export const publicationState = z
  .object({
    state: z.enum(['running', 'published', 'failed']),
    progress: z.object({
      phase: z.enum(['enrol', 'publish']),
      done: count.meta({ description: 'Subjects that are enrolled.' }),
      total: count,
    }),
    published: z
      .object({
        version: z.int().min(1),
        manifestRoot: digest.meta({ description: 'RFC 6962 root of the manifest, as on chain.' }),
        items: count,
        shared: count.meta({ description: 'Items of nobody.' }),
        subjects: count,
        taken: count.meta({
          description: 'Subjects whose pseudonym another holder enrolled first: nothing of theirs is ever released.',
        }),
        warnings: z.array(z.string()).meta({ description: 'Sentences on what will have less effect than it says.' }),
        ...inTransaction,
      })
      .optional(),
    error: z
      .object({ code: z.string(), detail: z.string(), details: z.record(z.string(), z.unknown()).optional() })
      .optional()
      .meta({ description: 'Why it failed: the same request again goes on with it.' }),
  })
  .meta({ id: 'PublicationState', description: 'How far the publication of a draft is, and what came of it.' });

export const importJob = z
  .object({
    import: z.uuid(),
    dataset: datasetId,
    state: z
      .enum(['running', 'ready', 'failed', 'discarded'])
      .meta({ description: '`ready`: the draft is sealed and can be published.' }),
    progress: z.object({
      phase: z.enum(['index', 'store', 'seal']),
      done: count.meta({ description: 'Bytes read in this phase.' }),
      total: count.meta({ description: 'Bytes to read.' }),
    }),
    volume: count.optional().meta({ description: 'Where the sealed draft lies in the store.' }),
    report: importReport.optional(),
    unchangedSince: z
      .int()
      .nullable()
      .optional()
      .meta({ description: 'Version that holds just this already, or null.' }),
    merged: z
      .array(z.strictObject({ replaced: pseudonym, survivor: pseudonym, former: z.boolean(), accepted: z.boolean() }))
      .optional()
      .meta({ description: 'Of a FHIR export: pseudonyms whose persons go on under another one.' }),
    changes: draftChanges
      .nullable()
      .optional()
      .meta({ description: 'Against the version that was the last one published; null where there was none.' }),
    error: z
      .object({ code: z.string(), detail: z.string(), details: z.record(z.string(), z.unknown()).optional() })
      .optional()
      .meta({ description: 'Why it failed.' }),
    failedAt: milliseconds.optional().meta({ description: 'Milliseconds since 1970 UTC, of one that failed.' }),
    publication: publicationState.optional().meta({ description: 'Of a draft that was ordered to be published.' }),
  })
  .meta({ id: 'Import' });
