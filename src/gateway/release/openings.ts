import type { AccessLog } from '../../access-log/access-log.ts';
import { type Hex, toHex } from '../../core/bytes.ts';
import type { OpeningLine, OpeningRowLine } from '../../core/content.ts';
import { decodeEntry, type Entry } from '../../core/entry.ts';
import { CustosError } from '../../core/errors.ts';
import type { DatasetId, GrantId, LogId, Pseudonym } from '../../core/ids.ts';
import type { ItemRecord } from '../../vault/item-reader.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Directory } from '../ledger/directory.ts';
import type { GrantTermsStore } from '../ledger/grant-terms.ts';
import { leafJson, rowPrf } from './release.ts';
import { decodeReleaseRecord, type ReleaseRecord } from './release-record.ts';
import type { OpenVersion, StoredVersions } from './stored-versions.ts';

export interface OpeningDeps {
  readonly log: AccessLog;
  readonly logId: LogId;
  readonly vault: Vault;
  readonly versions: StoredVersions;
  readonly directory: Directory;
  readonly terms: GrantTermsStore;
}

const AHEAD = 256;

interface OpenRelease {
  readonly entry: Entry & { readonly dataset: DatasetId; readonly version: number };
  readonly record: ReleaseRecord;
  readonly version: OpenVersion;
}

/** All rows of a release with what opens them, for auditors: what the log commits to, made checkable. Throws NOT_FOUND where the entry released nothing. */
export async function* openingsOf(deps: OpeningDeps, seq: number): AsyncGenerator<OpeningLine> {
  for await (const { line } of openedLines(deps, seq)) yield line;
}

interface OpenedLine {
  readonly line: OpeningLine;
  /** Of a row: what kind of item it is. */
  readonly kind?: string;
}

async function* openedLines(deps: OpeningDeps, seq: number, only?: Pseudonym): AsyncGenerator<OpenedLine> {
  const { entry, record, version } = await openRelease(deps, seq);
  const { dataset, version: number } = entry;
  const { items: manifestSize } = version.view;
  yield {
    line: { opening: { logId: deps.logId, seq, dataset, version: number, count: record.items.length, manifestSize } },
  };
  const opened = new Set<GrantId>();
  const positions = [...record.items.keys()].filter(
    (at) => only === undefined || isOf(only, version, record.items[at]),
  );
  for (let at = 0; at < positions.length; at += AHEAD) {
    const ahead = positions.slice(at, at + AHEAD);
    const items = await deps.vault.itemRecords(
      version.volume,
      ahead.map((position) => record.items[position] ?? 0),
    );
    const keys = await rowKeys(deps.vault, dataset, items);
    for (const [i, item] of items.entries()) {
      const position = ahead[i] ?? 0;
      const key = keys[i];
      if (item === null || key === undefined) {
        if (only === undefined) yield { line: { erased: { position } } };
        continue;
      }
      const grant = grantAt(deps.directory, item.subject, record.grants[position] ?? 0);
      const opening = grant === undefined ? undefined : deps.terms.get(grant);
      if (opening && !opened.has(opening.grant)) yield { line: { grant: opening } };
      if (opening) opened.add(opening.grant);
      yield { line: rowLine(deps, version, item, { seq, position, key, grant }), kind: item.kind };
    }
  }
}

function isOf(subject: Pseudonym, { view, decisionView }: OpenVersion, item: number | undefined): boolean {
  const ordinal = view.subjectOf[item ?? -1] ?? -1;
  return ordinal !== -1 && decisionView.subjects[ordinal] === subject;
}

export interface OwnRelease {
  readonly entry: OpenRelease['entry'];
  readonly items: number;
  /** How many of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly rows: readonly OpeningLine[];
}

/** A release that let out items of the subject, with their rows opened; undefined for any other entry. */
export async function ownRelease(deps: OpeningDeps, seq: number, subject: Pseudonym): Promise<OwnRelease | undefined> {
  if (decodeEntry(await deps.log.read.entry(seq)).rows === undefined) return undefined;
  const { entry, record, version } = await openRelease(deps, seq);
  const items = record.items.filter((item) => isOf(subject, version, item)).length;
  if (items === 0) return undefined;
  const opened = await Array.fromAsync(openedLines(deps, seq, subject));
  const kinds: Record<string, number> = {};
  for (const { kind } of opened) if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return { entry, items, kinds, rows: opened.map(({ line }) => line) };
}

async function openRelease({ log, versions }: OpeningDeps, seq: number): Promise<OpenRelease> {
  const entry = decodeEntry(await log.read.entry(seq));
  const attachment = entry.rows === undefined ? undefined : await log.read.attachment(seq);
  const { dataset, version: number } = entry;
  if (attachment === undefined || dataset === undefined || number === undefined) {
    throw new CustosError('NOT_FOUND', `Entry ${seq} released nothing: it has no rows to open.`);
  }
  const version = await versions.find(dataset, number);
  if (!version)
    throw new CustosError('STORE_CORRUPT', `The version that entry ${seq} released is gone from the store.`);
  return { entry: { ...entry, dataset, version: number }, record: decodeReleaseRecord(attachment), version };
}

function rowLine(
  { logId }: OpeningDeps,
  { view }: OpenVersion,
  item: ItemRecord,
  at: {
    readonly seq: number;
    readonly position: number;
    readonly key: Uint8Array;
    readonly grant: GrantId | undefined;
  },
): OpeningRowLine {
  return {
    row: {
      position: at.position,
      index: item.index,
      leaf: leafJson(item.leaf),
      manifestPath: view.tree.inclusion(item.index).map((hash): Hex => toHex(hash)),
      prf: toHex(rowPrf(at.key, logId, at.seq, at.position)),
      ...(item.subject === null ? {} : { ownerSalt: toHex(item.ownerSalt), subject: item.subject }),
      ...(at.grant === undefined ? {} : { grant: at.grant }),
    },
  };
}

/** Undefined for those of erased subjects. */
async function rowKeys(
  vault: Vault,
  dataset: DatasetId,
  items: readonly (ItemRecord | null)[],
): Promise<(Uint8Array | undefined)[]> {
  const shared = await vault.datasetRowKey(dataset);
  const subjects = items.map((item) => item?.subject ?? null);
  const distinct = [...new Set(subjects.filter((subject) => subject !== null))];
  const keys = await vault.rowKeys(distinct);
  const keyOf = new Map(distinct.map((subject, i) => [subject, keys[i] ?? undefined]));
  return subjects.map((subject) => (subject === null ? shared : keyOf.get(subject)));
}

function grantAt(directory: Directory, subject: Pseudonym | null, place: number): GrantId | undefined {
  return subject === null || place === 0 ? undefined : directory.consents.get(subject)?.[place - 1]?.grant;
}
