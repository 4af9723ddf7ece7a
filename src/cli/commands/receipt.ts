import type { Command } from 'commander';
import { forgeryIn, judgeReceipt, type ReceiptVerdict } from '../../client/receipt-verdict.ts';
import type { Entry } from '../../core/entry.ts';
import { isCustosError } from '../../core/errors.ts';
import { type LogId, parseLedger, toAddress } from '../../core/ids.ts';
import { type Context, checkUrl } from '../context.ts';
import { entryWords, evidenceWords, missingWords } from '../entry-words.ts';
import { type IsTrusted, judgeByLedger } from '../ledger-receipt.ts';
import { type OpenedEvidence, openEvidence } from '../opened-evidence.ts';
import { ownCommand } from '../own-command.ts';
import { evidencePath, readEvidence, readReceiptFile } from '../receipt-files.ts';
import { type ReceiptNames, receiptNames } from '../receipt-names.ts';
import type { ExitCode, Run } from '../run.ts';
import { takenWords } from '../taken-words.ts';

interface VerifyOptions {
  readonly rpc?: string;
  readonly membership?: string;
}

interface Judged {
  readonly file: string;
  readonly verdict: ReceiptVerdict['verdict'];
  readonly verified: boolean;
  /** What knows the key that signed it. */
  readonly by?: string;
  readonly entry?: Entry;
  /** Whether the file has words beside the receipt, which nothing proves. */
  readonly hasWordsAround?: boolean;
  /** As it lies beside the receipt, where it is that of the entry. */
  readonly opened?: OpenedEvidence;
  readonly reason?: string;
  /** Of one of which nothing can be told: what there is not. */
  readonly lacks?: 'receipt' | 'evidence' | 'key';
}

const EXIT: Readonly<Record<Judged['verdict'], ExitCode>> = { verified: 0, forged: 1, unknown: 2 };

export function receiptCommands(program: Command, run: Run): void {
  const receipt = program.command('receipt').description('receipts: what a log signed for');
  run.verdict(
    receipt
      .command('verify <file...>')
      .description(
        'verify receipts, and the evidence beside them, against the logs of the gateways you know or knew, or against the ledger: 0 verified, 1 not, 2 cannot tell',
      )
      .option('--rpc <url>', 'take the keys of the log from the ledger, by this JSON-RPC, instead')
      .option('--membership <address>', 'with --rpc: Membership of the ledger; else that of a gateway you know'),
    async (context, files, options: VerifyOptions) => {
      const judge = await judgeOf(context, options);
      const results: Judged[] = [];
      for (const file of files) results.push(await judgeFile(file, judge));
      const names = context.output.json ? new Map<LogId, ReceiptNames>() : await namesOf(context, results);
      context.output.result(results, () => results.flatMap((one) => lines(one, names, options.rpc !== undefined)));
      return worst(results.map(({ verdict }) => EXIT[verdict]));
    },
  );
}

/** A forged one weighs more than one of which nothing can be told. */
function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.includes(1) ? 1 : codes.includes(2) ? 2 : 0;
}

type Judge = (receipt: Uint8Array) => Promise<ReceiptVerdict>;

async function judgeOf(context: Context, { rpc, membership }: VerifyOptions): Promise<Judge> {
  const pins = await context.known.list();
  if (rpc === undefined) return async (receipt) => judgeReceipt(receipt, pins);
  const url = checkUrl(rpc, '--rpc');
  const node = await context.node();
  const own = membership === undefined ? node?.membership : toAddress(membership, '--membership');
  const met = pins.flatMap(({ identity, earlier }) => [identity, ...earlier.map((one) => one.identity)]);
  const isTrusted: IsTrusted = (ledger) =>
    own === undefined
      ? met.some((identity) => identity.ledger === ledger)
      : parseLedger(ledger).membership === own ||
        (membership === undefined && met.some((one) => one.ledger === ledger));
  return (receipt) => judgeByLedger(receipt, url, isTrusted);
}

async function judgeFile(file: string, judge: Judge): Promise<Judged> {
  let read: Awaited<ReturnType<typeof readReceiptFile>>;
  try {
    read = await readReceiptFile(file);
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return { file, verified: false, verdict: 'unknown', reason: error.message, lacks: 'receipt' };
  }
  const result = await judge(read.receipt);
  if (result.verdict !== 'verified') {
    return { file, verified: false, ...result, ...(result.verdict === 'unknown' ? { lacks: 'key' as const } : {}) };
  }
  const { entry, by } = result;
  const { hasWordsAround } = read;
  return { file, by, entry, hasWordsAround, ...(await openBeside(file, result)) };
}

/** A genuine receipt with the evidence of another act beside it must not pass for one of that act. */
async function openBeside(
  file: string,
  { entry, consents }: Extract<ReceiptVerdict, { verdict: 'verified' }>,
): Promise<Pick<Judged, 'verdict' | 'verified' | 'opened' | 'reason' | 'lacks'>> {
  try {
    const evidence = await readEvidence(file);
    if (evidence === undefined) return { verdict: 'verified', verified: true };
    return { verdict: 'verified', verified: true, opened: openEvidence(entry, evidence, consents) };
  } catch (error) {
    if (!isCustosError(error)) throw error;
    const isForged = forgeryIn(error) !== undefined;
    const why = isForged ? `${evidencePath(file)} is not what opens its entry (${error.message})` : error.message;
    const reason = `the log signed its entry, but ${why}`;
    if (isForged) return { verdict: 'forged', verified: false, reason };
    return { verdict: 'unknown', verified: false, reason, lacks: 'evidence' };
  }
}

/** Of each log with a genuine receipt. */
async function namesOf(context: Context, results: readonly Judged[]): Promise<Map<LogId, ReceiptNames>> {
  const names = new Map<LogId, ReceiptNames>();
  for (const logId of new Set(results.flatMap(({ entry }) => entry?.logId ?? []))) {
    names.set(logId, await receiptNames(context, logId));
  }
  return names;
}

/** Whom else to ask is said where that could tell more, and was not done. */
function lines(
  { file, verdict, by, entry, opened, reason, lacks, hasWordsAround }: Judged,
  logs: ReadonlyMap<LogId, ReceiptNames>,
  isByLedger: boolean,
): string[] {
  if (verdict === 'forged') return [`${file}: NOT verified: ${reason}`];
  const names = entry && logs.get(entry.logId);
  if (verdict === 'unknown' || entry === undefined || names === undefined) {
    return [`${file}: cannot tell: ${reason}`, ...(lacks === 'key' && !isByLedger ? ADVICE : [])];
  }
  const more = opened === undefined ? missingWords(entry, evidencePath(file)) : evidenceWords(opened, names);
  const what = opened?.kind === 'revocation' ? takenWords(opened.withdrawal) : undefined;
  const proved = [...entryWords(entry, names, what), ...more].map((line) => `  ${line}`);
  return [`${file}: verified by ${by}`, PROVED, ...proved, ...(hasWordsAround ? AROUND : [])];
}

const PROVED = '  This is what it proves, and nothing else:';
/** Whoever reads a file takes what it says above the receipt for what was verified. */
const AROUND = [
  '  The file has other words, too. They are NOT proved: anybody can have written or changed them. Go by the lines above alone.',
];

const ADVICE = [
  `  The ledger knows every key of a log: ask it with --rpc URL. Or meet the gateway: ${ownCommand('gateway accept URL')}.`,
];
