import type { DatasetId } from '../core/ids.ts';
import type { ImportReport } from '../core/import-report.ts';
import type { JobError, Publication, Published } from '../core/publication.ts';
import {
  boolean,
  digest,
  integer,
  type MemberRule,
  members,
  nullable,
  oneOf,
  optional,
  recordOf,
  rule,
} from '../core/shape.ts';
import type { DraftChanges } from '../core/version-changes.ts';
import { anyText, count, many, type ShapeOf, texts } from './answers.ts';

/** An import, from its order to the draft that it came to; `progress` in bytes. */
export interface ImportJob {
  readonly import: string;
  readonly dataset: DatasetId;
  /** `ready`: it is a draft, which can be published. */
  readonly state: 'running' | 'ready' | 'failed' | 'discarded';
  readonly progress: { readonly phase: 'index' | 'store' | 'seal'; readonly done: number; readonly total: number };
  /** What was taken, shared, labelled and held back. */
  readonly report?: ImportReport;
  /** Version that holds just the same; null where there is none. */
  readonly unchangedSince?: number | null;
  /** Against the last published version; null where there is none. */
  readonly changes?: DraftChanges | null;
  readonly error?: JobError;
  /** Of a draft that was ordered to be published. */
  readonly publication?: Publication;
}

const counts = recordOf(count);
const placed = { file: anyText, line: count };
const places = many(members(placed, 'place'));
const leftOut = members({ count, examples: places }, 'leftOut');
const files = members({ count, examples: texts }, 'files');

const REPORT: ShapeOf<ImportReport> = {
  files: many(members({ file: anyText, bytes: count, resources: count }, 'file')),
  skippedFiles: many(members({ file: anyText, reason: anyText }, 'file')),
  manifestGaps: texts,
  resources: count,
  types: counts,
  patients: count,
  items: count,
  sharedItems: count,
  bytes: count,
  shared: counts,
  labelled: counts,
  restricted: count,
  unread: count,
  unlabelled: files,
  sharedFiles: files,
  sharedLook: optional(
    members(
      {
        found: members(
          { count, files: many(members({ file: anyText, numbers: count, signs: texts }, 'file')) },
          'found',
        ),
        unread: files,
      },
      'sharedLook',
    ),
  ),
  quarantined: many(members({ reason: anyText, type: anyText, count, examples: places }, 'quarantined')),
  advice: many(members({ reason: anyText, text: anyText, options: texts }, 'advice')),
  repeated: count,
  superseded: leftOut,
  deleted: leftOut,
  servers: many(members({ server: anyText, patients: count, trusted: boolean }, 'server')),
  releases: counts,
  records: members({ linked: count, inactive: count, deceased: count, named: count }, 'records'),
  invalid: members({ count, examples: many(members({ ...placed, problem: anyText }, 'line')) }, 'invalid'),
  suppressed: members({ patients: count, resources: count }, 'suppressed'),
  identifiedBy: counts,
  untakenNumbers: optional(many(members({ system: anyText, patients: count, example: anyText }, 'number'))),
};

const subject = nullable(digest);
const CHANGES: ShapeOf<DraftChanges> = {
  since: integer(1),
  exact: boolean,
  lost: counts,
  gained: counts,
  changed: optional(counts),
  moved: counts,
  erased: count,
  patients: many(members({ subject, lost: counts, gone: boolean }, 'patient')),
  patientsLosing: count,
  moves: many(members({ from: subject, to: subject, kind: anyText, count }, 'move')),
};

const PUBLISHED: ShapeOf<Published> = {
  version: integer(1),
  manifestRoot: digest,
  items: count,
  shared: count,
  subjects: count,
  taken: count,
  warnings: texts,
  transaction: digest,
  height: count,
};

const details = rule('an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const ERROR: ShapeOf<JobError> = { code: anyText, detail: anyText, details: optional(details) };
const error = optional(members(ERROR, 'error'));

function progressOf(...phases: readonly string[]): MemberRule {
  return members({ phase: oneOf(...phases), done: count, total: count }, 'progress');
}

const PUBLICATION: ShapeOf<Publication> = {
  state: oneOf('running', 'published', 'failed'),
  progress: progressOf('enrol', 'publish'),
  published: optional(members(PUBLISHED, 'published')),
  error,
};

/** What is held to it is shown to people by name and number, so all of it is looked at. */
export const IMPORT_JOB: ShapeOf<ImportJob> = {
  import: anyText,
  dataset: digest,
  state: oneOf('running', 'ready', 'failed', 'discarded'),
  progress: progressOf('index', 'store', 'seal'),
  report: optional(members(REPORT, 'report')),
  unchangedSince: optional(nullable(integer(1))),
  changes: optional(nullable(members(CHANGES, 'changes'))),
  error,
  publication: optional(members(PUBLICATION, 'publication')),
};
