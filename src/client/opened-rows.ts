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
import { anyText, count, many } from './answers.ts';
import { leafOf } from './content-reader.ts';
import { readDataset } from './datasets.ts';
import type { GatewayClient } from './gateway-client.ts';
import { shownTerms } from './shown-terms.ts';

/** A consent by which data left, in clear: its terms are those of its id. */
export interface UsedGrant {
  readonly grant: GrantId;
  readonly terms: TermsJson;
  readonly recorded: boolean;
}

const leaf = members(
  { salt: digest, digest, size: count, mediaType: anyText, categories: count, owner: digest, source: digest },
  'leaf',
);
const listed = { positions: optional(many(count)), items: many(count), leaves: many(digest), proof: many(digest) };
const row = { position: count, leaf, ownerSalt: optional(digest), subject: optional(digest), grant: optional(digest) };
const grant = {
  grant: digest,
  subject: digest,
  terms: recordOf(rule('text or a number', (value) => ['string', 'number'].includes(typeof value))),
  deadline: optional(count),
  form: optional(digest),
};
/** Of each kind of line what is looked at here. */
export const LINE = {
  opening: optional(members({ manifestSize: count }, 'opening')),
  listed: optional(members(listed, 'listed')),
  grant: optional(members(grant, 'grant')),
  row: optional(members(row, 'row')),
};

/** Finds the root of the version that an entry released; undefined where the gateway knows none. */
export type ManifestRoots = (entry: Entry) => Promise<string | undefined>;

/** As the gateway says, asked once for each version: many releases are of few. */
export function manifestRoots(gateway: GatewayClient): ManifestRoots {
  const roots = new Map<string, Promise<string | undefined>>();
  return (entry) => {
    const key = `${entry.dataset} ${entry.version}`;
    const root = roots.get(key) ?? manifestRoot(gateway, entry);
    roots.set(key, root);
    return root;
  };
}

async function manifestRoot(gateway: GatewayClient, { dataset, version }: Entry): Promise<string | undefined> {
  if (dataset === undefined) return undefined;
  const { versions } = await readDataset(gateway, dataset);
  return versions.find((one) => one.version === version)?.manifestRoot;
}

/** What rows are held to. */
export interface Against {
  readonly entry: Entry;
  readonly subject: Pseudonym;
  readonly domain: TypedDomain;
  readonly root: string | undefined;
}

/** The rows of one patient that a release held. */
export interface OpenedRows {
  readonly items: number;
  /** Bitmap of the sensitivity categories that the items bear, as the dataset's manifest has them. */
  readonly categories: number;
  /** Each item by what is in it: the same one in two releases is one record for whoever it is about. */
  readonly contents: readonly Hex[];
  /** The consents by which they were released; none for what a patient fetched itself, or what an emergency opened. */
  readonly grants: readonly UsedGrant[];
}

/** Each row is the patient's by its commitment, stands in the manifest, and names a consent that is there. PROOF_INVALID where one
 *  of these does not hold. */
export function openRows(lines: readonly OpeningLine[], against: Against): OpenedRows {
  const size = lines.flatMap((line) => ('opening' in line ? [line.opening.manifestSize] : []))[0] ?? 0;
  const listed = lines.flatMap((line) => ('listed' in line ? [line.listed] : []))[0];
  const leaves = listed && listedLeaves(listed, size, against);
  const rows = lines.flatMap((line) => ('row' in line ? [line.row] : []));
  const grants = lines.flatMap((line) => ('grant' in line ? [openGrant(line.grant, against)] : []));
  const places = new Set(rows.map(({ position }) => position));
  const known = new Set(grants.map(({ grant }) => grant));
  const isOnce = places.size === rows.length && rows.length <= (against.entry.rows?.count ?? 0);
  if (!isOnce || !rows.every((row) => isOwn(row, leaves, against, known))) throw notIts(against.entry);
  const categories = rows.reduce((bits, { leaf }) => (bits | leaf.categories) >>> 0, 0);
  return { items: rows.length, categories, contents: rows.map(({ leaf }) => leaf.digest), grants };
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

/** Signed by, or recorded for, nobody but the patient, with these terms. */
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

export function notIts({ seq }: Entry): CustosError {
  return new CustosError(
    'PROOF_INVALID',
    `What the gateway shows of entry ${seq} of its log is not what that entry, the dataset or the consent holds. Tell an auditor.`,
  );
}
