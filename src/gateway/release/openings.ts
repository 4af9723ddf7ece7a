import type { KeyObject } from 'node:crypto';
import type { AccessLog } from '../../access-log/access-log.ts';
import type { Bytes } from '../../core/bytes.ts';
import { decodeEntry, type Entry } from '../../core/entry.ts';
import { CustosError } from '../../core/errors.ts';
import type { DatasetId, Digest, GrantId, LogId, Pseudonym } from '../../core/ids.ts';
import { multiproofFrom } from '../../core/multiproof.ts';
import type { OpeningLine, OpeningListLine } from '../../core/openings.ts';
import { nativeHex } from '../../ledger/native-hex.ts';
import type { ItemRecord } from '../../vault/item-reader.ts';
import type { Vault } from '../../vault/vault.ts';
import type { Directory } from '../ledger/directory.ts';
import type { GrantTermsStore } from '../ledger/grant-terms.ts';
import type { PermitPersons } from '../ledger/permit-persons.ts';
import { ownItems } from './own-items.ts';
import { rowPrfs } from './release.ts';
import { decodeReleaseRecord, type ReleaseRecord } from './release-record.ts';
import type { OpenVersion, StoredVersions } from './stored-versions.ts';

export interface OpeningDeps {
  readonly log: AccessLog;
  readonly logId: LogId;
  readonly vault: Vault;
  readonly versions: StoredVersions;
  readonly directory: Directory;
  readonly terms: GrantTermsStore;
  readonly persons: PermitPersons;
}

/** Rows whose items are fetched at once, and told in one piece. */
const AHEAD = 256;

interface OpenRelease {
  readonly entry: Entry & { readonly dataset: DatasetId; readonly version: number };
  readonly record: ReleaseRecord;
  readonly version: OpenVersion;
}

/** All rows of a release with what opens them, for auditors: what the log commits to, made checkable. NDJSON of
 *  `OpeningLine` in pieces of whole lines. `only` gives one subject its own rows. Throws NOT_FOUND where the entry released
 *  nothing. */
export async function* openingsOf(deps: OpeningDeps, seq: number, only?: Pseudonym): AsyncGenerator<string> {
  const release = await openRelease(deps, seq);
  const { entry, record, version } = release;
  const { dataset, version: number } = entry;
  const count = record.items.length;
  const manifestSize = version.view.items;
  const { parameters } = version.decisionView;
  const told = Object.keys(parameters).length === 0 ? {} : { parameters: { ...parameters } };
  // Who else may use a permit is no patient's business.
  const named = only === undefined ? recipientsOf(deps, entry) : {};
  yield lineOf({
    opening: { logId: deps.logId, seq, dataset, version: number, count, manifestSize, ...told, ...named },
  });
  const positions = positionsOf(release, only);
  if (positions.length > 0) yield lineOf(listLine(release, positions));
  const opened = new Set<GrantId>();
  for (let at = 0; at < positions.length; at += AHEAD) {
    yield await openRows(deps, seq, release, positions.slice(at, at + AHEAD), opened);
  }
}

/** The persons whom the entry's permit names. */
function recipientsOf(
  { directory, persons }: OpeningDeps,
  { permit }: Entry,
): { readonly recipients?: readonly Digest[] } {
  const digest = permit === undefined ? undefined : directory.permits.get(permit)?.recipientKeyDigest;
  const recipients = digest && persons.of(digest);
  return recipients === undefined ? {} : { recipients };
}

function lineOf(line: OpeningLine): string {
  return `${JSON.stringify(line)}\n`;
}

function positionsOf({ record: { items }, version }: OpenRelease, only: Pseudonym | undefined): readonly number[] {
  const all = [...items.keys()];
  return only === undefined ? all : all.filter((at) => isOf(only, version, items[at]));
}

function isOf(subject: Pseudonym, { view, decisionView }: OpenVersion, item: number | undefined): boolean {
  const ordinal = view.subjectOf[item ?? -1] ?? -1;
  return ordinal !== -1 && decisionView.subjects[ordinal] === subject;
}

/** Items of erased subjects are listed like any other: the manifest keeps their leaf hashes. */
function listLine({ record, version: { view } }: OpenRelease, positions: readonly number[]): OpeningListLine {
  const items = positions.map((position) => record.items[position] ?? 0);
  return {
    listed: {
      ...(positions.length === record.items.length ? {} : { positions }),
      items,
      leaves: items.map((item) => nativeHex(view.tree.leaf(item))),
      proof: multiproofFrom(view.tree.node, items, view.items).map(nativeHex),
    },
  };
}

async function openRows(
  deps: OpeningDeps,
  seq: number,
  { entry, record, version }: OpenRelease,
  positions: readonly number[],
  opened: Set<GrantId>,
): Promise<string> {
  let lines = '';
  const prfAt = rowPrfs(deps.logId, seq);
  const numbers = positions.map((position) => record.items[position] ?? 0);
  const items = await deps.vault.itemRecords(version.volume, numbers);
  const keys = await rowKeys(deps.vault, entry.dataset, items);
  for (const [i, item] of items.entries()) {
    const position = positions[i] ?? 0;
    const key = keys[i];
    if (item === null || key === undefined) {
      lines += lineOf({ erased: { position } });
      continue;
    }
    const grant = grantAt(deps.directory, item.subject, record.grants[position] ?? 0);
    const opening = grant === undefined || opened.has(grant) ? undefined : deps.terms.get(grant);
    if (opening) lines += lineOf({ grant: opening });
    if (grant !== undefined) opened.add(grant);
    lines += rowLine(item, position, prfAt(key, position), grant);
  }
  return lines;
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
  const release = await openRelease(deps, seq);
  const { entry, record, version } = release;
  const positions = positionsOf(release, subject);
  if (positions.length === 0) return undefined;
  const { kinds } = ownItems(
    version.view,
    positions.map((position) => record.items[position] ?? -1),
  );
  const lines = (await Array.fromAsync(openingsOf(deps, seq, subject))).join('').trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as OpeningLine);
  return { entry, items: positions.length, kinds, rows };
}

/** Whose items a release let out. Throws as `openingsOf`. */
export async function subjectsOf(deps: Pick<OpeningDeps, 'log' | 'versions'>, seq: number): Promise<Set<Pseudonym>> {
  const { record, version } = await openRelease(deps, seq);
  const ordinals = new Set(record.items.map((item) => version.view.subjectOf[item] ?? -1));
  return new Set([...ordinals].flatMap((ordinal) => version.decisionView.subjects[ordinal] ?? []));
}

async function openRelease(
  { log, versions }: Pick<OpeningDeps, 'log' | 'versions'>,
  seq: number,
): Promise<OpenRelease> {
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

const HASH = 32;
const HASHES = Buffer.alloc(6 * HASH);

/** An `OpeningRowLine`, as `lineOf` would write it: its hashes are put into hex at once, since there is one for each of a
 *  million rows. */
export function rowLine(
  { leaf, subject, ownerSalt }: Pick<ItemRecord, 'leaf' | 'subject' | 'ownerSalt'>,
  position: number,
  prf: Bytes,
  grant: GrantId | undefined,
): string {
  const hashes = [leaf.salt, leaf.digest, leaf.owner, leaf.source, prf, ownerSalt];
  for (const [i, hash] of hashes.entries()) HASHES.set(hash, i * HASH);
  const hex = HASHES.toString('hex');
  const at = (i: number) => `0x${hex.slice(2 * HASH * i, 2 * HASH * (i + 1))}`;
  const mediaType = JSON.stringify(leaf.mediaType);
  const opened =
    `{"salt":"${at(0)}","digest":"${at(1)}","size":${leaf.size},"mediaType":${mediaType},` +
    `"categories":${leaf.categories},"owner":"${at(2)}","source":"${at(3)}"}`;
  const owner = subject === null ? '' : `,"ownerSalt":"${at(5)}","subject":"${subject}"`;
  const basis = grant === undefined ? '' : `,"grant":"${grant}"`;
  return `{"row":{"position":${position},"leaf":${opened},"prf":"${at(4)}"${owner}${basis}}}\n`;
}

/** Undefined for those of erased subjects. */
async function rowKeys(
  vault: Vault,
  dataset: DatasetId,
  items: readonly (ItemRecord | null)[],
): Promise<(KeyObject | undefined)[]> {
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
