import type { Command } from 'commander';
import { checkReceipt } from '../../audit/receipt.ts';
import { originOf } from '../../client/gateway-identity.ts';
import { openReceipt } from '../../client/receipts.ts';
import { type Bytes, utf8Decode } from '../../core/bytes.ts';
import type { Entry } from '../../core/entry.ts';
import { isCustosError } from '../../core/errors.ts';
import { type LogId, toAddress, toId } from '../../core/ids.ts';
import { parseProof } from '../../core/proof.ts';
import { logKeys } from '../../ledger/log-keys.ts';
import { openLedger } from '../../ledger/reader.ts';
import { type Context, checkUrl } from '../context.ts';
import { entryWords, readReceipt } from '../receipt-files.ts';
import type { Run } from '../run.ts';

interface Verified {
  readonly file: string;
  readonly verified: boolean;
  /** What knows the key that signed it. */
  readonly by?: string;
  readonly entry?: Entry;
  readonly reason?: string;
}

export function receiptCommands(program: Command, run: Run): void {
  const receipt = program.command('receipt').description('receipts: what a log signed for');
  run(
    receipt
      .command('verify <file...>')
      .description('verify receipts against the logs of the gateways you know, or against the ledger')
      .option('--rpc <url>', 'take the keys of the log from the ledger, by this JSON-RPC, instead'),
    async (context, files, { rpc }: { rpc?: string }) => {
      const results: Verified[] = [];
      for (const file of files) {
        const bytes = await readReceipt(file);
        results.push(rpc === undefined ? await byKnown(context, file, bytes) : await byLedger(rpc, file, bytes));
      }
      context.output.result(results, () => results.flatMap(lines));
      return results.every(({ verified }) => verified) ? 0 : 1;
    },
  );
}

async function byKnown({ known }: Context, file: string, receipt: Bytes): Promise<Verified> {
  const origin = originIn(receipt);
  const pins = (await known.list()).filter(({ identity }) => originOf(identity) === origin);
  let reason = 'its log is of no gateway that you know; name one with --gateway URL in any command, or use --rpc URL';
  for (const { endpoint, identity } of pins) {
    try {
      return { file, verified: true, by: `the log key of ${endpoint}`, entry: openReceipt(receipt, identity).entry };
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  return { file, verified: false, reason };
}

async function byLedger(rpc: string, file: string, receipt: Bytes): Promise<Verified> {
  const [, chainId, membership = '', logId = ''] = originIn(receipt).split('/');
  const reader = await openLedger({
    url: checkUrl(rpc, '--rpc'),
    membership: toAddress(membership, 'The receipt’s ledger'),
  });
  try {
    const { ledger } = reader;
    if (String(ledger.chainId) !== chainId) {
      return { file, verified: false, reason: `it is of chain ${chainId}, and the JSON-RPC serves ${ledger.chainId}` };
    }
    const log = toId<LogId>(logId, 'The receipt’s log');
    const { decoded } = checkReceipt(receipt, { ledger, logId: log, keys: await logKeys(reader, log) });
    return { file, verified: true, by: 'a key that the ledger names', entry: decoded };
  } catch (error) {
    return { file, verified: false, reason: reasonOf(error) };
  } finally {
    reader.close();
  }
}

/** First line of the checkpoint: which log is said to have signed. */
function originIn(receipt: Bytes): string {
  return utf8Decode(parseProof(receipt).checkpoint).split('\n', 1)[0] ?? '';
}

/** Why it does not verify; what kept us from looking goes on as an error. */
function reasonOf(error: unknown): string {
  if (isCustosError(error, 'PROOF_INVALID', 'NOTE_INVALID', 'SIGNATURE_INVALID', 'INPUT_INVALID')) return error.message;
  throw error;
}

function lines({ file, verified, by, entry, reason }: Verified): string[] {
  if (!verified || entry === undefined) return [`${file}: NOT verified: ${reason}`];
  return [`${file}: verified by ${by}`, ...entryWords(entry).map((line) => `  ${line}`)];
}
