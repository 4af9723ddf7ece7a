import { type Bytes, utf8Decode } from '../core/bytes.ts';
import { dateWords } from '../core/date-words.ts';
import type { Entry } from '../core/entry.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import { isWholeProof, keptProof } from '../core/kept-proof.ts';
import { parseNote } from '../core/note.ts';
import { parseProof } from '../core/proof.ts';
import { hasWordsAround } from '../core/words-around.ts';
import { type GatewayIdentity, logVerifierOf, originOf } from './gateway-identity.ts';
import type { Pin } from './pins.ts';
import { openReceipt } from './receipts.ts';

/** What a receipt is worth to its holder. `unknown`: nothing that is kept here tells; it may be genuine or forged. */
export type ReceiptVerdict =
  | {
      readonly verdict: 'verified';
      readonly entry: Entry;
      /** Which key signed it, in words. */
      readonly by: string;
      /** The contract that withdrawals of its ledger are brought to. */
      readonly consents: Address;
      /** Whether words stand around the proof in what was given. The entry alone is proved: show what it says, and that they are not. */
      readonly hasWordsAround: boolean;
    }
  | { readonly verdict: 'forged' | 'unknown'; readonly reason: string };

/** A key that a gateway was known for; `until` where another one was accepted since. */
interface KnownKey {
  readonly endpoint: string;
  readonly identity: GatewayIdentity;
  readonly since: number;
  readonly until?: number;
}

/** How far the clocks of gateway and user may lie apart. */
const CLOCK_MS = 600_000;
/** As a proof is judged by itself. */
const ALONE = { hasWordsAround: false };

/** Holds a receipt, as somebody kept it (`keptProof`), to the log keys of the gateways that are known, and that were known before. Offline.
 *  PROOF_INVALID where there is no receipt in it, several are, or it was damaged or cut off so that it is none any more. */
export function judgeReceipt(kept: Bytes, pins: readonly Pin[]): ReceiptVerdict {
  const receipt = wholeReceipt(kept);
  const origin = receiptOrigin(receipt);
  const known = pins.flatMap(keysOf).filter(({ identity }) => originOf(identity) === origin);
  if (known.length === 0) {
    return { verdict: 'unknown', reason: 'its log is of no gateway that you know' };
  }
  const signers = known.filter(({ identity }) => hasSigned(receipt, identity));
  if (signers.length === 0) {
    const reason = `${known[0]?.endpoint} was never known here for the key that signed it: the key may have been replaced since, or before`;
    return { verdict: 'unknown', reason };
  }
  const verdicts = signers.map((key) => judge(receipt, key));
  // A log never signs with a key beside one that it does not hold.
  const forged = verdicts.find(({ verdict }) => verdict === 'forged');
  const judged = forged ?? verdicts.find(({ verdict }) => verdict === 'verified') ?? (verdicts[0] as ReceiptVerdict);
  return judged.verdict === 'verified' ? { ...judged, hasWordsAround: hasWordsAround(kept) } : judged;
}

/** What lacks its end was signed by nobody, which says nothing against whoever kept it. */
export function wholeReceipt(kept: Bytes): Bytes {
  const receipt = keptProof(kept);
  parseProof(receipt);
  if (isWholeProof(receipt)) return receipt;
  throw new CustosError('PROOF_INVALID', 'The receipt has no signature to its end.');
}

/** First line of the checkpoint: which log is said to have signed. PROOF_INVALID where there is none. */
export function receiptOrigin(receipt: Bytes): string {
  return utf8Decode(parseProof(receipt).checkpoint).split('\n', 1)[0] ?? '';
}

/** Why a receipt does not verify; undefined where the error says something else. */
export function forgeryIn(error: unknown): string | undefined {
  const isForged = isCustosError(error, 'PROOF_INVALID', 'NOTE_INVALID', 'SIGNATURE_INVALID', 'INPUT_INVALID');
  return isForged || isCustosError(error, 'JSON_NOT_CANONICAL', 'ENCODING_INVALID', 'INPUT_TOO_LARGE')
    ? error.message
    : undefined;
}

/** What counts comes before what once counted. */
function keysOf({ endpoint, identity, since, earlier }: Pin): KnownKey[] {
  return [{ endpoint, identity, since }, ...earlier.toReversed().map((one) => ({ endpoint, ...one }))];
}

/** Whether the receipt says so; nothing is verified yet. */
function hasSigned(receipt: Bytes, identity: GatewayIdentity): boolean {
  const { name, keyId } = logVerifierOf(identity);
  const { signatures } = parseNote(parseProof(receipt).checkpoint);
  return signatures.some((one) => one.name === name && one.keyId === keyId);
}

function judge(receipt: Bytes, { endpoint, identity, since, until }: KnownKey): ReceiptVerdict {
  const { consents } = identity.contracts;
  try {
    const { entry } = openReceipt(receipt, identity);
    if (until === undefined)
      return { verdict: 'verified', entry, by: `the log key of ${endpoint}`, consents, ...ALONE };
    if (entry.time > until + CLOCK_MS) return { verdict: 'unknown', reason: tooLate(endpoint, until) };
    const by = `the log key that ${endpoint} was known for from ${dateWords(since)} to ${dateWords(until)}, before you accepted another`;
    return { verdict: 'verified', entry, by, consents, ...ALONE };
  } catch (error) {
    const reason = forgeryIn(error);
    if (reason === undefined) throw error;
    return { verdict: 'forged', reason };
  }
}

/** Whoever got hold of a key that was replaced can sign with it what it likes. */
function tooLate(endpoint: string, until: number): string {
  return `the key that signed it was that of ${endpoint} until ${dateWords(until)} at the latest, and its entry is of later`;
}
