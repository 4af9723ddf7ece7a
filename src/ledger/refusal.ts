import { type CustosError, isCustosError } from '../core/errors.ts';

/** What an engine's refusal means for who asked. `range`: ask for less. `head`: the engine has not come so far.
 *  `later`: the same again after a while. `full`: the rest of a batch, by itself. `missing`: the engine has no such
 *  method. `final`: never. */
export type Meaning = 'range' | 'head' | 'later' | 'full' | 'missing' | 'final';

/** What became of a transaction that an engine did not simply take. */
export type SendMeaning = 'taken' | 'nonce-used' | 'later' | 'underpriced' | 'final';

interface Rule<Result> {
  readonly means: Result;
  readonly text?: RegExp;
  readonly codes?: readonly number[];
  /** Only for these methods. */
  readonly methods?: readonly string[];
}

const LOGS = ['eth_getLogs'];
const RATE =
  /rate.?limit|request rate|requests? per second|\/second request limit|compute units|too many requests|request count exceeded/i;

/** The first rule whose code and text both fit decides. The same code means many things, so that text goes first.
 *  Texts are those of go-ethereum, Besu, Kaia, subnet-evm, Erigon, Nethermind, anvil, Hardhat and hosted endpoints. */
const READS: readonly Rule<Meaning>[] = [
  { means: 'later', codes: [429] },
  { means: 'later', text: RATE },
  { means: 'full', text: /response too large|batch size|batch too large/i },
  { means: 'missing', codes: [-32601, -32604] },
  {
    means: 'missing',
    text: /method \S+ (?:does not exist|is not (?:available|supported))|method not (?:found|enabled|supported)|not implemented/i,
  },
  { means: 'final', text: /exceed max (?:addresses|topics)/i },
  {
    means: 'head',
    methods: LOGS,
    text: /beyond current head|invalid block range params|(?:header|block) does not exist|after last accepted block|unfinalized data|BlockOutOfRange|invalid block tag|^invalid params$|unknown block|header not found/i,
  },
  { means: 'head', text: /(?:header|block) does not exist|BlockOutOfRange|after last accepted block/i },
  {
    means: 'range',
    methods: LOGS,
    text: /block range|range limit|more than \d+ results|too many (?:blocks|logs|results)|response size exceeded|limited to .* range|range \S+ exceeds|ranges over|exceeds server limit|exceeds max|timed? ?out|timeout/i,
  },
  { means: 'range', methods: LOGS, codes: [-32005, -32614, -32701] },
  { means: 'later', text: /request timed out|timeout expired|indexing is|sync is still in progress/i },
  { means: 'later', codes: [-32016, -32017] },
];

const SENDS: readonly Rule<SendMeaning>[] = [
  { means: 'later', codes: [429] },
  { means: 'later', text: RATE },
  // Kaia keeps the first of two with one nonce and calls it "in the tx pool": it stands, whichever it is.
  { means: 'nonce-used', text: /another tx which has the same nonce/i },
  {
    means: 'taken',
    text: /already known|alreadyknown|existing txn with same hash|known transaction|already imported|already exists/i,
  },
  { means: 'nonce-used', text: /nonce (?:is )?too low|^oldnonce|nonce.*already/i },
  {
    means: 'later',
    text: /nonce too high|nonce ?gap|nonce too far|too distant from current sender nonce|invalid transaction with a lower nonce/i,
  },
  { means: 'final', text: /priority fee per gas (?:higher|exceeds)|max fee per gas higher than max priority/i },
  { means: 'final', text: /exceeds the configured cap|transaction fee cap exceeded/i },
  { means: 'final', text: /not supported by this pool|not acceptable by the transaction pool/i },
  {
    means: 'underpriced',
    text: /underpriced|could not replace existing tx|fee too low|below minimum|below configured minimum|below current base fee|less than block base fee|invalid gas fee cap|maxfeepergas .* is too low|invalid unit price/i,
  },
  {
    means: 'later',
    text: /(?:tx|transaction)? ?pool is full|sub-pool is full|pool not enabled|sync is still in progress|timed? ?out|timeout|too many pending|queue is full/i,
  },
];

export function meaningOf(method: string, code: unknown, text: string): Meaning {
  return READS.find((rule) => fits(rule, method, code, text))?.means ?? 'final';
}

/** Undefined for what is not known: whoever sent it looks whether the engine has it all the same. */
export function sendMeaningOf(code: unknown, text: string): SendMeaning | undefined {
  return SENDS.find((rule) => fits(rule, 'eth_sendRawTransaction', code, text))?.means;
}

/** Whether the engine lacks the method, for good. */
export function isMethodMissing(error: unknown): error is CustosError {
  return isCustosError(error, 'LEDGER_REJECTED') && error.details.meaning === 'missing';
}

/** go-ethereum and its kin know finality, and have no final block for a while after a start. */
export function isPassing({ details }: CustosError): boolean {
  return /finalized (?:block|header) not found/i.test(String(details.reason ?? ''));
}

function fits<Result>({ text, codes, methods }: Rule<Result>, method: string, code: unknown, reason: string): boolean {
  if (methods && !methods.includes(method)) return false;
  if (codes && !codes.includes(code as number)) return false;
  return text === undefined || text.test(reason);
}
