import { type Bytes, fromHex, toHex } from '../core/bytes.ts';
import type { LeafJson } from '../core/content.ts';
import type { Entry } from '../core/entry.ts';
import { type Address, type DatasetId, type GrantId, ZERO_DIGEST } from '../core/ids.ts';
import { type ItemLeaf, itemLeafHash, ownerCommitment, releaseRow, rowBinding, SHARED_OWNER } from '../core/item.ts';
import { leafHash, verifyInclusion } from '../core/merkle.ts';
import type { PurposeParameters } from '../core/purpose-table.ts';
import type { AccessRequest } from '../core/request.ts';
import type { Terms } from '../core/terms.ts';
import { subjectCells } from './decision/decision-cells.ts';
import { openGrants } from './decision/grant-opening.ts';
import type { Overdue } from './decision/overdue.ts';
import type { DeclaredUse } from './decision/purposes.ts';
import { judgeSubject, type SubjectCase, type SubjectRow } from './decision/subject-decision.ts';
import type { Withdrawals } from './decision/withdrawals.ts';
import type { OpenedRow, Openings } from './log/opening-reader.ts';
import type { Seen } from './log/seen-items.ts';
import { TreeHead } from './log/tree-head.ts';
import type { Version } from './past/datasets.ts';
import type { At } from './past/history.ts';
import type { Past } from './past/replay.ts';
import type { Subject } from './past/subjects.ts';
import type { FindingBook, FindingCode, Where } from './source/findings.ts';
import type { StateAudit } from './state-audit.ts';

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
  checkRows(openings, on);
  checkItems(openings, version, entry.dataset, on);
  checkSubjects(openings, version, on);
}

/** The rows must give the root that the entry names. Beside an erased row nothing can be computed. */
function checkRows({ rows }: Openings, on: ReleaseCase): void {
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
  for (const row of rows) if (row !== 'erased' && row !== undefined) tree.append(leafHash(rowBytes(row)));
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

function checkItems({ head, rows }: Openings, version: Version, dataset: DatasetId, on: ReleaseCase): void {
  const root = fromHex(version.manifestRoot, 32);
  const listed = on.request?.items === undefined ? undefined : new Set(on.request.items);
  for (const row of rows) {
    if (row === undefined || row === 'erased') continue;
    const facts = { position: row.position, item: row.index };
    const leaf = itemLeafHash(toLeaf(row.leaf));
    const path = row.manifestPath.map((hash) => fromHex(hash, 32));
    const isListed = verifyInclusion(leaf, row.index, head.manifestSize, path, root);
    if (!isListed) report(on, 'ITEM_UNLISTED', 'An item does not stand in the manifest on chain.', facts);
    if (!on.seen.firstInSeries(on.entry, row.index)) report(on, 'ITEM_TWICE', 'An item was released twice.', facts);
    if (listed !== undefined && !listed.has(row.index)) {
      report(on, 'ITEM_NOT_REQUESTED', 'An item was released that nobody asked for.', facts);
    }
    if (row.leaf.source !== (ZERO_DIGEST as string)) on.book.unseen.sources++;
    const isOwners = checkOwner(row, on);
    const isShared = isListed && isOwners && row.subject === undefined;
    // Only what the manifest itself calls shared is counted: a false word of the gateway must not use up the number.
    if (isShared && on.seen.shared(dataset, head.version, row.index) > version.sharedCount) {
      report(on, 'SHARED_EXCEEDED', 'More items are called shared than the version has.', facts);
    }
  }
}

/** True where the item is of the subject, or of nobody, as its opening says. */
function checkOwner(row: OpenedRow, on: ReleaseCase): boolean {
  const { subject, ownerSalt, leaf, position } = row;
  const owner =
    subject === undefined ? toHex(SHARED_OWNER) : ownerSalt && toHex(ownerCommitment(fromHex(ownerSalt, 32), subject));
  if (owner === leaf.owner) return true;
  const message = subject === undefined ? 'An item of somebody is called shared.' : 'An item is of somebody else.';
  report(on, 'OWNER_DIFFERS', message, { position, item: row.index });
  return false;
}

function checkSubjects(openings: Openings, version: Version, on: ReleaseCase): void {
  const opened = openGrants(openings.grants, on.chainId, on.past);
  const use = declaredUse(on);
  const subjectCase: SubjectCase = { ...on, version, use };
  for (const row of openings.rows) {
    if (row === undefined || row === 'erased' || row.subject === undefined) continue;
    const facts = { position: row.position, item: row.index };
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

function rowBytes(row: OpenedRow): Bytes {
  const binding = rowBinding(
    fromHex(row.prf, 32),
    row.subject ?? ZERO_DIGEST,
    row.grant ?? (ZERO_DIGEST as string as GrantId),
  );
  return releaseRow(itemLeafHash(toLeaf(row.leaf)), binding);
}

function toLeaf(json: LeafJson): ItemLeaf {
  const { salt, digest, owner, source, ...rest } = json;
  return { ...rest, salt: fromHex(salt), digest: fromHex(digest), owner: fromHex(owner), source: fromHex(source) };
}

function report(on: ReleaseCase, code: FindingCode, message: string, facts?: Record<string, string | number>): void {
  on.book.add(code, on.where, message, facts);
}
