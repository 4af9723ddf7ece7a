import { fromHex, type Hex, toHex } from '../core/bytes.ts';
import type { TermsJson } from '../core/content.ts';
import type { Entry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import type { GrantId, Pseudonym } from '../core/ids.ts';
import { itemLeafHash, ownerCommitment } from '../core/item.ts';
import { verifyMultiproof } from '../core/multiproof.ts';
import type { GrantOpening, OpeningLine, OpeningListLine, OpeningRowLine } from '../core/openings.ts';
import { digest, members, optional, recordOf, rule } from '../core/shape.ts';
import { grantId, recordedGrantId, termsToJson } from '../core/terms.ts';
import type { TypedDomain } from '../core/typed-data.ts';
import { anyText, count, many, pagesAt, type ShapeOf } from './answers.ts';
import { leafOf } from './content-reader.ts';
import { readDataset } from './datasets.ts';
import type { GatewayClient } from './gateway-client.ts';
import { domainOf } from './gateway-identity.ts';
import { openReceipt } from './receipts.ts';
import { shownTerms } from './shown-terms.ts';

/** A consent by which data left, in clear: its terms are those of its id. */
export interface UsedGrant {
  readonly grant: GrantId;
  readonly terms: TermsJson;
  readonly recorded: boolean;
}

/** A release that held data of the caller. */
export interface OwnAccess {
  readonly seq: number;
  /** In ms, as the log signed it. */
  readonly time: number;
  readonly entry: Entry;
  readonly items: number;
  /** How many items of each kind, such as a FHIR resource type: the gateway's word. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Bitmap of the sensitivity categories that the items bear, as the dataset's manifest has them. */
  readonly categories: number;
  readonly grants: readonly UsedGrant[];
  readonly receipt: string;
}

interface Answer {
  readonly items: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly rows: readonly OpeningLine[];
  readonly receipt: string;
}

interface Page {
  readonly accesses: readonly Answer[];
  readonly next?: number;
}

const leaf = members(
  { salt: digest, digest, size: count, mediaType: anyText, categories: count, owner: digest, source: digest },
  'leaf',
);
const listed = { positions: optional(many(count)), items: many(count), leaves: many(digest), proof: many(digest) };
const row = { position: count, leaf, ownerSalt: optional(digest), subject: optional(digest), grant: optional(digest) };
const grant = {
  grant: digest,
  terms: recordOf(rule('text or a number', (value) => ['string', 'number'].includes(typeof value))),
  deadline: optional(count),
  form: optional(digest),
};
/** Of each kind of line what is looked at here. */
const LINE = {
  opening: optional(members({ manifestSize: count }, 'opening')),
  listed: optional(members(listed, 'listed')),
  grant: optional(members(grant, 'grant')),
  row: optional(members(row, 'row')),
};
const ANSWER: ShapeOf<Answer> = {
  items: count,
  kinds: recordOf(count),
  rows: many(members(LINE, 'line')),
  receipt: anyText,
};
const PAGE: ShapeOf<Page> = { accesses: many(members(ANSWER, 'access')), next: optional(count) };

/** In a row, each of which passes over 1,000 entries of the log. */
const MAX_EMPTY_PAGES = 10_000;

/** What a gateway tells a patient of the releases that held its data, oldest first. Who asked, when and for what is what
 *  the log signed; each item shown is the caller's own by its commitment and stands in the manifest of its version; each
 *  consent is the one of its terms. PROOF_INVALID where one of these does not hold. The gateway's word alone are the names of
 *  kinds, the root of the manifest, and that no release is missing: auditors see that. */
export async function ownAccesses(gateway: GatewayClient): Promise<OwnAccess[]> {
  const [subject, identity] = [await gateway.subject(), await gateway.identity()];
  const roots = new Map<string, Promise<string | undefined>>();
  const rootOf = (entry: Entry) => {
    const key = `${entry.dataset} ${entry.version}`;
    const root = roots.get(key) ?? manifestRoot(gateway, entry);
    roots.set(key, root);
    return root;
  };
  const found: OwnAccess[] = [];
  for await (const answer of answersOf(gateway)) {
    const { entry } = openReceipt(answer.receipt, identity);
    // One entry again and again would go on without end, too.
    if (entry.seq <= (found.at(-1)?.seq ?? -1)) throw notIts(entry);
    const opened = openRows(answer, { entry, subject, domain: domainOf(identity), root: await rootOf(entry) });
    found.push({ seq: entry.seq, time: entry.time, entry, ...opened, receipt: answer.receipt });
  }
  return found;
}

async function* answersOf(gateway: GatewayClient): AsyncGenerator<Answer, void, undefined> {
  const options = { length: ({ accesses }: Page) => accesses.length, maxEmpty: MAX_EMPTY_PAGES };
  for await (const { accesses } of pagesAt(gateway, '/v1/me/accesses', PAGE, options)) yield* accesses;
}

async function manifestRoot(gateway: GatewayClient, { dataset, version }: Entry): Promise<string | undefined> {
  if (dataset === undefined) return undefined;
  const { versions } = await readDataset(gateway, dataset);
  return versions.find((one) => one.version === version)?.manifestRoot;
}

interface Against {
  readonly entry: Entry;
  readonly subject: Pseudonym;
  readonly domain: TypedDomain;
  readonly root: string | undefined;
}

function openRows({ items, kinds, rows: lines }: Answer, against: Against) {
  const size = lines.flatMap((line) => ('opening' in line ? [line.opening.manifestSize] : []))[0] ?? 0;
  const listed = lines.flatMap((line) => ('listed' in line ? [line.listed] : []))[0];
  const leaves = listed && listedLeaves(listed, size, against);
  const rows = lines.flatMap((line) => ('row' in line ? [line.row] : []));
  const grants = lines.flatMap((line) => ('grant' in line ? [openGrant(line.grant, against)] : []));
  const places = new Set(rows.map(({ position }) => position));
  const known = new Set(grants.map(({ grant }) => grant));
  const counted = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  const isWhole =
    rows.length === items && places.size === items && counted === items && items <= (against.entry.rows?.count ?? 0);
  if (!isWhole || !rows.every((row) => isOwn(row, leaves, against, known))) throw notIts(against.entry);
  const categories = rows.reduce((bits, { leaf }) => (bits | leaf.categories) >>> 0, 0);
  return { items, kinds, categories, grants };
}

function isOwn(
  { leaf, ownerSalt, subject: of, position, grant }: OpeningRowLine['row'],
  leaves: ReadonlyMap<number, Hex> | undefined,
  { entry, subject }: Against,
  known: ReadonlySet<GrantId>,
): boolean {
  if (of !== subject || ownerSalt === undefined) return false;
  if (position >= (entry.rows?.count ?? 0) || (grant !== undefined && !known.has(grant))) return false;
  if (toHex(ownerCommitment(fromHex(ownerSalt, 32), subject)) !== leaf.owner) return false;
  return leaves?.get(position) === toHex(itemLeafHash(leafOf(leaf)));
}

/** The leaf hashes by position, where the manifest holds all of them. */
function listedLeaves(
  { positions, items, leaves, proof }: OpeningListLine['listed'],
  size: number,
  { root }: Against,
): ReadonlyMap<number, Hex> | undefined {
  if (root === undefined || items.length !== leaves.length) return undefined;
  const places = positions ?? items.map((_, i) => i);
  if (places.length !== items.length) return undefined;
  const bytes = (hash: Hex) => fromHex(hash, 32);
  if (!verifyMultiproof(leaves.map(bytes), items, size, proof.map(bytes), bytes(root as Hex))) return undefined;
  return new Map(places.map((place, i) => [place, leaves[i] as Hex]));
}

/** Signed by, or recorded for, nobody but the caller, with these terms. */
function openGrant(opening: GrantOpening, { entry, subject, domain }: Against): UsedGrant {
  const { grant, deadline, form } = opening;
  const terms = shownTerms(opening.terms);
  const id =
    form === undefined
      ? grantId(domain, { subject, terms, deadline: deadline ?? 0 })
      : recordedGrantId(domain, { subject, terms, form });
  if (id === grant) return { grant, terms: termsToJson(terms), recorded: form !== undefined };
  throw notIts(entry);
}

function notIts({ seq }: Entry): CustosError {
  return new CustosError(
    'PROOF_INVALID',
    `What the gateway shows of entry ${seq} of its log is not what that entry, the dataset or your consent holds. Tell an auditor.`,
  );
}
