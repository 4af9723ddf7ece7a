import { CustosError } from '../core/errors.ts';
import type { DatasetId } from '../core/ids.ts';
import type { AccessRequest, Facts } from '../core/request.ts';
import { integer, members, oneOf, optional } from '../core/shape.ts';
import { answerOf, anyText, count, type ShapeOf, texts } from './answers.ts';
import { newestVersion, readDataset } from './datasets.ts';
import { bound } from './download.ts';
import type { GatewayClient } from './gateway-client.ts';
import { listPermits } from './permits.ts';
import { standingAt } from './standing.ts';

/** What is asked for, and what for. */
export interface WantedAccess {
  readonly dataset: DatasetId;
  /** As `researchPurpose` gives it. */
  readonly purpose: number;
  /** What is declared: it meets conditions of consents, and is logged. A fact that is not declared meets none. */
  readonly facts?: Facts;
  /** The newest that is released unless said. */
  readonly version?: number;
  /** The one that fits unless said. */
  readonly permit?: number;
  /** Download unless said. */
  readonly delivery?: 'download' | 'environment';
}

/** Why a request would be allowed or refused. */
export interface Explanation {
  readonly outcome: 'released' | 'emergency' | 'self' | 'refused';
  /** Code of the reason of a refusal. */
  readonly reason?: string;
  readonly permit?: number;
  /** At which it was decided. */
  readonly block: { readonly height: number };
  /** Items that would be released; of others' in full tens, 0 for fewer than ten. */
  readonly released: number;
  /** People whose items would be released, in full tens, 0 for fewer than ten. Absent for a subject's own, and where the request
   *  names items. */
  readonly patients?: number;
  /** Codes of conditions (`NCU`, …) that the permit attests and the request does not declare, so that what asks for them does
   *  not count. Absent where there are none. */
  readonly undeclared?: readonly string[];
  /** Sentences, of the gateway: what was found, and what would have to change. */
  readonly words: readonly string[];
}

const EXPLANATION: ShapeOf<Explanation> = {
  outcome: oneOf('released', 'emergency', 'self', 'refused'),
  reason: optional(anyText),
  permit: optional(integer(1)),
  block: members({ height: count }, 'block'),
  released: count,
  patients: optional(count),
  undeclared: optional(texts),
  words: texts,
};

/** The request as it will be signed, for the pinned gateway and ledger; what is not said is looked up at the gateway: the newest
 *  version that is released, else the newest, of which a refusal then tells why it is not. NOT_FOUND where there is no such
 *  dataset, or no version of it yet. Nothing is asked for yet. */
export async function accessRequest(gateway: GatewayClient, wanted: WantedAccess): Promise<AccessRequest> {
  const { dataset, purpose, facts = {}, delivery = 'download' } = wanted;
  const known = await readDataset(gateway, dataset);
  const version = wanted.version ?? newestVersion(known) ?? known.versions.at(-1)?.version;
  if (version === undefined)
    throw new CustosError('NOT_FOUND', 'The dataset has no version yet: nothing is published.');
  const identifies = known.versions.some((one) => one.version === version && one.identifiable);
  const permit = wanted.permit ?? (await fittingPermit(gateway, { dataset, purpose, identifies }));
  const { ledger, gateway: identity } = await gateway.identity();
  const of = { ledger, gateway: identity, dataset, version, purpose, facts, delivery };
  return permit === undefined ? of : { ...of, permit };
}

/** Why a request would be allowed or refused, and what would have to change; nothing is released by asking. */
export async function explainAccess(gateway: GatewayClient, request: AccessRequest): Promise<Explanation> {
  return answerOf(gateway, ['POST', '/v1/access/explain'], EXPLANATION, bound(request));
}

/** Permits that may come to count: what they wait for is what the requester must hear of. */
const WAITING: ReadonlySet<string> = new Set(['awaitsAcceptance', 'awaitsCountersignature', 'notYetValid']);

/** The newest active permit for just this purpose, which allows what identifies people where the version does; else one for
 *  it that waits for something, else any one of the dataset: the gateway then says and logs why not. */
async function fittingPermit(
  gateway: GatewayClient,
  {
    dataset,
    purpose,
    identifies,
  }: { readonly dataset: DatasetId; readonly purpose: number; readonly identifies: boolean },
): Promise<number | undefined> {
  const permits = await listPermits(gateway);
  const { member } = await standingAt(gateway);
  const own = permits.filter((one) => one.dataset === dataset && one.requester === member);
  const active = own.filter(({ state }) => state === 'active');
  const forIt = active.filter((one) => one.purpose === purpose);
  const fitting = forIt.findLast(({ identifiable }) => identifiable || !identifies);
  const waiting = own.findLast((one) => one.purpose === purpose && WAITING.has(one.state));
  return (fitting ?? forIt.at(-1) ?? waiting ?? active.at(-1) ?? own.at(-1))?.permit;
}
