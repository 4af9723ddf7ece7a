import { type Bytes, toHex } from '../core/bytes.ts';
import type { ContentEnd } from '../core/content-frame.ts';
import type { Entry } from '../core/entry.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { encodeEvidence, evidenceDigest } from '../core/evidence.ts';
import { type AccessRequest, encodeRequest, MAX_REQUEST_ITEMS, requestDigest } from '../core/request.ts';
import { chunksOf } from './answer-body.ts';
import { type ContentEvent, readContent, type Trust } from './content-reader.ts';
import type { CallOptions, GatewayClient } from './gateway-client.ts';
import type { NewSha256 } from './sha256.ts';

/** Streams that may be cut off in a row, without one item more, before a download gives up. */
const MAX_FRUITLESS = 5;
/** As many as a set can hold. */
const MAX_ITEMS = 2 ** 24;

/** What a download hands over: before each attempt how much is still to come, then each release with the exact
 *  bytes of its evidence, which the receipt's entry names by their digest. Absent where nobody signed in. */
export type DownloadEvent =
  | { readonly type: 'missing'; readonly items: number; readonly bytes: number }
  | (Extract<ContentEvent, { type: 'release' }> & { readonly evidence?: Bytes })
  | Exclude<ContentEvent, { type: 'release' }>;

/** What a request may have at this moment; nothing was released yet. */
export interface Permitted {
  /** First and last number of each run of items, ascending. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly count: number;
  /** Of all of them, as the gateway says. */
  readonly bytes: number;
  /** Number of items withheld, by reason. */
  readonly withheld: ContentEnd['withheld'];
  /** Of the caller's own data alone, by the gateway's word: how many items there are of each kind, such as a FHIR resource type. */
  readonly kinds?: Readonly<Record<string, number>>;
  /** In the same way, the bitmap of the sensitivity categories that they bear. */
  readonly categories?: number;
}

export async function checkAccess(
  gateway: GatewayClient,
  request: AccessRequest,
  signal?: AbortSignal,
): Promise<Permitted> {
  const answer = await gateway.json<Permitted>('POST', '/v1/access/check', bound(request, signal));
  if (isPermitted(answer)) return answer;
  throw new CustosError(
    'GATEWAY_UNREACHABLE',
    `${gateway.endpoint} does not say which items it would give, or names more than a version can be asked for at once.`,
  );
}

/** Runs that ascend, of so many items as can be held: what is not bounded here would be counted up without end. */
function isPermitted({ ranges, bytes, withheld, kinds = {}, categories = 0 }: Permitted): boolean {
  if (![...Object.values(kinds), categories].every((one) => Number.isSafeInteger(one) && one >= 0)) return false;
  if (!Number.isSafeInteger(bytes) || !Array.isArray(ranges) || typeof withheld !== 'object' || withheld === null)
    return false;
  let [after, count] = [0, 0];
  for (const range of ranges) {
    const [first, last] = Array.isArray(range) ? (range as unknown[]) : [];
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return false;
    if (Number(first) < after || Number(last) < Number(first)) return false;
    after = Number(last) + 1;
    count += after - Number(first);
    if (count > MAX_ITEMS) return false;
  }
  return true;
}

export interface DownloadOptions {
  /** Size of an item that is there already; undefined of any other. */
  readonly held?: (item: number) => number | undefined;
  /** The fastest SHA-256 at hand; one that runs everywhere unless said. */
  readonly sha256?: NewSha256;
  /** Ends the download with what it says, whatever it is at. */
  readonly signal?: AbortSignal;
}

/** Fetches what is permitted, 4,096 items a request, and gives every event of `readContent`. A stream that is cut off
 *  is asked for again from the first item that was not verified: what was withdrawn meanwhile is then left out.
 *  A refusal is ACCESS_REFUSED; a release that the log holds as another one
 *  than was asked for PROOF_INVALID. */
export async function* download(
  gateway: GatewayClient,
  request: AccessRequest,
  trust: Trust,
  { held = () => undefined, signal, sha256 }: DownloadOptions = {},
): AsyncGenerator<DownloadEvent, void, undefined> {
  const verified = new Map<number, number>();
  let known = trust;
  const asked = request.items && new Set(request.items);
  for (let fruitless = 0; fruitless < MAX_FRUITLESS; ) {
    const permitted = await ifPermitted(gateway, request, signal);
    if (permitted === undefined) {
      // Asked for in earnest, so that the refusal is an entry of the log; by now it may be permitted.
      yield* read(gateway, request, known, { signal, sha256 });
      return;
    }
    const wanted = [...numbers(permitted)].filter((item) => asked?.has(item) !== false);
    const sizeOf = (item: number) => verified.get(item) ?? held(item);
    const missing = wanted.filter((item) => sizeOf(item) === undefined);
    if (missing.length === 0) return;
    const there = wanted.reduce((sum, item) => sum + (sizeOf(item) ?? 0), 0);
    yield { type: 'missing', items: missing.length, bytes: Math.max(0, permitted.bytes - there) };
    const before = verified.size;
    try {
      for (let at = 0; at < missing.length; at += MAX_REQUEST_ITEMS) {
        const part = { ...request, items: missing.slice(at, at + MAX_REQUEST_ITEMS) };
        for await (const event of read(gateway, part, known, { signal, sha256 })) {
          if (event.type === 'release') known = { ...trust, manifestSize: event.manifestSize };
          if (event.type === 'verified') verified.set(event.item.index, event.item.leaf.size);
          yield event;
        }
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      if (!isCustosError(error, 'GATEWAY_UNREACHABLE')) throw error;
      fruitless = verified.size > before ? 0 : fruitless + 1;
    }
  }
  throw new CustosError(
    'GATEWAY_UNREACHABLE',
    `The gateway cut the download off ${MAX_FRUITLESS} times. What was verified is kept; run it again.`,
  );
}

async function ifPermitted(
  gateway: GatewayClient,
  request: AccessRequest,
  signal: AbortSignal | undefined,
): Promise<Permitted | undefined> {
  try {
    return await checkAccess(gateway, request, signal);
  } catch (error) {
    if (isCustosError(error, 'ACCESS_REFUSED')) return undefined;
    throw error;
  }
}

/** Each release must stand in the log as what was asked for, and on the proof that was made for it: its receipt is what
 *  the requester will be held to. Nothing but what was asked for is taken, and that once. */
async function* read(
  gateway: GatewayClient,
  request: AccessRequest,
  trust: Trust,
  { signal, sha256 }: { readonly signal: AbortSignal | undefined; readonly sha256: NewSha256 | undefined },
): AsyncGenerator<DownloadEvent, void, undefined> {
  const path = `/v1/datasets/${request.dataset}/content`;
  const { response, proof } = await gateway.send('POST', path, bound(request, signal));
  const evidence = proof && encodeEvidence({ v: 1, kind: 'request', ...proof, request });
  // What the entry must name: the session and the proof that were sent.
  const digest = evidence && toHex(evidenceDigest(evidence));
  const asked = request.items && new Set(request.items);
  const taken = new Set<number>();
  for await (const event of readContent(chunksOf(response), trust, sha256)) {
    if (event.type === 'release' && !(isOf(event.entry, request) && event.entry.evidence === digest)) {
      throw new CustosError(
        'PROOF_INVALID',
        `The gateway logged the release as another one than was asked for, as entry ${event.entry.seq}. Keep its receipt and tell an auditor.`,
      );
    }
    if (event.type === 'item') {
      const { index } = event.item;
      if (taken.has(index) || asked?.has(index) === false) {
        throw new CustosError(
          'PROOF_INVALID',
          `The gateway sent item ${index}, which was not asked for. It was not kept.`,
        );
      }
      taken.add(index);
    }
    yield event.type === 'release' && evidence ? { ...event, evidence } : event;
  }
}

function isOf(entry: Entry, { dataset, version, purpose, permit, delivery }: AccessRequest): boolean {
  return (
    entry.kind === 'release' &&
    entry.dataset === dataset &&
    entry.version === version &&
    entry.purpose === purpose &&
    (permit === undefined || entry.permit === permit) &&
    entry.delivery === delivery
  );
}

/** Sent as its exact bytes, which the proof of the call is bound to. */
export function bound(request: AccessRequest, signal?: AbortSignal): CallOptions {
  const body = encodeRequest(request);
  const options = { bytes: { type: 'application/json', body }, bind: requestDigest(body) };
  return signal ? { ...options, signal } : options;
}

function* numbers({ ranges }: Permitted): Generator<number> {
  for (const [first, last] of ranges) for (let item = first; item <= last; item++) yield item;
}
