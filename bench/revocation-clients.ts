import { setTimeout as sleep } from 'node:timers/promises';
import { clientOf } from '../src/cli/context.ts';
import { formDigest } from '../src/client/digests.ts';
import type { GatewayClient } from '../src/client/gateway-client.ts';
import { fromHex, type Hex } from '../src/core/bytes.ts';
import { isCustosError } from '../src/core/errors.ts';
import type { Pseudonym } from '../src/core/ids.ts';
import { type AccessRequest, encodeRequest, requestDigest } from '../src/core/request.ts';
import { accountKey } from '../src/ledger/account-key.ts';

export interface RevocationJob {
  readonly endpoint: string;
  readonly holder: Hex;
  readonly requester: Hex;
  readonly request: AccessRequest;
  readonly streams: number;
  readonly withdrawals: number;
}

/** One withdrawal, as its client sees it. */
export interface Revoked {
  readonly answerMs: number;
  /** From the answer to the last byte that a stream received which it cut; 0 where the cut came before the answer. */
  readonly lastByteMs: number;
  /** Bytes that each stream which it cut received after the answer. */
  readonly bytesAfter: readonly number[];
}

interface Stream {
  lastByte: number;
  bytes: number;
  bytesAtAnswer: number;
  isCut: boolean;
}

const SLOW_BYTES_A_SECOND = 512 * 1024;
const BETWEEN_MS = 100;

process.on('message', async (job: RevocationJob) => process.send?.(await revoked(job)));

async function revoked(job: RevocationJob): Promise<Revoked[]> {
  const requester = clientOf(job.endpoint, accountKey(fromHex(job.requester, 32)));
  const holder = clientOf(job.endpoint, accountKey(fromHex(job.holder, 32)));
  const listed = await holder.list<'subjects', { subject: Pseudonym }>('/v1/subjects', 'subjects');
  const open = new Set<Stream>();
  let isOver = false;
  const readers = Array.from({ length: job.streams }, async (_, i) => {
    while (!isOver) await follow(requester, job.request, open, i % 2 === 1, () => isOver);
  });
  await sleep(2_000);
  const found: Revoked[] = [];
  // The last ones are sent late in a stream: most streams still have something of theirs to send.
  const people = listed.slice(-job.withdrawals);
  for (const { subject } of people) {
    const standing = [...open];
    const begun = performance.now();
    const json = { subject, form: formDigest('call') };
    await holder.json('POST', '/v1/consents/withdrawal', { json });
    const answered = performance.now();
    for (const stream of standing) stream.bytesAtAnswer = stream.bytes;
    await sleep(BETWEEN_MS);
    const cut = standing.filter(({ isCut }) => isCut);
    found.push({
      answerMs: answered - begun,
      lastByteMs: Math.max(0, ...cut.map(({ lastByte }) => lastByte - answered)),
      bytesAfter: cut.map(({ bytes, bytesAtAnswer }) => bytes - bytesAtAnswer),
    });
  }
  isOver = true;
  await Promise.all(readers);
  return found;
}

async function follow(
  client: GatewayClient,
  request: AccessRequest,
  open: Set<Stream>,
  isSlow: boolean,
  isOver: () => boolean,
): Promise<void> {
  const stream: Stream = { lastByte: 0, bytes: 0, bytesAtAnswer: 0, isCut: false };
  const ending = new AbortController();
  try {
    const path = `/v1/datasets/${request.dataset}/content`;
    const encoded = encodeRequest(request);
    const bytes = { type: 'application/json', body: encoded };
    const options = { bytes, bind: requestDigest(encoded), signal: ending.signal };
    const { body } = await client.fetch('POST', path, options);
    open.add(stream);
    for await (const bytes of body ?? []) {
      stream.bytes += bytes.length;
      stream.lastByte = performance.now();
      if (isOver()) break;
      if (isSlow) await sleep((1000 * bytes.length) / SLOW_BYTES_A_SECOND);
    }
  } catch (error) {
    stream.isCut = open.has(stream);
    // A release that is cut before its first byte is answered as one that was: it is asked for again.
    if (!stream.isCut && !isCustosError(error, 'UNAVAILABLE', 'GATEWAY_UNREACHABLE')) throw error;
  } finally {
    open.delete(stream);
    ending.abort();
  }
}
