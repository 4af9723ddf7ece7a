import {
  type Consent,
  findEnrolled,
  type GatewayClient,
  listConsents,
  type ShownSubjects,
  type Subject,
  searchSubjects,
} from '../../client/index.ts';
import { csvFile } from '../../core/csv-cells.ts';
import { numberOf } from './asked.ts';

const AT_ONCE = 1_000;

/** What the pages call what is in the lists. */
export interface ListWords {
  readonly reached: (patient: Subject) => string;
  readonly optOut: (level: Exclude<Subject['optOut'], 'none'>) => string;
  readonly kind: (kind: Consent['kind']) => string;
}

/** All patients who are found, a row each and as many as the list says, as a file that is opened in a spreadsheet. */
export async function patientsFile(
  gateway: GatewayClient,
  sought: { readonly text: string; readonly show: ShownSubjects | undefined },
  words: ListWords,
): Promise<string> {
  const rows: string[][] = [];
  for (let found = 1; rows.length < found; ) {
    const page = await searchSubjects(gateway, { ...sought, from: rows.length, limit: AT_ONCE });
    rows.push(...page.subjects.map((one) => patientRow(one, words)));
    found = page.subjects.length === 0 ? rows.length : page.found;
  }
  return csvFile([['number', 'identifier', 'takes-part', 'consents', 'opted-out-of', 'paused-until'], ...rows]);
}

function patientRow(one: Subject, words: ListWords): string[] {
  const [identifier = ''] = one.identifiers;
  const { optOut, pausedUntil, grants } = one;
  const pause = pausedUntil === undefined ? '' : timeOf(pausedUntil);
  const optedOut = optOut === 'none' ? '' : words.optOut(optOut);
  return [numberOf(one) ?? '', identifier, words.reached(one), String(grants), optedOut, pause];
}

/** All consents that were withdrawn or replaced by a changed one, which nothing tells apart, the newest first, with whose they are. */
export async function withdrawalsFile(gateway: GatewayClient, words: ListWords): Promise<string> {
  const withdrawn = (await listConsents(gateway)).filter(({ revokedAt }) => revokedAt > 0);
  const patients = await findEnrolled(gateway, [...new Set(withdrawn.map(({ subject }) => subject))]);
  const numbers = new Map(patients.flatMap(({ subject }) => (subject ? [[subject.subject, numberOf(subject)]] : [])));
  const row = ({ subject, grantedAt, revokedAt, kind }: Consent) => [
    numbers.get(subject) ?? '',
    timeOf(revokedAt),
    timeOf(grantedAt),
    words.kind(kind),
  ];
  const newest = withdrawn.toSorted((one, other) => other.revokedAt - one.revokedAt);
  return csvFile([['number', 'withdrawn', 'given', 'given-by'], ...newest.map(row)]);
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
