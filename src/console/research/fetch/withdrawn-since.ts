import { type AccessRequest, checkAccess, type GatewayClient, keptEvidence } from '../../../client/index.ts';
import type { ReceiptToKeep } from '../receipt-to-keep.ts';
import { type ItemRanges, itemsIn, rangesOf, without } from './item-ranges.ts';
import { filesWithout } from './named-files.ts';
import { type Over, overBy } from './over.ts';

/** What this browser received by the same request, of one version: it is asked about once. */
export interface Received {
  /** Without a choice of kinds or items: what may be kept does not depend on it. */
  readonly request: AccessRequest;
  /** What the dataset is called. */
  readonly name: string;
  /** The oldest first. */
  readonly receipts: readonly ReceiptToKeep[];
  /** Absent where of a release it is not known what came. */
  readonly held?: ItemRanges;
}

/** What of it may not be kept any more. */
export interface Withdrawn extends Received {
  readonly gone: ItemRanges;
  /** Why nothing of it may be kept; absent where some of it may. */
  readonly over?: Over;
}

/** Releases of the receipts, by what was asked for. Of those without what was signed nobody can tell that. */
export function receivedIn(receipts: readonly ReceiptToKeep[]): Received[] {
  const asked = receipts.flatMap((kept) => {
    const request = requestOf(kept);
    return request === undefined ? [] : [{ kept, request }];
  });
  return [...Map.groupBy(asked, ({ request }) => JSON.stringify(request)).values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined) return [];
    const ordered = some.map(({ kept }) => kept).toSorted((one, other) => one.entry.time - other.entry.time);
    const known = ordered.every(({ held }) => held !== undefined);
    const held = rangesOf(ordered.flatMap((one) => [...itemsIn(one.held ?? [])]));
    if (known && held.length === 0) return [];
    return [{ request: first.request, name: first.kept.dataset, receipts: ordered, ...(known ? { held } : {}) }];
  });
}

function requestOf({ entry, evidence }: ReceiptToKeep): AccessRequest | undefined {
  if (entry.rows === undefined || evidence === undefined) return undefined;
  const opened = keptEvidence(evidence);
  if (opened?.digest !== entry.evidence || opened.evidence.kind !== 'request') return undefined;
  const { select: _, items: __, ...request } = opened.evidence.request;
  return request;
}

/** What may not be kept now, by the gateway's word; asking is no entry of the log. */
export async function withdrawnNow(gateway: GatewayClient, received: Received): Promise<Withdrawn> {
  const { held = [] } = received;
  try {
    const { ranges } = await checkAccess(gateway, received.request);
    return { ...received, gone: without(held, ranges) };
  } catch (error) {
    const over = overBy(error);
    if (over === undefined) throw error;
    return { ...received, gone: held, over };
  }
}

/** Receipts as they are kept once what may not be kept was taken out everywhere. */
export function takenOut({ receipts, gone }: Withdrawn): ReceiptToKeep[] {
  return receipts.flatMap((one) => {
    const { held, saved } = one;
    if (held === undefined) return [];
    const left = saved && { saved: { ...saved, files: filesWithout(saved.files, gone) } };
    return [{ ...one, held: without(held, gone), ...left }];
  });
}

/** Items that came by a release and may not be kept any more. */
export function goneOf({ held = [] }: ReceiptToKeep, gone: ItemRanges): number[] {
  const among = new Set(itemsIn(gone));
  return [...itemsIn(held)].filter((item) => among.has(item));
}
