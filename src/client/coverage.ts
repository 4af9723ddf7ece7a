import type { Json } from '../core/canonical.ts';
import type { DatasetId } from '../core/ids.ts';
import { boolean, digest, integer, type MemberRule, members, oneOf, optional, recordOf, rule } from '../core/shape.ts';
import { answerOf, anyText, count, many, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** A number of patients. Where counts are in full tens it is so many or some more; `fewerThan`: fewer than that, or nobody. */
export type People = number | { readonly fewerThan: number };

/** Patients of a version for one research purpose: each is released, needs review, or is withheld. */
export interface PurposeCoverage {
  readonly purpose: number;
  /** Why every such request is refused, whoever consented. `purpose-needs-review`: the dataset itself asks for what is declared
   *  and attested; whom the consents cover then stands under `review`. */
  readonly refused?: { readonly reason: string; readonly detail: string };
  /** With something that would be released. */
  readonly released: People;
  /** Of those: with something that would be withheld. */
  readonly partly: People;
  /** What a request declares, and a permit attests, settles it. */
  readonly review: People;
  readonly withheld: People;
  /** Patients withheld, by the code of the reason that came nearest. In full tens not all are told. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** What the decision makes of each patient of a version at one block, for an ordinary request: any requester that no consent names,
 *  a permit on the basis of consent for download, and nothing declared beside what meets the conditions that it attests. */
export interface Coverage {
  readonly dataset: DatasetId;
  readonly version: number;
  readonly block: { readonly height: number /** In ms since 1970 UTC. */; readonly time: number };
  /** Exact for the holder's account and its data managers; others of its persons are told full tens. */
  readonly counts: 'exact' | 'full-tens';
  /** Of the request that was decided: whether its permit allows what identifies, as the version does. */
  readonly assumed: {
    readonly identifiable: boolean /** Codes of conditions. */;
    readonly attested: readonly string[];
  };
  /** Of whom the version holds anything. */
  readonly patients: People;
  /** Each purpose that permits can name, once. */
  readonly purposes: readonly PurposeCoverage[];
}

const FEWER: MemberRule = members({ fewerThan: integer(1) }, 'people');
const people: MemberRule = rule('a number of people, or fewer than one', isPeople);
const PURPOSE: ShapeOf<PurposeCoverage> = {
  purpose: integer(1),
  refused: optional(members({ reason: anyText, detail: anyText }, 'refused')),
  released: people,
  partly: people,
  review: people,
  withheld: people,
  reasons: recordOf(count),
};
const COVERAGE: ShapeOf<Coverage> = {
  dataset: digest,
  version: integer(1),
  block: members({ height: count, time: count }, 'block'),
  counts: oneOf('exact', 'full-tens'),
  assumed: members({ identifiable: boolean, attested: many(anyText) }, 'assumed'),
  patients: people,
  purposes: many(members(PURPOSE, 'purpose')),
};

/** How many patients of a dataset would be released for each purpose, before any permit is issued; as its holder. Nothing is
 *  released or logged. The newest version that is released unless said; `meets` are codes of the conditions that the permit would attest
 *  and the request meet, as `attested` of a permit, none unless said. NOT_FOUND where there is no such version, FORBIDDEN for
 *  a dataset of another holder; as a download would where nothing can be released at the moment. */
export async function readCoverage(
  gateway: GatewayClient,
  dataset: DatasetId,
  { version, meets = [] }: { readonly version?: number; readonly meets?: readonly string[] } = {},
): Promise<Coverage> {
  const query = {
    ...(version === undefined ? {} : { version: String(version) }),
    ...(meets.length === 0 ? {} : { meets: meets.join(',') }),
  };
  return answerOf(gateway, ['GET', `/v1/datasets/${dataset}/coverage`], COVERAGE, { query });
}

function isPeople(value: Json): boolean {
  if (typeof value === 'number') return count.test(value);
  return FEWER.test(value);
}
