import { z } from 'zod';
import { utf8 } from '../../core/bytes.ts';
import { FairTurns } from '../../core/fair-turns.ts';
import { actorOf } from '../auth/actor.ts';
import { type Route, route } from '../http/route.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';

/** What reads blocks, events, state and its proofs, and changes nothing. */
const READS = [
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getBlockReceipts',
  'eth_getCode',
  'eth_getLogs',
  'eth_getProof',
  'eth_getTransactionReceipt',
  'kaia_getBlockByNumber',
  'kaia_getBlockReceipts',
  'klay_getBlockByNumber',
] as const;
const MAX_BATCH = 50;
const MAX_BODY = 524_288;
/** What waits is held in memory, with its body: more than any audit asks for at once. */
const TURNS = { atOnce: 3, maxWaiting: 64 } as const;

const question = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.int(),
  method: z.enum(READS),
  params: z.array(z.unknown()).optional(),
});
const answer = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.unknown(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
});

/** The ledger as its node answers, for auditors whose program reaches this gateway alone, as a web page does. It is passed on as it
 *  came: what blocks, receipts and proofs do not show is nobody's word that should be taken. */
export function ledgerNodeRoutes({ state }: { readonly state: LedgerState }): Route[] {
  // An audit reads the whole ledger: what decides meanwhile must not wait behind it, nor must another one's audit.
  const turns = new FairTurns(TURNS);
  return [
    route({
      method: 'post',
      path: '/v1/ledger/rpc',
      readsLog: true,
      summary: 'Ask the ledger’s node by JSON-RPC: what only reads, at most 50 questions at once',
      tag: 'ledger',
      who: ['auditor', 'holder'],
      duties: ['auditor'],
      body: z.union([question, z.array(question).min(1).max(MAX_BATCH)]),
      maxBody: MAX_BODY,
      reply: {
        status: 200,
        description: 'The node’s own answer, to be verified by whoever asks.',
        schema: z.union([answer, z.array(answer)]),
      },
      refuses: ['INPUT_TOO_LARGE'],
      handle: async ({ body, caller }) => {
        const { member, person = '' } = actorOf(caller);
        return utf8(await turns.take(`${member} ${person}`, () => state.reader.rpc.pass(JSON.stringify(body))));
      },
    }),
  ];
}
