import { type Bytes, equalBytes, fromHex, toHex } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import { type Address, type DatasetId, ZERO_DIGEST } from '../core/ids.ts';
import { SHARED_OWNER } from '../core/item.ts';
import { verifyMultiproof } from '../core/multiproof.ts';
import type { PurposeParameters } from '../core/purpose-table.ts';
import type { AccessRequest } from '../core/request.ts';
import type { Terms } from '../core/terms.ts';
import { subjectCells } from './decision/decision-cells.ts';
import { openGrants } from './decision/grant-opening.ts';
import type { Overdue } from './decision/overdue.ts';
import type { DeclaredUse } from './decision/purposes.ts';
import { judgeSubject, type SubjectCase, type SubjectRow } from './decision/subject-decision.ts';
import type { Withdrawals } from './decision/withdrawals.ts';
import type { Listed, OpenedRow, Openings } from './log/opening-reader.ts';
import { RowHashes } from './log/row-hashes.ts';
import type { Seen } from './log/seen-items.ts';
import { TreeHead } from './log/tree-head.ts';
import type { Version } from './past/datasets.ts';
import type { At } from './past/history.ts';
import type { Past } from './past/replay.ts';
import type { Subject } from './past/subjects.ts';
import type { FindingBook, FindingCode, Where } from './source/findings.ts';
import type { StateAudit } from './state-audit.ts';

const NOBODY = toHex(SHARED_OWNER);
const HASHES = new RowHashes();

export interface ReleaseCase {
  readonly entry: Entry;
  readonly where: Where;
  readonly holder: Address;
  readonly chainId: number;
  readonly past: Past;
  readonly at: At;
  /** Undefined where the evidence could not be read: purposes are then not decided. */
  readonly request: AccessRequest | undefined;
  readonly self: Subject | undefined;
  readonly parameters: PurposeParameters | undefined;
  readonly ancestors: ReadonlySet<string> | undefined;
  readonly withdrawals: Withdrawals;
  readonly overdue: Overdue;
  readonly seen: Seen;
  readonly book: FindingBook;
  readonly state: StateAudit | undefined;
  readonly membership: Address;
}

/** Checks what a release let out against the chain, and decides each of its subjects anew. */
export function checkRelease(openings: Openings, on: ReleaseCase): void {
  const { entry } = on;
  const { head } = openings;
  if (entry.dataset === undefined) return;
  const version = on.past.datasets.version(entry.dataset, entry.version ?? 0);
  // That there is no such version was found with the permit.
  if (version === undefined) return;
  if (head.seq !== entry.seq || head.logId !== entry.logId || head.dataset !== entry.dataset) {
    return report(on, 'OPENINGS_MALFORMED', 'The openings are of another entry.');
  }
  if (head.version !== entry.version || !on.seen.isManifestSize(entry.dataset, head.version, head.manifestSize)) {
    return report(on, 'OPENINGS_MALFORMED', 'The openings are of another version, or give its manifest another size.');
  }
  if (head.count !== entry.rows?.count) return report(on, 'ROWS_DIFFER', 'The openings have another count of rows.');
  if (openings.listed.items.length !== head.count) {
    return report(on, 'OPENINGS_MALFORMED', 'The openings list not all rows, or more.');
  }
  const leaves = openings.listed.leaves.map((leaf) => fromHex(leaf, 32));
  checkRows(openings, leaves, on);
  checkItems(openings, leaves, version, entry.dataset, on);
  checkSubjects(openings, version, on);
}

/** The rows must give the root that the entry names. Beside an erased row nothing can be computed. */
function checkRows({ rows }: Openings, leaves: readonly Bytes[], on: ReleaseCase): void {
  const erased = rows.filter((row) => row === 'erased').length;
  const missing = rows.indexOf(undefined);
  if (missing >= 0) {
    return report(on, 'ROW_NOT_OPENED', 'A row was neither opened nor erased.', { position: missing });
  }
  if (erased > 0) {
    on.book.unseen.erasedRows += erased;
    on.book.unseen.unrootedRows += rows.length - erased;
    if (!anyErasedSince(on)) {
      report(on, 'ROW_NOT_OPENED', 'Rows are called erased, but no subject of the holder was erased since.');
    }
    return;
  }
  const tree = new TreeHead();
  for (const [i, row] of rows.entries()) {
    const leaf = leaves[i];
    if (row === 'erased' || row === undefined || leaf === undefined) continue;
    tree.append(HASHES.row(leaf, row.prf, row.subject, row.grant));
  }
  if (toHex(tree.root()) !== on.entry.rows?.root) {
    report(on, 'ROWS_DIFFER', 'The rows do not give the root that the entry names.');
  }
}

function anyErasedSince({ past, holder, at }: ReleaseCase): boolean {
  for (const { holder: of, erased } of past.subjects.all()) {
    if (of === holder && erased !== undefined && erased.height > at.height) return true;
  }
  return false;
}

/** Items are held to the manifest by their leaf hashes, those of erased subjects too; what is opened must be of its leaf. */
function checkItems(
  { head, listed, rows }: Openings,
  leaves: readonly Bytes[],
  version: Version,
  dataset: DatasetId,
  on: ReleaseCase,
): void {
  const asked = on.request?.items === undefined ? undefined : new Set(on.request.items);
  const isListed = areInManifest(listed, leaves, head.manifestSize, fromHex(version.manifestRoot, 32));
  if (!isListed) report(on, 'ITEM_UNLISTED', 'The items do not all stand in the manifest on chain as they are listed.');
  for (const [position, item] of listed.items.entries()) {
    const facts = { position, item };
    if (!on.seen.firstInSeries(on.entry, item)) report(on, 'ITEM_TWICE', 'An item was released twice.', facts);
    if (asked !== undefined && !asked.has(item)) {
      report(on, 'ITEM_NOT_REQUESTED', 'An item was released that nobody asked for.', facts);
    }
    const row = rows[position];
    if (row === undefined || row === 'erased') continue;
    const isOpened = equalBytes(HASHES.itemLeaf(row.leaf), leaves[position] ?? new Uint8Array());
    if (!isOpened) report(on, 'ITEM_UNLISTED', 'What opens an item is not of the leaf that is listed.', facts);
    if (row.leaf.source !== (ZERO_DIGEST as string)) on.book.unseen.sources++;
    const isOwners = checkOwner(row, item, on);
    const isShared = isListed && isOpened && isOwners && row.subject === undefined;
    // Only what the manifest itself calls shared is counted: a false word of the gateway must not use up the number.
    if (isShared && on.seen.shared(dataset, head.version, item) > version.sharedCount) {
      report(on, 'SHARED_EXCEEDED', 'More items are called shared than the version has.', facts);
    }
  }
}

/** An item that stands twice is proven once; that it does is another finding. */
function areInManifest({ items, proof }: Listed, leaves: readonly Bytes[], size: number, root: Bytes): boolean {
  const places = [...items.keys()].sort((a, b) => (items[a] ?? 0) - (items[b] ?? 0));
  const isRepeated = (place: number, i: number) => {
    const before = places[i - 1];
    return before !== undefined && items[before] === items[place] && equalBytes(at(leaves, before), at(leaves, place));
  };
  const distinct = places.filter((place, i) => !isRepeated(place, i));
  const hashes = proof.map((hash) => fromHex(hash, 32));
  const [found, numbers] = [distinct.map((place) => at(leaves, place)), distinct.map((place) => items[place] ?? 0)];
  return verifyMultiproof(found, numbers, size, hashes, root, HASHES.node);
}

function at(leaves: readonly Bytes[], place: number): Bytes {
  return leaves[place] ?? new Uint8Array();
}

/** True where the item is of the subject, or of nobody, as its opening says. */
function checkOwner(row: OpenedRow, item: number, on: ReleaseCase): boolean {
  const { subject, ownerSalt, leaf, position } = row;
  const owner = subject === undefined ? NOBODY : ownerSalt && HASHES.owner(ownerSalt, subject);
  if (owner === leaf.owner) return true;
  const message = subject === undefined ? 'An item of somebody is called shared.' : 'An item is of somebody else.';
  report(on, 'OWNER_DIFFERS', message, { position, item });
  return false;
}

function checkSubjects(openings: Openings, version: Version, on: ReleaseCase): void {
  const opened = openGrants(openings.grants, on.chainId, on.past);
  const use = declaredUse(on);
  const subjectCase: SubjectCase = { ...on, version, use };
  for (const row of openings.rows) {
    if (row === undefined || row === 'erased' || row.subject === undefined) continue;
    const facts = { position: row.position, item: openings.listed.items[row.position] ?? -1 };
    const grant = row.grant === undefined ? undefined : opened.get(row.grant);
    if (typeof grant === 'string') {
      report(on, 'GRANT_FORGED', grant, facts);
      continue;
    }
    const asked = subjectRow(row, grant, on);
    expectState(asked, on);
    const verdict = judgeSubject(asked, subjectCase);
    for (const { code, message } of verdict.problems) report(on, code, message, facts);
    if (verdict.purposes !== undefined) {
      const { verdict: purposes, by } = verdict.purposes;
      if (purposes === 'unknown') on.book.unseen.parameters++;
      else if (purposes !== 'covered') {
        report(on, 'PURPOSE_NOT_COVERED', `The grant does not cover the purpose (${by.join(', ')}).`, facts);
      }
    }
    checkWithdrawals(row, on, facts);
    if (on.entry.outcome === 'self' && on.self !== undefined && row.subject !== on.self.id) {
      report(on, 'SUBJECT_WITHHELD', 'A subject was given an item of another subject.', facts);
    }
  }
}

/** Has the state say what the row rested on, where no receipts prove the events. */
function expectState({ subject, grant, terms }: SubjectRow, on: ReleaseCase): void {
  if (subject === undefined) return;
  const { past, at, membership, entry } = on;
  on.state?.expect(at.height, on.where, (keccak) => {
    return subjectCells(subject, { grant, terms, requester: entry.requester }, membership, { past, at, keccak });
  });
}

function subjectRow(
  row: OpenedRow,
  grant: { readonly subject: string; readonly terms: Terms } | undefined,
  on: ReleaseCase,
): SubjectRow {
  const subject = row.subject === undefined ? undefined : on.past.subjects.find(row.subject);
  const own = grant !== undefined && grant.subject === row.subject;
  return {
    subject,
    categories: row.leaf.categories,
    ...(row.grant === undefined ? {} : { grant: row.grant }),
    ...(own && grant !== undefined ? { terms: grant.terms } : {}),
  };
}

function checkWithdrawals(row: OpenedRow, on: ReleaseCase, facts: Record<string, string | number>): void {
  const { entry, at } = on;
  if (row.subject === undefined || entry.outcome === 'self') return;
  const emergency = entry.outcome === 'emergency';
  const { subject, grant } = row;
  on.overdue.note({ logId: entry.logId, seq: entry.seq, at, subject, grant, emergency });
  const w = on.withdrawals.forbidding(subject, grant, emergency, at);
  if (w === undefined) return;
  report(on, 'RELEASED_AFTER_REVOCATION', `The withdrawal in entry ${w.seq} forbade it.`, { ...facts, of: w.seq });
}

/** What was declared, for every release that needs consent to its purpose. */
export function declaredUse(
  on: Pick<ReleaseCase, 'entry' | 'at' | 'request' | 'past' | 'parameters' | 'ancestors'>,
): DeclaredUse | undefined {
  const { entry, at, request, past, parameters, ancestors } = on;
  if (request === undefined || entry.outcome !== 'released') return undefined;
  const attested = (entry.permit === undefined ? undefined : past.datasets.permit(entry.permit))?.attested ?? 0n;
  const now = at.seconds * 1000;
  return { purpose: entry.purpose ?? 0, facts: request.facts, attested, parameters, ancestors, now };
}

function report(on: ReleaseCase, code: FindingCode, message: string, facts?: Record<string, string | number>): void {
  on.book.add(code, on.where, message, facts);
}
