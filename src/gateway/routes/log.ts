import { z } from 'zod';
import { toBase64, utf8Decode } from '../../core/bytes.ts';
import { decodeEntry } from '../../core/entry.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { parseTilePath, type Tile } from '../../core/tiles.ts';
import type { Caller } from '../auth/caller.ts';
import { ContentStream } from '../http/content-stream.ts';
import { nextPage } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { count, decimal } from '../http/schemas.ts';
import { type OpeningDeps, type OwnRelease, openingsOf, ownRelease } from '../release/openings.ts';
import { access, entry, evidence, log as logSchema, openingLine, path as pathSchema } from '../replies/log.ts';

const MAX_SIZE = Number.MAX_SAFE_INTEGER;
const PAGE = 1_000;
/** Rows after which a page of accesses ends, with the release at hand. */
const MAX_ROWS = 1_024;
const NO_ENTRY = 'The log has no such entry yet.';
/** Characters of openings that are written at once. */
const WRITTEN = 65_536;
const AUDIT = ['auditor', 'holder'] as const;
const seqParams = z.object({ seq: decimal(MAX_SIZE).meta({ description: 'Sequence number, from 0.' }) });
const fromQuery = z.object({
  from: decimal(MAX_SIZE).optional().meta({ description: 'First sequence number; 0 unless said.' }),
});
/** Read from the path as sent: what Express made of them, which decodes escapes, is for the document alone. */
const tileLevel = z.unknown().meta({ description: 'Level of the tile, 0 to 63.', override: { type: 'integer' } });
const tileIndex = z.unknown().meta({
  description:
    'Number of the tile as C2SP tlog-tiles writes it, with its slashes unescaped: `067`, `x001/x234/067`; of a partial tile with its width, `067.p/5`.',
  override: { type: 'string' },
});

/** The log as C2SP has it, and its parts as JSON. Entry bundles of a log that discloses nothing need a session. */
export function logRoutes(deps: OpeningDeps): Route[] {
  const { log, logId } = deps;
  const disclosed = log.mode === 'disclosed';
  return [
    route({
      method: 'get',
      path: '/v1/log',
      leadsIn: true,
      summary: 'The log: its id, origin, key and sizes',
      tag: 'log',
      who: 'anyone',
      reply: { status: 200, description: 'The log.', schema: logSchema },
      handle: async () => ({
        logId,
        origin: log.origin,
        verifierKey: log.verifierKey,
        mode: log.mode,
        size: log.size,
        published: log.publishedSize,
        anchored: log.anchoredSize,
      }),
    }),
    route({
      method: 'get',
      path: '/log/checkpoint',
      readsLog: true,
      summary: 'The newest published checkpoint (C2SP tlog-checkpoint)',
      tag: 'log',
      who: 'anyone',
      reply: { status: 200, description: 'A signed note.', type: 'text/plain; charset=utf-8' },
      handle: async () => log.checkpoint(),
    }),
    route({
      method: 'get',
      path: '/log/tile/entries/{+index}',
      readsLog: true,
      summary: 'Entry bundles (C2SP tlog-tiles)',
      tag: 'log',
      who: disclosed ? 'anyone' : ['member'],
      duties: ['auditor'],
      params: z.object({ index: tileIndex }),
      reply: {
        status: 200,
        description: 'Length-prefixed entries.',
        type: 'application/octet-stream',
        immutable: true,
      },
      handle: async ({ request }) => {
        const { index, width } = tileOf(request.path);
        return await ifThere(log.read.entryBundle(index, width), 'The log has no such bundle yet.');
      },
    }),
    route({
      method: 'get',
      path: '/log/tile/{level}/{+index}',
      readsLog: true,
      summary: 'Hash tiles (C2SP tlog-tiles)',
      tag: 'log',
      who: 'anyone',
      params: z.object({ level: tileLevel, index: tileIndex }),
      reply: { status: 200, description: 'Hashes of 32 bytes.', type: 'application/octet-stream', immutable: true },
      handle: async ({ request }) => {
        const { level, index, width } = tileOf(request.path);
        // The other route alone gives entries: it asks who calls.
        if (level === 'entries') throw noTile();
        return await ifThere(log.read.tile(level, index, width), 'The log has no such tile yet.');
      },
    }),
    route({
      method: 'get',
      path: '/v1/log/entries',
      summary: 'Entries from a sequence number on, at most 1,000',
      tag: 'log',
      who: AUDIT,
      duties: ['auditor'],
      query: fromQuery,
      reply: {
        status: 200,
        description: 'Entries.',
        schema: z.object({
          entries: z.array(entry),
          size: count.meta({ description: 'Entries of the whole log.' }),
        }),
      },
      handle: async ({ query }) => {
        const from = query.from ?? 0;
        const count = Math.max(0, Math.min(PAGE, log.size - from));
        const entries = await Promise.all(Array.from({ length: count }, (_, i) => log.read.entry(from + i)));
        return { entries: entries.map(decodeEntry), size: log.size };
      },
    }),
    route({
      method: 'get',
      path: '/v1/log/entries/{seq}',
      readsLog: true,
      summary: 'The exact bytes of an entry',
      tag: 'log',
      who: disclosed ? 'anyone' : ['member'],
      duties: ['auditor'],
      params: seqParams,
      reply: { status: 200, description: 'Canonical JSON: the leaf of the tree.', schema: entry, immutable: true },
      handle: async ({ params }) => ifThere(log.read.entry(params.seq), NO_ENTRY),
    }),
    route({
      method: 'get',
      path: '/v1/log/entries/{seq}/receipt',
      readsLog: true,
      summary: 'The receipt of an entry (C2SP tlog-proof)',
      tag: 'log',
      who: disclosed ? 'anyone' : ['member'],
      duties: ['auditor'],
      params: seqParams,
      reply: { status: 200, description: 'tlog-proof@v1.', type: 'text/plain; charset=utf-8' },
      handle: async ({ params }) => ifThere(log.read.receipt(params.seq), NO_ENTRY),
    }),
    route({
      method: 'get',
      path: '/v1/log/entries/{seq}/evidence',
      summary: 'The evidence behind an entry',
      tag: 'log',
      who: AUDIT,
      duties: ['auditor'],
      params: seqParams,
      reply: { status: 200, description: 'Canonical JSON, whose digest the entry holds.', schema: evidence },
      handle: async ({ params }) => ifThere(log.read.evidence(params.seq), NO_ENTRY),
    }),
    route({
      method: 'get',
      path: '/v1/log/entries/{seq}/openings',
      summary: 'What opens the rows of a release',
      tag: 'log',
      who: AUDIT,
      duties: ['auditor'],
      params: seqParams,
      reply: {
        status: 200,
        description:
          'NDJSON: which items there are, then the rows in their order, each grant before the first that names it.',
        type: 'application/x-ndjson',
        line: openingLine,
      },
      handle: async ({ params, response }) => {
        const pieces = openingsOf(deps, params.seq);
        const first = await ifThere(pieces.next(), NO_ENTRY);
        const stream = new ContentStream(response);
        stream.begin(200, { 'Content-Type': 'application/x-ndjson' });
        let text = first.value;
        for await (const piece of pieces) {
          text += piece;
          if (text.length < WRITTEN) continue;
          await stream.write(Buffer.from(text));
          text = '';
        }
        await stream.write(Buffer.from(text));
        stream.end();
        return undefined;
      },
    }),
    route({
      method: 'get',
      path: '/v1/log/proofs/inclusion',
      refuses: ['LOG_RANGE_INVALID'],
      readsLog: true,
      summary: 'Inclusion of an entry in the tree of a size',
      tag: 'log',
      who: 'anyone',
      query: z.object({ index: decimal(MAX_SIZE), size: decimal(MAX_SIZE) }),
      reply: { status: 200, description: 'The proof, from the sibling up.', schema: pathSchema },
      handle: async ({ query: { index, size } }) => ({ path: (await log.read.inclusion(index, size)).map(toBase64) }),
    }),
    route({
      method: 'get',
      path: '/v1/log/proofs/consistency',
      refuses: ['LOG_RANGE_INVALID'],
      readsLog: true,
      summary: 'Consistency of two sizes of the tree',
      tag: 'log',
      who: 'anyone',
      query: z.object({ from: decimal(MAX_SIZE), to: decimal(MAX_SIZE) }),
      reply: { status: 200, description: 'The proof.', schema: pathSchema },
      handle: async ({ query: { from, to } }) => ({ path: (await log.read.consistency(from, to)).map(toBase64) }),
    }),
    route({
      method: 'get',
      path: '/v1/me/accesses',
      summary: 'Who accessed my data, with proofs',
      tag: 'subjects',
      who: ['subject'],
      query: fromQuery,
      reply: {
        status: 200,
        description: 'Accesses among the next 1,000 entries, each with its receipt and my rows; `next` goes on.',
        schema: z.object({ accesses: z.array(access), ...nextPage }),
      },
      handle: async ({ caller, query }) => accesses(deps, caller, query.from ?? 0),
    }),
  ];
}

type Accessed = OwnRelease & { readonly seq: number; readonly time: number; readonly receipt: string };

async function accesses(
  deps: OpeningDeps,
  { subject }: Caller,
  from: number,
): Promise<{ accesses: Accessed[]; next?: number }> {
  const { log } = deps;
  if (subject === undefined) throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this.');
  const found: Accessed[] = [];
  let seq = from;
  for (let rows = 0; seq < Math.min(log.size, from + PAGE) && rows < MAX_ROWS; seq++) {
    const own = await ownRelease(deps, seq, subject);
    if (own === undefined) continue;
    rows += own.items;
    found.push({ seq, time: own.entry.time, ...own, receipt: utf8Decode(await log.read.receipt(seq)) });
  }
  return { accesses: found, ...(seq < log.size ? { next: seq } : {}) };
}

/** The path as sent: one tile has one path, without escapes. */
function tileOf(path: string): Tile {
  const tile = parseTilePath(path.replace(/^\/log\//, ''));
  if (tile) return tile;
  throw noTile();
}

/** What lies beyond the log's end is not there yet: mirrors ask again, and caches keep nothing. */
function ifThere<Found>(read: Promise<Found>, otherwise: string): Promise<Found> {
  return read.catch((cause) => {
    throw isCustosError(cause, 'LOG_RANGE_INVALID') ? new CustosError('NOT_FOUND', otherwise, { cause }) : cause;
  });
}

function noTile(): CustosError {
  return new CustosError('NOT_FOUND', 'That is no path of a tile.');
}
