import type { Entry } from '../core/entry.ts';
import type { OpeningLine } from '../core/openings.ts';
import { members, optional, recordOf } from '../core/shape.ts';
import { anyText, count, many, pagesAt, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import { domainOf } from './gateway-identity.ts';
import { LINE, manifestRoots, notIts, type OpenedRows, openRows } from './opened-rows.ts';
import { openReceipt } from './receipts.ts';

/** A release that held data of the caller. */
export interface OwnAccess extends OpenedRows {
  readonly seq: number;
  /** In ms, as the log signed it. */
  readonly time: number;
  readonly entry: Entry;
  /** How many items of each kind, such as a FHIR resource type: the gateway's word. */
  readonly kinds: Readonly<Record<string, number>>;
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
  const rootOf = manifestRoots(gateway);
  const found: OwnAccess[] = [];
  for await (const answer of answersOf(gateway)) {
    const { entry } = openReceipt(answer.receipt, identity);
    // One entry again and again would go on without end, too.
    if (entry.seq <= (found.at(-1)?.seq ?? -1)) throw notIts(entry);
    const { items, kinds, rows, receipt } = answer;
    const root = await rootOf(entry);
    const opened = openRows(rows, { entry, subject, domain: domainOf(identity), root });
    const counted = Object.values(kinds).reduce((sum, count) => sum + count, 0);
    if (opened.items !== items || counted !== items) throw notIts(entry);
    found.push({ seq: entry.seq, time: entry.time, entry, ...opened, kinds, receipt });
  }
  return found;
}

async function* answersOf(gateway: GatewayClient): AsyncGenerator<Answer, void, undefined> {
  const options = { length: ({ accesses }: Page) => accesses.length, maxEmpty: MAX_EMPTY_PAGES };
  for await (const { accesses } of pagesAt(gateway, '/v1/me/accesses', PAGE, options)) yield* accesses;
}
